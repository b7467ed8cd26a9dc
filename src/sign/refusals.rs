//! Which responses refuse a request.

use std::fmt;
use std::sync::Arc;

use http::{Response, StatusCode};

/// A function of the head of a response.
type IsRefusal = dyn Fn(&Response<()>) -> bool + Send + Sync;

/// The responses that get an explanation of their request.
#[derive(Clone, Default)]
pub(super) struct Refusals {
    /// A function of the user, for services that refuse with another status.
    pub(super) others: Option<Arc<IsRefusal>>,
}

impl Refusals {
    /// Returns whether the response refuses its request.
    pub(super) fn contain<B>(&self, response: &mut Response<B>) -> bool {
        is_refusal(response.status()) || self.others.as_ref().is_some_and(|is| is(&head(response)))
    }
}

/// Returns whether a response with this status refuses its request. RFC 5849 section 3.2 has 400
/// and 401. Services also use 403.
pub(crate) fn is_refusal(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
    )
}

/// Moves the head of a response into a response without a body. It is moved back when the result is
/// dropped.
fn head<B>(response: &mut Response<B>) -> Head<'_, B> {
    let mut head = Head {
        head: Response::new(()),
        response,
    };
    *head.head.status_mut() = head.response.status();
    *head.head.version_mut() = head.response.version();
    head.swap();
    head
}

struct Head<'a, B> {
    head: Response<()>,
    response: &'a mut Response<B>,
}

impl<B> Head<'_, B> {
    fn swap(&mut self) {
        let (head, response) = (&mut self.head, &mut *self.response);
        std::mem::swap(head.headers_mut(), response.headers_mut());
        std::mem::swap(head.extensions_mut(), response.extensions_mut());
    }
}

impl<B> std::ops::Deref for Head<'_, B> {
    type Target = Response<()>;

    fn deref(&self) -> &Response<()> {
        &self.head
    }
}

impl<B> Drop for Head<'_, B> {
    fn drop(&mut self) {
        self.swap();
    }
}

impl fmt::Debug for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = self.others.is_some();
        f.debug_struct("Refusals").field("others", &others).finish()
    }
}
