//! What is read off, and said of, the answer to a signed request.

use http::{Response, StatusCode};

use super::clock_skew::Probe;
use crate::protocol::Explanation;

/// What waits for the answer to one signed request. Both are asked for by the stack; else there is
/// nothing to wait with. It is moved in a box, for it would make the response's future larger.
pub(super) struct Watch {
    pub(super) probe: Option<Probe>,
    pub(super) explanation: Option<Explanation>,
}

impl Watch {
    /// Learns from a refusal, and says what was signed.
    pub(super) fn look<B>(&mut self, response: &mut Response<B>) {
        if let Some(skew) = self.probe.as_ref().and_then(|probe| probe.look(response)) {
            response.extensions_mut().insert(skew);
        }
        let refused = response.status() == StatusCode::UNAUTHORIZED;
        if let Some(explanation) = self.explanation.take().filter(|_| refused) {
            response.extensions_mut().insert(explanation);
        }
    }
}
