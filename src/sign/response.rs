//! Reads the response to a signed request.

use http::{Response, StatusCode};

use super::clock_skew::SkewObserver;
use crate::protocol::Explanation;

/// An observer of the response to one signed request.
///
/// It exists only if the layer corrects clock skew or explains refusals. It is boxed, because it
/// would make the response future larger.
pub(super) struct ResponseObserver {
    pub(super) skew_observer: Option<SkewObserver>,
    pub(super) explanation: Option<Explanation>,
}

impl ResponseObserver {
    /// Learns the clock skew if the response refuses the request. Inserts the `ClockSkew` and the
    /// explanation into the extensions of the response.
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
