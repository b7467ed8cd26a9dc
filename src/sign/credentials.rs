//! Whose signature a request gets: the stack's, or the one that it carries.

use http::Uri;

use super::scope::Scope;
use crate::protocol::{SignError, Signer};
use crate::uri::origin::Origin;

/// A signer and the origins it is for, carried by one request in its extensions, for a stack made by
/// [`OAuth1Layer::per_request`](super::OAuth1Layer::per_request).
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
    /// Requests that carry this are signed by `signer` where they go to `scope`, and pass unsigned
    /// elsewhere. Both are cheap to clone.
    pub fn new(signer: Signer, scope: Scope) -> Self {
        Self { signer, scope }
    }
}

/// Stands in the extensions of a request that is not to be signed, whatever its origin: a public
/// resource of a service that asks for signatures elsewhere.
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

/// Where a stack has its credentials from. Never from both: a redirect follower drops what a request
/// carries at a foreign origin, and on the way back the *stack's* own would sign for the user's.
#[derive(Clone, Debug)]
pub(super) enum Credentials {
    Fixed(RequestCredentials),
    PerRequest,
    /// A request without credentials is sent unsigned.
    PerRequestOrUnsigned,
}

impl Credentials {
    /// The credentials of a request that carries some or none. `Ok(None)` where it is to pass
    /// unsigned.
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
    /// The signer, where a request to `uri` is in scope.
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
