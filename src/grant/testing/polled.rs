//! Calls that are dropped before they end, as when a client disconnects.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Polls a call this many times at most. Returns `None` if it is not ready by then: the call is
/// dropped in the middle, however fast the machine is.
pub(crate) async fn polled<F: Future>(most: usize, call: F) -> Option<F::Output> {
    let (mut call, mut polls) = (pin!(call), 0);
    poll_fn(|cx| {
        if polls == most {
            return Poll::Ready(None);
        }
        polls += 1;
        call.as_mut().poll(cx).map(Some)
    })
    .await
}
