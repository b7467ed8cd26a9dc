//! RFC 5849 section 2.2: verifiers that people type, and guesses of them.

use std::collections::HashSet;

use tower_oauth1::TemporaryCredentials;
use tower_oauth1::grant::{GrantError, PinError, VerifierPolicy};

use super::{granted, refused};
use crate::grant::service::{CALLBACK, Service};

/// Tries a wrong verifier so many times.
async fn guess(service: &Service, temporary: &TemporaryCredentials, tries: u32) {
    for _ in 0..tries {
        let response = service.exchange("printer", temporary, "guess").await;
        refused(&response, 401, "verifier_invalid");
    }
}

#[tokio::test]
async fn a_verifier_to_type_is_eight_digits() {
    let service = Service::new();
    let mut pins = HashSet::new();
    for _ in 0..50 {
        let temporary = service.initiate("printer", "oob").await;
        let pin = service.verifier_of(&temporary).await;
        assert_eq!(pin.len(), 8);
        assert!(pin.bytes().all(|byte| byte.is_ascii_digit()), "{pin}");
        granted(&service, &temporary, &pin).await;
        pins.insert(pin);
    }
    assert_eq!(pins.len(), 50, "a PIN occurs twice");

    // A redirect carries a verifier that nobody types.
    let temporary = service.initiate("printer", CALLBACK).await;
    assert_eq!(service.verifier_of(&temporary).await.len(), 32);
}

#[tokio::test]
async fn five_wrong_tries_make_the_grant_void() {
    let service = Service::new();
    let temporary = service.initiate("printer", "oob").await;
    let pin = service.verifier_of(&temporary).await;
    guess(&service, &temporary, 5).await;
    let right = service.exchange("printer", &temporary, &pin).await;
    refused(&right, 401, "signature_invalid");

    // The fifth try may be right.
    let temporary = service.initiate("printer", "oob").await;
    let pin = service.verifier_of(&temporary).await;
    guess(&service, &temporary, 4).await;
    granted(&service, &temporary, &pin).await;
}

#[tokio::test]
async fn requests_of_strangers_and_requests_without_a_verifier_are_no_tries() {
    let service = Service::new();
    let temporary = service.initiate("printer", "oob").await;
    // No approval yet.
    for _ in 0..6 {
        let early = service.exchange("printer", &temporary, "guess").await;
        refused(&early, 401, "token_not_authorized");
    }
    let pin = service.verifier_of(&temporary).await;
    for _ in 0..6 {
        let other = service.exchange("other", &temporary, "guess").await;
        refused(&other, 401, "signature_invalid");
        let empty = service.exchange("printer", &temporary, "").await;
        refused(&empty, 400, "parameter_absent");
    }
    granted(&service, &temporary, &pin).await;
}

#[tokio::test]
async fn pins_of_the_application() {
    let policy = VerifierPolicy::pin("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 6).unwrap();
    let service = Service::with(|grants| grants.verifier_policy(policy).tries(2));
    let temporary = service.initiate("printer", "oob").await;
    let pin = service.verifier_of(&temporary).await;
    assert_eq!(pin.len(), 6);
    assert!(
        pin.bytes()
            .all(|byte| b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789".contains(&byte))
    );
    guess(&service, &temporary, 2).await;
    let right = service.exchange("printer", &temporary, &pin).await;
    refused(&right, 401, "signature_invalid");

    let policy = VerifierPolicy::custom(|pending| format!("for {}", pending.client_identifier()));
    let service = Service::with(|grants| grants.verifier_policy(policy));
    for callback in ["oob", CALLBACK] {
        let temporary = service.initiate("printer", callback).await;
        let approved = service.approve(&temporary).await;
        assert_eq!(approved.verifier(), Some("for printer"));
        granted(&service, &temporary, "for printer").await;
    }
}

/// A verifier that the token endpoint could never accept is a mistake of the server.
#[tokio::test]
async fn verifiers_that_cannot_be_used() {
    for length in [0, 257] {
        let policy = VerifierPolicy::custom(move |_| "v".repeat(length));
        let service = Service::with(|grants| grants.verifier_policy(policy));
        let temporary = service.initiate("printer", "oob").await;
        let error = service.grants.approve(temporary.identifier(), "jane").await;
        let error = error.unwrap_err();
        assert_eq!(error, GrantError::VerifierPolicy);
        assert_eq!(error.response("Photos").status(), 503);
        // The grant is still undecided, so the mistake can be mended.
        assert!(service.grants.pending(temporary.identifier()).await.is_ok());
    }
    let policy = VerifierPolicy::custom(|_| "v".repeat(256));
    let service = Service::with(|grants| grants.verifier_policy(policy));
    let temporary = service.initiate("printer", "oob").await;
    service.approve(&temporary).await;
    let granted = service
        .exchange("printer", &temporary, &"v".repeat(256))
        .await;
    assert_eq!(granted.status(), 200);
}

#[tokio::test]
async fn there_is_at_least_one_try() {
    for tries in [0, 1] {
        let service = Service::with(|grants| grants.tries(tries));
        let temporary = service.initiate("printer", "oob").await;
        let approved = service.approve(&temporary).await;
        let pin = approved.verifier().unwrap();
        let granted = service.exchange("printer", &temporary, pin).await;
        assert_eq!(granted.status(), 200, "{tries}");

        let temporary = service.initiate("printer", "oob").await;
        let approved = service.approve(&temporary).await;
        let guess = service.exchange("printer", &temporary, "guess").await;
        refused(&guess, 401, "verifier_invalid");
        let pin = approved.verifier().unwrap();
        let late = service.exchange("printer", &temporary, pin).await;
        refused(&late, 401, "signature_invalid");
    }
}

#[test]
fn pins_that_are_easy_to_guess_are_refused() {
    for (alphabet, length, reason) in [
        ("0123456789", 5, PinError::TooFew),
        ("0123456789", 0, PinError::TooFew),
        ("", 200, PinError::TooLong),
        ("", 8, PinError::TooFew),
        ("A", 100, PinError::TooFew),
        ("01", 19, PinError::TooFew),
        ("AAB", 30, PinError::Alphabet),
        ("AB C", 30, PinError::Alphabet),
        ("AB\u{e9}", 30, PinError::Alphabet),
        ("AB\n", 30, PinError::Alphabet),
        ("0123456789", 129, PinError::TooLong),
        ("0123456789", usize::MAX, PinError::TooLong),
    ] {
        let refused = VerifierPolicy::pin(alphabet, length).unwrap_err();
        assert_eq!(refused, reason, "{alphabet:?} {length}");
    }
    for (alphabet, length) in [("0123456789", 6), ("01", 20), ("0123456789", 128)] {
        assert!(VerifierPolicy::pin(alphabet, length).is_ok());
    }
}
