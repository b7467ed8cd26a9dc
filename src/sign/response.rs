//! What is read off, and said of, the answer to a signed request.

use http::{Response, StatusCode};

use super::clock_skew::SkewObserver;
use crate::protocol::Explanation;

/// What waits for the answer to one signed request. Both are asked for by the stack; else there is
/// nothing to wait with. It is moved in a box, for it would make the response's future larger.
pub(super) struct ResponseObserver {
    pub(super) skew_observer: Option<SkewObserver>,
    pub(super) explanation: Option<Explanation>,
}

impl ResponseObserver {
    /// Learns from a refusal, and says what was signed.
    pub(super) fn observe<B>(&mut self, response: &mut Response<B>) {
        if let Some(skew) = self
            .skew_observer
            .as_ref()
            .and_then(|skew_observer| skew_observer.observe(response))
        {
            response.extensions_mut().insert(skew);
        }
        let refused = response.status() == StatusCode::UNAUTHORIZED;
        if let Some(explanation) = self.explanation.take().filter(|_| refused) {
            response.extensions_mut().insert(explanation);
        }
    }
}
