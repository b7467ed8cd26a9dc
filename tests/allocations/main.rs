//! The number of allocations of a signature, without a subscriber and with some that do not listen.
//!
//! This is a separate binary, because it counts in the allocator, and because the other tests have
//! a subscriber that listens to everything.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod verified;

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll, Waker};

use http::{Request, Response};
use tower::{Layer, Service};
use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};

fn signer() -> Signer {
    Signer::new(ClientCredentials::new("client-id", "client-secret"))
        .with_token(TokenCredentials::new("token", "token-secret"))
}

fn request() -> Request<()> {
    let uri = "https://api.example.com/photos?size=original";
    let mut request = Request::get(uri).body(()).unwrap();
    // The first header of a request allocates the map of headers.
    request.headers_mut().reserve(4);
    request
}

/// Returns the number of allocations of this thread. The first run sets up what is kept: the random
/// number generator, and the list of parameters.
fn allocations(run: impl Fn(Request<()>)) -> u64 {
    run(request());
    let request = request();
    allocation_counter::measure(|| run(request)).count_total
}

/// Signs a request with a layer around a service that does nothing.
fn by_layer(layer: &OAuth1Layer<tower_oauth1::body::UntouchedBodies>) -> u64 {
    let inner = tower::service_fn(|request: Request<()>| -> Ready<Result<_, Infallible>> {
        ready(Ok(Response::new(request)))
    });
    allocations(|request| {
        let mut service = layer.layer(inner);
        let mut response = std::pin::pin!(service.call(request));
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(
            response.as_mut().poll(&mut context),
            Poll::Ready(Ok(_))
        ));
    })
}

fn by_signer(signer: &Signer) -> u64 {
    allocations(|mut request| signer.sign_request(&mut request).unwrap())
}

fn counts() -> [u64; 2] {
    let scope = Scope::origin("https://api.example.com").unwrap();
    let layer = OAuth1Layer::new(signer(), scope).bodies_untouched();
    [by_signer(&signer()), by_layer(&layer)]
}

/// One test, because `tracing` remembers for a while who listened last, also on other threads.
#[test]
fn one_allocation_for_the_header() {
    assert_eq!(counts(), [1, 1]);
    #[cfg(feature = "tracing")]
    with_a_subscriber::one_if_it_does_not_listen();
}

#[cfg(feature = "tracing")]
mod with_a_subscriber {
    use std::fmt::Debug;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tracing::field::Field;
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::*;

    /// A subscriber that listens to some events, and counts them.
    struct Listener {
        listens: fn(&Metadata<'_>) -> bool,
        events: Arc<AtomicUsize>,
    }

    impl Subscriber for Listener {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            (self.listens)(metadata)
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            self.events.fetch_add(1, Ordering::Relaxed);
            event.record(&mut |_: &Field, value: &dyn Debug| drop(format!("{value:?}")));
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    /// Returns the allocations of the signer and of the layer, and the number of events.
    fn counts_with(listens: fn(&Metadata<'_>) -> bool) -> ([u64; 2], usize) {
        let events = Arc::new(AtomicUsize::new(0));
        let listener = Listener {
            listens,
            events: Arc::clone(&events),
        };
        let counts = tracing::subscriber::with_default(listener, counts);
        (counts, events.load(Ordering::Relaxed))
    }

    pub(crate) fn one_if_it_does_not_listen() {
        for listens in [
            |_: &Metadata<'_>| false,
            |metadata: &Metadata<'_>| metadata.target() == "tower_oauth1::verify",
            |metadata: &Metadata<'_>| *metadata.level() == tracing::Level::ERROR,
        ] {
            assert_eq!(counts_with(listens), ([1, 1], 0));
        }
        // The checks above would notice an event that is written.
        let (counts, events) = counts_with(|_| true);
        assert!(counts.iter().all(|count| *count > 1), "{counts:?}");
        assert_eq!(events, 4, "two runs of each");
    }
}
