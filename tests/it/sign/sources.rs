//! The values that a signer takes from outside: clocks, nonces and parameters.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::Request;
use tower_oauth1::Transmission;
use tower_oauth1::protocol::{Clock, Nonce, NonceSource, Parameters};

use crate::support::{protocol_parameter, signer};

/// A clock and a source of nonces. Each call returns the next number.
#[derive(Default)]
struct Counter(AtomicU64);

impl Counter {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Clock for Counter {
    fn unix_seconds(&self) -> u64 {
        self.next()
    }
}

impl NonceSource for Counter {
    fn nonce(&self) -> Nonce {
        Nonce::new(format!("nonce-{}", self.next()))
    }
}

#[test]
fn signers_share_a_clock_and_nonces_in_an_arc() {
    let (clock, nonces) = (Arc::new(Counter::default()), Arc::new(Counter::default()));
    // The traits are also implemented for `Arc<dyn ..>`.
    let dynamic: Arc<dyn Clock> = clock.clone();
    let first = signer()
        .with_clock(clock.clone())
        .with_nonces(nonces.clone());
    let second = signer().with_clock(dynamic).with_nonces(nonces.clone());
    for (signer, number) in [(&first, 1), (&second, 2)] {
        let mut request = Request::get("https://h/").body("").unwrap();
        signer.sign_request(&mut request).unwrap();
        let sent = |name| protocol_parameter(&request, name).unwrap();
        assert_eq!(sent("oauth_timestamp"), number.to_string());
        assert_eq!(sent("oauth_nonce"), format!("nonce-{number}"));
    }
    assert_eq!(clock.0.load(Ordering::Relaxed), 2);
}

#[test]
fn parameters_are_iterated_in_the_order_of_the_request() {
    let mut parameters = Parameters::new();
    parameters.add_query("b=2&a=1&b=%201");
    let mut pairs = Vec::new();
    for parameter in &parameters {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        pairs.push((text(&parameter.name()), text(&parameter.value())));
    }
    let expected = [("b", "2"), ("a", "1"), ("b", " 1")];
    assert_eq!(pairs, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
}

#[test]
fn the_default_transmission_is_the_header() {
    assert_eq!(Transmission::default(), Transmission::AuthorizationHeader);
}
