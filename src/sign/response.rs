//! Looks at the response to a request, and reports what the caller should know about the request.

use http::Response;

use super::clock_skew::SkewObserver;
use super::out_of_scope::OutOfScope;
use super::refusals::{Refusals, is_refusal};
use crate::events::sign::RefusalEvent;
use crate::protocol::Explanation;

/// An observer of the response to one request.
///
/// It exists only if the request is out of scope, or if the layer corrects clock skew or explains
/// or logs refusals. It is boxed, because it would make the response future larger.
pub(super) enum ResponseObserver {
    Signed {
        skew_observer: Option<SkewObserver>,
        explanation: Option<RefusalExplanation>,
        event: RefusalEvent,
    },
    OutOfScope {
        reason: OutOfScope,
        event: RefusalEvent,
    },
}

/// The explanation of a request, for a response that refuses it.
pub(super) struct RefusalExplanation {
    pub(super) explanation: Explanation,
    pub(super) refusals: Refusals,
}

impl ResponseObserver {
    /// Learns the clock skew if the response refuses the request. Inserts the `ClockSkew` and the
    /// explanation, or the reason why the request was not signed, into the extensions of the
    /// response. Logs the refusal.
    pub(super) fn observe<B>(self, response: &mut Response<B>) {
        let (skew_observer, explanation, event) = match self {
            Self::Signed {
                skew_observer,
                explanation,
                event,
            } => (skew_observer, explanation, event),
            Self::OutOfScope { reason, event } => {
                event.write(response.status(), response.headers(), None);
                response.extensions_mut().insert(reason);
                return;
            }
        };
        let skew = skew_observer.and_then(|observer| observer.observe(response));
        if let Some(skew) = skew {
            response.extensions_mut().insert(skew);
        }
        let explained = explanation.filter(|e| e.refusals.contain(response));
        if explained.is_some() || is_refusal(response.status()) {
            let skew = skew.map(|skew| (skew.seconds, skew.applied));
            event.write(response.status(), response.headers(), skew);
        }
        if let Some(explained) = explained {
            response.extensions_mut().insert(explained.explanation);
        }
    }
}
