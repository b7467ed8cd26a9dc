//! RFC 5849 section 2: the three endpoints of a service, which its documentation names.

use http::Uri;

use crate::origin::{Origin, OriginError};
use crate::protocol::Parameters;

/// The three endpoints of a service (RFC 5849 section 2), as absolute URIs.
///
/// They come from the service's documentation, never from a request. One may have a query, which is
/// kept byte for byte and signed. A dance checks all three before it sends anything.
///
/// ```
/// use tower_oauth1::Endpoints;
///
/// let endpoints = Endpoints::new(
///     "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/initiate".parse()?,
///     "https://meta.wikimedia.org/wiki/Special:OAuth/authorize".parse()?,
///     "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/token".parse()?,
/// );
/// # Ok::<_, http::uri::InvalidUri>(())
/// ```
#[derive(Clone, Debug)]
pub struct Endpoints {
    pub(super) initiate: Uri,
    pub(super) authorize: Uri,
    pub(super) token: Uri,
    without_tls: bool,
}

/// Why an endpoint cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// Scheme, host or port are not there or unusable, or there is user information.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// The scheme is neither `https` nor `http`.
    #[error("its scheme must be `https`")]
    Scheme,
    /// The scheme is `http` and the host another machine: everyone on the way reads the secrets.
    #[error(
        "`http` sends the credentials in clear; use `https`, or allow it by `insecure_without_tls`"
    )]
    WithoutTls,
    /// The query has a parameter whose name begins with `oauth_`: those are the protocol's.
    #[error("its query has a parameter that begins with `oauth_`; take it out")]
    ProtocolParameter,
}

impl Endpoints {
    /// Where temporary credentials are asked for (section 2.1), where the user is sent to (2.2) and
    /// where token credentials are asked for (2.3).
    ///
    /// Services call them the request token, authorize and access token URLs.
    #[doc(alias("request token", "access token"))]
    pub fn new(initiate: Uri, authorize: Uri, token: Uri) -> Self {
        Self {
            initiate,
            authorize,
            token,
            without_tls: false,
        }
    }

    /// Allows plain `http` to other machines, for a service that offers nothing else. Credentials
    /// come back in clear, so everyone on the way can use them.
    ///
    /// This machine itself (`localhost`, 127.0.0.0/8, `[::1]`) is allowed without it.
    #[must_use]
    pub fn insecure_without_tls(mut self) -> Self {
        self.without_tls = true;
        self
    }

    /// Checks all three. The name of the one that fails comes with its error.
    pub(super) fn check(&self) -> Result<(), (&'static str, EndpointError)> {
        [
            ("initiate", &self.initiate),
            ("authorize", &self.authorize),
            ("token", &self.token),
        ]
        .into_iter()
        .try_for_each(|(name, uri)| self.check_one(uri).map_err(|error| (name, error)))
    }

    fn check_one(&self, uri: &Uri) -> Result<(), EndpointError> {
        let origin = Origin::of(uri)?.ok_or(OriginError::NotAbsolute)?;
        if uri
            .authority()
            .is_some_and(|authority| authority.as_str().contains('@'))
        {
            return Err(OriginError::Userinfo.into());
        }
        match origin.scheme() {
            "https" => {}
            "http" if self.without_tls || origin.is_loopback() => {}
            "http" => return Err(EndpointError::WithoutTls),
            _ => return Err(EndpointError::Scheme),
        }
        // The signer refuses the names it knows; section 2 keeps all that begin like them.
        let mut query = Parameters::new();
        query.add_query(uri.query().unwrap_or_default());
        match query.iter().any(|p| p.name().starts_with(b"oauth_")) {
            true => Err(EndpointError::ProtocolParameter),
            false => Ok(()),
        }
    }
}
