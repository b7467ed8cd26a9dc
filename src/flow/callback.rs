//! The callback, sent as the parameter `oauth_callback` (RFC 5849 section 2.1).

use http::Uri;

use crate::uri::callback::{CallbackError, split_absolute};
use crate::uri::origin::{Origin, is_web_scheme};

/// The place that the server sends the user to, after the user grants or denies access (RFC 5849
/// section 2.1).
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
    /// No redirect. The server shows a PIN, and the user enters it into the client. Sent as
    /// `oauth_callback=oob`.
    #[doc(alias("oob", "pin"))]
    OutOfBand,
    /// A URL. Create it with [`Callback::url`].
    Url(CallbackUrl),
    /// The URL that the client registered with the provider. No `oauth_callback` is sent. Only some
    /// providers allow this.
    Omitted,
}

/// An absolute URI that the server redirects the user to. Create it with [`Callback::url`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackUrl(String);

impl Callback {
    /// Creates a callback from an absolute URI with any scheme, such as `https://h/ready`,
    /// `myapp://ready` or `myapp:/ready`.
    ///
    /// The URI is sent exactly as it is passed. If it has a query, the server appends its
    /// parameters to that query. Do not use a fragment (`#..`): browsers do not send it to your
    /// application, and a server may append its parameters after it.
    ///
    /// # Errors
    ///
    /// - [`CallbackError::NotAbsolute`] if the URI is not absolute.
    /// - [`CallbackError::Malformed`] if the URI contains white space or control characters. Also
    ///   returned if an `http` or `https` URI is malformed.
    pub fn url(url: impl Into<String>) -> Result<Self, CallbackError> {
        let url = url.into();
        if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(CallbackError::Malformed);
        }
        let (scheme, _) = split_absolute(&url)?;
        if is_web_scheme(scheme) {
            let uri: Uri = url.parse().map_err(|_| CallbackError::Malformed)?;
            Origin::from_uri(&uri).map_err(|_| CallbackError::Malformed)?;
        }
        Ok(Self::Url(CallbackUrl(url)))
    }

    /// Returns the value of `oauth_callback`, or `None` if the parameter is not sent.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::OutOfBand => Some("oob"),
            Self::Url(url) => Some(url.as_str()),
            Self::Omitted => None,
        }
    }
}

impl CallbackUrl {
    /// Returns the URI exactly as it was passed to [`Callback::url`].
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
