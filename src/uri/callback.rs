//! RFC 5849 section 2.1: what a callback URI must look like, on both sides.

use super::origin::{is_scheme, is_web_scheme};

/// Error returned when a text is not usable as a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// The text is not an absolute URI. For the text `oob`, clients use
    /// [`Callback::OutOfBand`](crate::Callback::OutOfBand).
    #[error(
        "a callback must be an absolute URI such as `https://app.example.com/ready`; without one, use out of band (`oob`)"
    )]
    NotAbsolute,
    /// The URI has characters that no URI has, an unusable host or port, or is too long.
    #[error(
        "a callback must be a URI as it is sent: no white space, a usable host and port, at most 2048 characters on a server"
    )]
    Malformed,
    /// The query has a parameter whose name begins with `oauth_`. The protocol adds such parameters.
    #[error("the query of a callback must not have parameters that begin with `oauth_`")]
    ProtocolParameter,
}

/// Splits an absolute URI into its scheme and the text after the `:`. A URI of `http` or `https`
/// must have an authority.
pub(crate) fn split_absolute(callback: &str) -> Result<(&str, &str), CallbackError> {
    let (scheme, rest) = callback.split_once(':').ok_or(CallbackError::NotAbsolute)?;
    if !is_scheme(scheme) || rest.is_empty() {
        return Err(CallbackError::NotAbsolute);
    }
    if is_web_scheme(scheme) {
        // `http:ready` and `http:///ready` are not what anybody means.
        let authority = rest.strip_prefix("//").unwrap_or_default();
        if authority.is_empty() || authority.starts_with(['/', '?', '#']) {
            return Err(CallbackError::NotAbsolute);
        }
    }
    Ok((scheme, rest))
}
