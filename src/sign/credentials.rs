//! The credentials of a request: those of the layer, or those that the request carries.

use http::Uri;

use super::out_of_scope::OutOfScope;
use super::scope::Scope;
use super::unsigned::Unsigned;
use crate::protocol::{SignError, Signer};
use crate::uri::origin::Origin;

/// A signer and its scope, for one request. Insert it into the extensions of a request. A layer
/// created with [`OAuth1Layer::per_request`](super::OAuth1Layer::per_request) signs the request
/// with it.
///
/// ```
/// use tower_oauth1::{ClientCredentials, RequestCredentials, Scope, Signer, TokenCredentials};
///
/// let client = Signer::new(ClientCredentials::new("client-id", "client-secret"));
/// let user = client.with_token(TokenCredentials::new("token", "token-secret"));
/// let scope = Scope::origin("https://api.example.com")?;
/// let mut request = http::Request::get("https://api.example.com/me").body(())?;
/// request.extensions_mut().insert(RequestCredentials::new(user, scope));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RequestCredentials {
    signer: Signer,
    scope: Scope,
}

impl RequestCredentials {
    /// Creates credentials with a signer and the origins that its signatures may be sent to. A
    /// request to another origin passes unsigned.
    ///
    /// Both values are cheap to clone.
    pub fn new(signer: Signer, scope: Scope) -> Self {
        Self { signer, scope }
    }
}

/// A marker for a request that must not be signed, even if it is in scope. Insert it into the
/// extensions of the request.
///
/// Use it for public resources of a service that requires signatures for other resources.
///
/// ```
/// use tower_oauth1::sign::SkipSigning;
///
/// let mut request = http::Request::get("https://api.example.com/status").body(())?;
/// request.extensions_mut().insert(SkipSigning);
/// # Ok::<_, http::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkipSigning;

/// The place that a layer takes its credentials from.
///
/// There is one place only. A layer with both places would be unsafe with a redirect layer. The
/// redirect layer removes the user's credentials at a foreign origin. If the next redirect leads
/// back, the layer would sign with its own credentials instead of the user's.
#[derive(Clone, Debug)]
pub(super) enum Credentials {
    Fixed(RequestCredentials),
    PerRequest,
    /// A request without credentials is sent unsigned.
    PerRequestOrUnsigned,
}

impl Credentials {
    /// Returns the credentials for a request, or `Ok(None)` if the request passes unsigned.
    ///
    /// `carried` is the credentials that the request carried in its extensions.
    pub(super) fn for_request<'a>(
        &'a self,
        carried: Option<&'a RequestCredentials>,
    ) -> Result<Option<&'a RequestCredentials>, SignError> {
        match (self, carried) {
            (Self::Fixed(_), Some(_)) => Err(SignError::UnexpectedCredentials),
            (Self::Fixed(fixed), None) => Ok(Some(fixed)),
            (Self::PerRequest | Self::PerRequestOrUnsigned, Some(carried)) => Ok(Some(carried)),
            (Self::PerRequestOrUnsigned, None) => Ok(None),
            (Self::PerRequest, None) => Err(SignError::MissingCredentials),
        }
    }
}

impl RequestCredentials {
    /// Returns the signer if a request to `uri` is in scope. `origin` is the public origin of the
    /// layer.
    pub(super) fn signer(
        &self,
        uri: &Uri,
        origin: Option<&Origin>,
    ) -> Result<Choice<'_>, SignError> {
        if self.signer.is_plaintext() && self.scope.is_any() {
            return Err(SignError::PlaintextWithAnyScope);
        }
        let in_scope = self.scope.covers(uri, origin);
        if in_scope.map_err(SignError::from_origin)? {
            return Ok(Choice::Sign(&self.signer));
        }
        let destination = Origin::from_uri(uri).map_err(SignError::from_origin)?;
        Ok(match destination.or_else(|| origin.cloned()) {
            Some(origin) => Choice::OutOfScope(OutOfScope::new(origin, self.scope.clone())),
            // `covers` returns `true` for such a URI, so signing it fails with this error.
            None => return Err(SignError::RelativeUri),
        })
    }
}

/// Whether a request is signed.
pub(super) enum Choice<'a> {
    Sign(&'a Signer),
    /// The request passes unsigned.
    Pass(Unsigned),
    /// The request passes unsigned, because the credentials are not for its origin.
    OutOfScope(OutOfScope),
}
