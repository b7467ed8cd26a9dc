//! A mark on requests that pass although they are not signed.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http::request::Parts;

use super::error::VerifyError;
use super::server::Server;
use super::store::credentials::CredentialStore;
use super::store::replay::ReplayStore;

/// Says, in the extensions of a request, that the layer let it pass without a signature. Contains
/// the function with which the layer refuses a request.
#[derive(Clone)]
pub(super) struct PassedUnsigned(Arc<Refuse>);

/// Returns the response to a refused request.
type Refuse = dyn Fn(&Parts) -> Response<Bytes> + Send + Sync;

impl PassedUnsigned {
    pub(super) fn new<C, R>(server: Arc<Server<C, R>>) -> Self
    where
        C: CredentialStore + 'static,
        R: ReplayStore + 'static,
    {
        Self(Arc::new(move |parts| {
            server.refuse(parts, &VerifyError::Unsigned)
        }))
    }
}

/// A request that passed without a signature, and whose handler needs one. The handler responds as
/// the layer would.
#[derive(Clone)]
pub(super) struct NeedsSignature {
    passed: PassedUnsigned,
    parts: Box<Parts>,
}

impl NeedsSignature {
    /// Returns `None` if the request did not pass a layer.
    pub(super) fn from_parts(parts: &Parts) -> Option<Self> {
        let passed = parts.extensions.get::<PassedUnsigned>()?.clone();
        let parts = Box::new(parts.clone());
        Some(Self { passed, parts })
    }

    /// Returns the response of the layer, and logs the decision.
    pub(super) fn refuse(&self) -> Response<Bytes> {
        (self.passed.0)(&self.parts)
    }
}

impl fmt::Debug for NeedsSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The head of a request may have secrets of another scheme.
        f.debug_struct("NeedsSignature").finish_non_exhaustive()
    }
}
