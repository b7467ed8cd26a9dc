//! RFC 5849 section 2.1: where the user is sent back to, the parameter `oauth_callback`.

use http::Uri;

use crate::uri::callback::{CallbackError, split_absolute};
use crate::uri::origin::{Origin, is_web_scheme};

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
        let (scheme, _) = split_absolute(&url)?;
        if is_web_scheme(scheme) {
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
