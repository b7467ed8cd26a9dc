//! The origins that signatures may be sent to.

use std::sync::Arc;

use http::Uri;

use crate::uri::error::OriginError;
use crate::uri::origin::{Destination, Origin};

/// The origins whose requests are signed. Requests to other origins pass unsigned. Their responses
/// have the marker [`OutOfScope`](super::OutOfScope) in their extensions.
///
/// The layer compares the scope with the scheme, host and port in the URI, because the request is
/// sent there. The schemes `ws` and `wss` count as `http` and `https`. The layer never uses the
/// `Host` header for this. So an attacker cannot use a redirect to get a request to another server
/// signed, even with a redirect layer outside `OAuth1Layer`.
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
    /// Creates a scope with one origin, such as `https://host` or `https://host:port`. A single `/`
    /// at the end is allowed.
    ///
    /// To get the origin of a URI, convert it to an [`Origin`]. For a URL of reqwest, pass
    /// `&url.origin().ascii_serialization()`.
    ///
    /// ```
    /// use tower_oauth1::{Origin, Scope};
    ///
    /// let uri: http::Uri = "https://api.example.com/v1/photos?size=1".parse()?;
    /// let scope = Scope::from(Origin::try_from(&uri)?);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`OriginError`] if the text is not an origin, or if it has more than a scheme, host
    /// and port.
    pub fn origin(origin: &str) -> Result<Self, OriginError> {
        Self::origins([origin])
    }

    /// Creates a scope with several origins. A subdomain is a different origin. A single `/` at the
    /// end of each is allowed.
    ///
    /// # Errors
    ///
    /// - [`OriginError::NoOrigins`] if `origins` is empty.
    /// - Another [`OriginError`] if a text is not an origin, or if it has more than a scheme, host
    ///   and port.
    pub fn origins<'a>(origins: impl IntoIterator<Item = &'a str>) -> Result<Self, OriginError> {
        let origins: Result<Vec<Origin>, _> = origins.into_iter().map(str::parse).collect();
        Self::from_origins(origins?)
    }

    /// Creates a scope with several origins.
    ///
    /// # Errors
    ///
    /// Returns [`OriginError::NoOrigins`] if `origins` is empty. An empty scope would sign nothing.
    pub fn from_origins(origins: impl IntoIterator<Item = Origin>) -> Result<Self, OriginError> {
        let origins: Arc<[Origin]> = origins.into_iter().collect();
        if origins.is_empty() {
            return Err(OriginError::NoOrigins);
        }
        Ok(Self(Allowed::Origins(origins)))
    }

    /// Creates a scope with all origins.
    ///
    /// This is a risk: if somebody can make the client send a request to any server, for example
    /// with a redirect, that request is signed. PLAINTEXT would send the secrets to that server, so
    /// the layer refuses PLAINTEXT with this scope.
    ///
    /// ```
    /// let scope = tower_oauth1::Scope::any();
    /// ```
    pub fn any() -> Self {
        Self(Allowed::Any)
    }

    /// Returns the origins. The list is empty if the scope contains all origins.
    pub(super) fn as_origins(&self) -> &[Origin] {
        match &self.0 {
            Allowed::Any => &[],
            Allowed::Origins(origins) => origins,
        }
    }

    pub(super) fn is_any(&self) -> bool {
        matches!(self.0, Allowed::Any)
    }

    /// Returns whether requests to this absolute URI are signed.
    ///
    /// ```
    /// let scope = tower_oauth1::Scope::origin("https://api.example.com")?;
    /// assert!(scope.contains(&"https://API.example.com:443/photos".parse()?));
    /// assert!(!scope.contains(&"https://example.com/photos".parse()?));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn contains(&self, uri: &Uri) -> bool {
        let is_http =
            Destination::from_uri(uri).is_ok_and(|to| to.is_some_and(Destination::is_http));
        is_http && self.covers(uri, None).unwrap_or(false)
    }

    /// Returns whether requests to `uri` are signed.
    ///
    /// If the URI has no host or no scheme of HTTP, `origin` decides. It is the public origin of
    /// the layer.
    ///
    /// If the URI has no host and `origin` is `None`, nothing says where the request goes. Then
    /// this function returns `true`, and signing fails with an error.
    pub(super) fn covers(&self, uri: &Uri, origin: Option<&Origin>) -> Result<bool, OriginError> {
        let destination = Destination::from_uri(uri)?;
        let Allowed::Origins(origins) = &self.0 else {
            return Ok(true);
        };
        Ok(match (destination, origin) {
            // A scope cannot name the URI of a Unix socket.
            (Some(destination), Some(origin)) if !destination.is_http() => origins.contains(origin),
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
