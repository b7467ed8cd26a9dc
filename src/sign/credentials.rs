//! Which signer signs a request: the layer's, or the one that the request carries.

use http::Uri;

use super::scope::Scope;
use crate::protocol::{SignError, Signer};
use crate::uri::origin::Origin;

/// A signer and its scope, which one request carries in its extensions. A layer created with
/// [`OAuth1Layer::per_request`](super::OAuth1Layer::per_request) signs the request with them.
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
    /// Creates credentials with which `signer` signs the requests to `scope`. A request to another origin
    /// passes unsigned. Both values are cheap to clone.
    pub fn new(signer: Signer, scope: Scope) -> Self {
        Self { signer, scope }
    }
}

/// A mark in the extensions of a request that must not be signed, whatever its origin. Use it for a
/// public resource of a service that wants signatures elsewhere.
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

/// Where the layer takes its credentials from. It is never both: a redirect layer drops the extensions
/// of a request at a foreign origin, and on the way back the layer's own credentials would sign in
/// place of the user's.
#[derive(Clone, Debug)]
pub(super) enum Credentials {
    Fixed(RequestCredentials),
    PerRequest,
    /// A request without credentials is sent unsigned.
    PerRequestOrUnsigned,
}

impl Credentials {
    /// Returns the credentials of a request. `carried` are those that it carries. `Ok(None)` means that the
    /// request is sent unsigned.
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
    /// Returns the signer if a request to `uri` is in scope.
    pub(super) fn signer(
        &self,
        uri: &Uri,
        origin: Option<&Origin>,
    ) -> Result<Option<&Signer>, SignError> {
        if self.signer.is_plaintext() && self.scope.is_any() {
            return Err(SignError::PlaintextWithAnyScope);
        }
        let in_scope = self
            .scope
            .covers(uri, origin)
            .map_err(SignError::from_origin)?;
        Ok(in_scope.then_some(&self.signer))
    }
}
