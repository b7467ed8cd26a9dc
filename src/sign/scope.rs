//! The origins that a signature, and with it the credentials' power, may go to.

use std::sync::Arc;

use http::Uri;

use crate::uri::error::OriginError;
use crate::uri::origin::{Destination, Origin};

/// The origins whose requests are signed. A request to any other passes as it is.
///
/// It is compared with the URI's own scheme, host and port, which is where the bytes go; never with
/// a `Host` header. So a redirect follower above the layer cannot be talked into having a request to
/// a foreign server signed.
///
/// ```
/// use tower_oauth1::Scope;
///
/// let one = Scope::origin("https://api.example.com")?;
/// let two = Scope::origins(["https://api.example.com", "https://upload.example.com"])?;
/// assert!(Scope::origin("https://api.example.com/v1").is_err());
/// # Ok::<_, tower_oauth1::OriginError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scope(Allowed);

#[derive(Clone, Debug)]
enum Allowed {
    Any,
    Origins(Arc<[Origin]>),
}

impl Scope {
    /// One origin: `https://host`, or `https://host:port`.
    ///
    /// # Errors
    ///
    /// [`OriginError`] where the text is no origin, or has more than scheme, host and port.
    pub fn origin(origin: &str) -> Result<Self, OriginError> {
        Self::origins([origin])
    }

    /// Several origins. Subdomains are origins of their own.
    ///
    /// # Errors
    ///
    /// [`OriginError`] where a text is no origin, or has more than scheme, host and port, and where there
    /// is none.
    pub fn origins<'a>(origins: impl IntoIterator<Item = &'a str>) -> Result<Self, OriginError> {
        let origins: Result<Vec<Origin>, _> = origins.into_iter().map(str::parse).collect();
        Self::from_origins(origins?)
    }

    /// Creates a scope of several origins.
    ///
    /// # Errors
    ///
    /// [`OriginError::NoOrigins`] if there is none: nothing would be signed.
    pub fn from_origins(origins: impl IntoIterator<Item = Origin>) -> Result<Self, OriginError> {
        let origins: Arc<[Origin]> = origins.into_iter().collect();
        if origins.is_empty() {
            return Err(OriginError::NoOrigins);
        }
        Ok(Self(Allowed::Origins(origins)))
    }

    /// Every origin: whoever can make the client send a request somewhere gets it signed, be it by a
    /// redirect. With PLAINTEXT, which would send the secrets there, the layer refuses it.
    ///
    /// ```
    /// let scope = tower_oauth1::Scope::any();
    /// ```
    pub fn any() -> Self {
        Self(Allowed::Any)
    }

    pub(super) fn is_any(&self) -> bool {
        matches!(self.0, Allowed::Any)
    }

    /// Whether requests to this absolute URI are signed.
    ///
    /// ```
    /// let scope = tower_oauth1::Scope::origin("https://api.example.com")?;
    /// assert!(scope.contains(&"https://API.example.com:443/photos".parse()?));
    /// assert!(!scope.contains(&"https://example.com/photos".parse()?));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn contains(&self, uri: &Uri) -> bool {
        uri.authority().is_some() && self.covers(uri, None).unwrap_or(false)
    }

    /// Whether requests to `uri` are signed. A URI without authority is judged by `origin`; where
    /// there is none either, nothing says where the request goes, and signing it is an error.
    pub(super) fn covers(&self, uri: &Uri, origin: Option<&Origin>) -> Result<bool, OriginError> {
        let destination = Destination::from_uri(uri)?;
        let Allowed::Origins(origins) = &self.0 else {
            return Ok(true);
        };
        Ok(match (destination, origin) {
            (Some(destination), _) => origins.iter().any(|origin| origin.matches(destination)),
            (None, Some(origin)) => origins.contains(origin),
            (None, None) => true,
        })
    }
}

impl From<Origin> for Scope {
    fn from(origin: Origin) -> Self {
        Self(Allowed::Origins(Arc::new([origin])))
    }
}
