//! Looks at the response to a request, and reports what the caller should know about the request.

use http::Response;

use super::clock_skew::SkewObserver;
use super::out_of_scope::OutOfScope;
use super::refusals::Refusals;
use crate::protocol::Explanation;

/// An observer of the response to one request.
///
/// It exists only if the request is out of scope, or if the layer corrects clock skew or explains
/// refusals. It is boxed, because it would make the response future larger.
pub(super) enum ResponseObserver {
    Signed {
        skew_observer: Option<SkewObserver>,
        explanation: Option<RefusalExplanation>,
    },
    OutOfScope(OutOfScope),
}

/// The explanation of a request, for a response that refuses it.
pub(super) struct RefusalExplanation {
    pub(super) explanation: Explanation,
    pub(super) refusals: Refusals,
}

impl ResponseObserver {
    /// Learns the clock skew if the response refuses the request. Inserts the `ClockSkew` and the
    /// explanation, or the reason why the request was not signed, into the extensions of the
    /// response.
    pub(super) fn observe<B>(self, response: &mut Response<B>) {
        let (skew_observer, explanation) = match self {
            Self::Signed {
                skew_observer,
                explanation,
            } => (skew_observer, explanation),
            Self::OutOfScope(reason) => {
                response.extensions_mut().insert(reason);
                return;
            }
        };
        if let Some(skew) = skew_observer.and_then(|observer| observer.observe(response)) {
            response.extensions_mut().insert(skew);
        }
        if let Some(explained) = explanation.filter(|e| e.refusals.contain(response)) {
            response.extensions_mut().insert(explained.explanation);
        }
    }
}
