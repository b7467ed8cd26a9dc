//! The last step checks again everything that may have changed over time, and the parts that only
//! this step receives.

use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use http::Request;
use tower_oauth1::verify::{Authenticated, Claimed, MemoryReplayStore, NonceClaim, ReplayStore};
use tower_oauth1::{PublicOrigin, RequestVerifier, Signer, VerifyError};

use crate::support::{API, client, token};

const NOW: u64 = 1_700_000_000;

/// Parses and verifies at [`NOW`] a request that was signed then, and accepts it at another time.
fn accept_at(
    now: u64,
    signer: Signer,
    optional: bool,
) -> (Result<Authenticated, VerifyError>, usize) {
    let clock = Arc::new(AtomicU64::new(NOW));
    let time = Arc::clone(&clock);
    let mut verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    verifier = verifier.clock(move || time.load(Ordering::Relaxed));
    if optional {
        verifier = verifier.allow_missing_token();
    }
    let mut request = Request::get(format!("{API}/x")).body("").unwrap();
    let signer = signer.with_clock(|| NOW);
    signer.sign_request(&mut request).unwrap();
    let (parts, _) = request.into_parts();
    let unverified = verifier.parse(&parts, None).unwrap();
    let token = unverified.token_identifier().map(|_| token());
    let verified = unverified.verify(&client(), token.as_ref()).unwrap();
    clock.store(now, Ordering::Relaxed);
    let replay = MemoryReplayStore::new(10);
    let mut accepted = std::pin::pin!(verified.accept(&replay, None));
    let Poll::Ready(accepted) =
        Future::poll(accepted.as_mut(), &mut Context::from_waker(Waker::noop()))
    else {
        panic!("a store in memory never waits");
    };
    (accepted, replay.len())
}

#[test]
fn a_timestamp_is_in_the_window_when_it_is_accepted() {
    let signer = || Signer::new(client()).with_token(token());
    for now in [NOW - 300, NOW, NOW + 300] {
        let (accepted, claimed) = accept_at(now, signer(), false);
        assert_eq!(accepted.unwrap().timestamp(), Some(NOW), "{now}");
        assert_eq!(claimed, 1);
    }
    for now in [NOW - 301, NOW + 301] {
        let (refused, claimed) = accept_at(now, signer(), false);
        let acceptable = now - 300..=now + 300;
        assert_eq!(refused.unwrap_err(), VerifyError::Timestamp { acceptable });
        assert_eq!(claimed, 0, "no nonce is used up");
    }
}

#[test]
fn a_request_without_a_token_is_accepted_if_the_verifier_allows_it() {
    let (accepted, _) = accept_at(NOW, Signer::new(client()), true);
    assert_eq!(accepted.unwrap().token_identifier(), None);
    let (refused, claimed) = accept_at(NOW, Signer::new(client()), false);
    assert_eq!(
        refused.unwrap_err(),
        VerifyError::MissingParameter("oauth_token")
    );
    assert_eq!(claimed, 0);
}

/// A store that remembers how long it has to keep the claims.
#[derive(Default)]
struct Kept(Mutex<Vec<(RangeInclusive<u64>, Duration)>>);

impl ReplayStore for Kept {
    type Error = Infallible;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, Infallible> {
        let kept = (claim.now()..=claim.until(), claim.lifetime());
        self.0.lock().unwrap().push(kept);
        Ok(Claimed::First)
    }
}

/// The store keeps a nonce until its timestamp has left the window, and as long as the whole window
/// is, in case the clock of the server is wrong.
#[tokio::test]
async fn a_nonce_is_kept_while_a_copy_could_be_accepted() {
    let seconds = Duration::from_secs;
    for signed_at in [NOW - 200, NOW, NOW + 50] {
        let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap())
            .clock(|| NOW)
            .timestamp_window(seconds(200), seconds(50));
        let mut request = Request::get(format!("{API}/x")).body("").unwrap();
        let signer = Signer::new(client()).with_token(token());
        let signer = signer.with_clock(move || signed_at);
        signer.sign_request(&mut request).unwrap();
        let (parts, _) = request.into_parts();
        let unverified = verifier.parse(&parts, None).unwrap();
        let verified = unverified.verify(&client(), Some(&token())).unwrap();
        let store = Kept::default();
        verified.accept(&store, None).await.unwrap();
        let kept = store.0.into_inner().unwrap();
        assert_eq!(kept, [(NOW..=signed_at + 200, seconds(250))]);
    }
}
