//! A mark on requests that pass although they are not signed.

use super::responder::Responder;

/// Says, in the extensions of a request, that the layer let it pass without a signature. A handler
/// that needs a signature responds as the layer would.
#[derive(Clone)]
pub(super) struct PassedUnsigned(pub(super) Responder);
