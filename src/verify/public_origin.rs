//! Under which origin clients reach the server: scheme, host and port of the base string URI
//! (RFC 5849 section 3.4.1.2).

use http::uri::Scheme;

use crate::origin::{Origin, OriginError};
use crate::protocol::{BaseStringUri, BaseStringUriError, Head};

/// Scheme, host and port under which clients reach this server.
///
/// A request does not say its scheme, and behind a proxy its host may be another than the one that
/// the client signed. Most wrong signatures come from a wrong origin, so it must be given.
#[derive(Clone, Debug)]
pub struct PublicOrigin(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Fixed(Origin),
    AsReceived(Scheme),
}

impl PublicOrigin {
    /// One origin, whatever the request says: `https://api.example.com`. The right choice for a
    /// server that has one name.
    ///
    /// ```
    /// let origin = tower_oauth1::PublicOrigin::fixed("https://api.example.com")?;
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`OriginError`] where the text is no origin, or has more than scheme, host and port.
    pub fn fixed(origin: &str) -> Result<Self, OriginError> {
        origin.parse().map(|origin| Self(Kind::Fixed(origin)))
    }

    /// The host of the request's `Host` header or `:authority`, under `scheme`: for a server with
    /// several names and no proxy before it that rewrites them.
    ///
    /// ```
    /// let origin = tower_oauth1::PublicOrigin::as_received(http::uri::Scheme::HTTPS);
    /// ```
    pub fn as_received(scheme: Scheme) -> Self {
        Self(Kind::AsReceived(scheme))
    }

    /// Whether clients reach the server over TLS.
    pub(super) fn is_https(&self) -> bool {
        match &self.0 {
            Kind::Fixed(origin) => origin.is_https(),
            Kind::AsReceived(scheme) => *scheme == Scheme::HTTPS,
        }
    }

    pub(super) fn base_string_uri<'a>(
        &'a self,
        head: Head<'a>,
    ) -> Result<BaseStringUri<'a>, BaseStringUriError> {
        match &self.0 {
            Kind::Fixed(origin) => BaseStringUri::of_head_at(origin, head),
            Kind::AsReceived(scheme) => BaseStringUri::of_received(scheme.as_str(), head),
        }
    }
}
