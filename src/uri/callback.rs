//! The checks of a callback URI (RFC 5849 section 2.1). Clients and servers share them.

use super::origin::{is_scheme, is_web_scheme};

/// Error returned when a text cannot be used as a callback URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// The text is not an absolute URI: it must have a scheme, and a `/` after the `:`. So
    /// `localhost:5000/ready` is not absolute, and `http://localhost:5000/ready` is. Clients that
    /// have no callback URI use [`Callback::OutOfBand`](crate::Callback::OutOfBand), which sends
    /// the text `oob`.
    #[error(
        "a callback must be an absolute URI such as `https://app.example.com/ready` or `myapp:/ready`; use out of band (`oob`) if you have none"
    )]
    NotAbsolute,
    /// The URI contains characters that are not allowed in a URI, has an invalid host or port, or
    /// is too long. Only servers limit the length, to 2048 bytes.
    #[error(
        "malformed callback URI; it must have no white space and a valid host and port, and servers accept at most 2048 bytes"
    )]
    Malformed,
    /// The scheme makes a browser run or show the text of the URI, or open a local file: `about`,
    /// `blob`, `data`, `file`, `filesystem`, `javascript`, `vbscript` or `view-source`, in upper or
    /// lower case. Only servers check this.
    #[error(
        "a callback must not have a scheme that makes a browser run or show it, such as `javascript` or `data`; use `https`, or a scheme of your app"
    )]
    UnsafeScheme,
    /// The callback is registered for any port, but does not begin with `http://127.0.0.1` or
    /// `http://[::1]`. Only servers check this.
    #[error(
        "a callback with any port must begin with `http://127.0.0.1` or `http://[::1]`; register other callbacks with their port"
    )]
    NotLoopback,
    /// The query has a parameter whose name begins with `oauth_`. The server adds such parameters
    /// when it redirects the user.
    #[error("the query of a callback must not contain parameters that begin with `oauth_`")]
    ProtocolParameter,
}

/// Splits an absolute URI into its scheme and the text after the `:`. If the scheme is `http` or
/// `https`, the URI must have an authority.
///
/// A `/` must follow the `:`. RFC 3986 allows other texts there, but then a host and port without a
/// scheme, such as `localhost:5000/ready`, would be a URI with the scheme `localhost`. The only
/// exception is `about:blank`, which LTI 1.1 sends.
pub(crate) fn split_absolute(callback: &str) -> Result<(&str, &str), CallbackError> {
    let (scheme, rest) = callback.split_once(':').ok_or(CallbackError::NotAbsolute)?;
    if !is_scheme(scheme) || !(rest.starts_with('/') || callback == "about:blank") {
        return Err(CallbackError::NotAbsolute);
    }
    if is_web_scheme(scheme) {
        // `http:ready` and `http:///ready` are valid URIs, but they name no host. Reject them.
        let authority = rest.strip_prefix("//").unwrap_or_default();
        if authority.is_empty() || authority.starts_with(['/', '?', '#']) {
            return Err(CallbackError::NotAbsolute);
        }
    }
    Ok((scheme, rest))
}
