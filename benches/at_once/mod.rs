//! A function for futures that are ready at once.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Returns the output of a future that is ready at its first poll.
pub(crate) fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("the future is not ready at its first poll"),
    }
}
