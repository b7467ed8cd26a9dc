//! RFC 5849 section 2.1: where the user is sent back to, the parameter `oauth_callback`.

use http::Uri;

use crate::uri::origin::{Origin, is_scheme, is_web_scheme};

/// Where the user is sent after the decision (RFC 5849 section 2.1).
///
/// ```
/// use tower_oauth1::Callback;
///
/// let callback = Callback::url("http://printer.example.com/ready?for=me")?;
/// assert!(Callback::url("/ready").is_err());
/// # Ok::<_, tower_oauth1::flow::CallbackError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Callback {
    /// Nowhere: the service shows a PIN, and the user types it. It is sent as `oob`.
    #[doc(alias("oob", "pin"))]
    OutOfBand,
    /// To this URL, made by [`Callback::url`].
    Url(CallbackUrl),
    /// To the URL that is registered with the service. No `oauth_callback` is sent, which only some
    /// services allow.
    Omitted,
}

/// An absolute URI to send the user to: see [`Callback::url`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackUrl(String);

/// Why a text is no callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// It is no absolute URI. For the text `oob` there is [`Callback::OutOfBand`].
    #[error(
        "a callback must be an absolute URI, as in `https://app.example.com/ready`; without one, use `Callback::OutOfBand`"
    )]
    NotAbsolute,
    /// It has characters that no URI has, or a host or port that is none.
    #[error(
        "a callback must be a URI as it is sent, without white space, and with a usable host and port"
    )]
    Malformed,
}

impl Callback {
    /// A callback to an absolute URI of any scheme, sent as it is given. The service appends its
    /// parameters to a query that is there.
    ///
    /// # Errors
    ///
    /// [`CallbackError`] where it is not absolute, or has characters that no URI has.
    pub fn url(url: impl Into<String>) -> Result<Self, CallbackError> {
        let url = url.into();
        if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(CallbackError::Malformed);
        }
        let (scheme, rest) = url.split_once(':').ok_or(CallbackError::NotAbsolute)?;
        if !is_scheme(scheme) || rest.is_empty() {
            return Err(CallbackError::NotAbsolute);
        }
        if is_web_scheme(scheme) {
            // `http:ready` and `http:///ready` are not what anybody means.
            let authority = rest.strip_prefix("//").unwrap_or_default();
            if authority.is_empty() || authority.starts_with(['/', '?', '#']) {
                return Err(CallbackError::NotAbsolute);
            }
            let uri: Uri = url.parse().map_err(|_| CallbackError::Malformed)?;
            Origin::of(&uri).map_err(|_| CallbackError::Malformed)?;
        }
        Ok(Self::Url(CallbackUrl(url)))
    }

    /// The value of `oauth_callback`.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::OutOfBand => Some("oob"),
            Self::Url(url) => Some(url.as_str()),
            Self::Omitted => None,
        }
    }
}

impl CallbackUrl {
    /// The URI as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
