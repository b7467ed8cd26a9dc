//! The request of a step, as it was sent.

use bytes::Bytes;
use http::request::Parts;

use crate::protocol::Explanation;

/// A request that was sent. It is kept until the response is read, to explain the request if the
/// step fails.
pub(super) struct SentRequest {
    pub(super) parts: Parts,
    /// The form. Its memory is wiped with the last copy of these bytes.
    pub(super) form: Bytes,
    /// What the signer knows to be a frequent mistake.
    pub(super) hint: Option<&'static str>,
}

impl SentRequest {
    /// Explains what was signed. Returns `None` if that fails.
    pub(super) fn explain(&self) -> Option<Explanation> {
        let explanation = Explanation::from_parts(&self.parts, Some(&self.form));
        Some(explanation.ok()?.with_hint(self.hint))
    }
}
