//! RFC 5849 section 3.3: of equal requests, at most one is accepted, whatever the clock does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::Request;
use http::request::Parts;
use proptest::collection::vec;
use proptest::prelude::*;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::verify::MemoryReplayStore;
use tower_oauth1::{PublicOrigin, RequestVerifier, VerifyError};

use super::{config, ready};
use crate::support::{API, client, signer, token};

/// The time at which a case begins.
const START: u64 = 137_131_202;
/// How many different requests there are.
const REQUESTS: usize = 12;

/// A request that arrives after the clock of the server moved, also backwards.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    step: i64,
    request: usize,
}

fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    let step = prop_oneof![6 => -3_i64..12, 2 => -40_i64..60, 1 => -400_i64..400];
    let arrival = (step, 0..REQUESTS).prop_map(|(step, request)| Arrival { step, request });
    vec(arrival, 1..120)
}

/// Returns requests whose timestamps are few seconds apart.
fn requests() -> Vec<Parts> {
    let request = |number: usize| {
        let timestamp = START + 7 * number as u64;
        let signer = signer().with_clock(move || timestamp);
        let signer = signer.with_nonces(move || Nonce::new(format!("nonce-{}", number % 5)));
        let mut request = Request::get(format!("{API}/photos")).body(()).unwrap();
        signer.sign_request(&mut request).unwrap();
        request.into_parts().0
    };
    (0..REQUESTS).map(request).collect()
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn of_equal_requests_at_most_one_is_accepted(
        arrivals in arrivals(),
        past in 1_u64..60,
        future in 0_u64..60,
        capacity in 0_usize..24,
    ) {
        let time = Arc::new(AtomicU64::new(START));
        let clock = Arc::clone(&time);
        let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap())
            .timestamp_window(Duration::from_secs(past), Duration::from_secs(future))
            .clock(move || clock.load(Ordering::SeqCst));
        let store = MemoryReplayStore::new(capacity);
        let requests = requests();
        let mut accepted = [0; REQUESTS];
        for Arrival { step, request } in &arrivals {
            let now = time.load(Ordering::SeqCst).saturating_add_signed(*step);
            time.store(now, Ordering::SeqCst);
            let unverified = verifier.parse(&requests[*request], None).unwrap();
            let verified = unverified.verify(&client(), Some(&token())).unwrap();
            match ready(verified.accept(&store, None)) {
                Ok(_) => accepted[*request] += 1,
                // A store that is full, or whose clock went back, accepts nothing.
                Err(VerifyError::Store(_) | VerifyError::NonceUsed) => {}
                Err(VerifyError::Timestamp { acceptable }) => {
                    let timestamp = START + 7 * *request as u64;
                    prop_assert!(!acceptable.contains(&timestamp));
                }
                Err(error) => prop_assert!(false, "{}", error),
            }
            prop_assert!(store.len() <= capacity);
        }
        prop_assert!(accepted.iter().all(|times| *times <= 1), "{:?}", accepted);
    }
}
