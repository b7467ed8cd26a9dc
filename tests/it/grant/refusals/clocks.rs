//! A server whose clock was wrong when it issued temporary credentials.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tower_oauth1::TemporaryCredentials;
use tower_oauth1::grant::{GrantError, GrantStore, MemoryGrantStore, PendingGrant};
use tower_oauth1::verify::MemoryCredentialStore;

use super::refused;
use crate::grant::service::{CALLBACK, NOW, Service};

const DAY: u64 = 86_400;

#[tokio::test]
async fn temporary_credentials_of_a_clock_that_was_ahead_do_not_live_longer() {
    for (back, valid) in [
        (0, true),
        (60, true),
        (61, false),
        (290, false),
        (DAY, false),
    ] {
        let service = Service::new();
        service.wait(DAY);
        let early = service.initiate("printer", CALLBACK).await;
        let approved = service.initiate("printer", CALLBACK).await;
        let sent_back = service.grants.approve(approved.identifier(), "jane").await;
        let verifier = sent_back.unwrap().verifier().unwrap().to_owned();
        // The clock is set right.
        service.clock.fetch_sub(back, Ordering::Relaxed);
        let pending = service.grants.pending(early.identifier()).await;
        assert_eq!(pending.is_ok(), valid, "{back}");
        let decided = service.grants.approve(early.identifier(), "jane").await;
        assert_eq!(decided.is_ok(), valid, "{back}");
        if let Err(error) = decided {
            assert_eq!(error, GrantError::Temporary);
        }
        let exchanged = service.exchange("printer", &approved, &verifier).await;
        if valid {
            assert_eq!(exchanged.status(), 200);
        } else {
            refused(&exchanged, 401, "signature_invalid");
        }
    }
}

#[tokio::test]
async fn grants_of_a_clock_that_was_ahead_do_not_fill_the_store() {
    let store = MemoryGrantStore::new(Arc::new(MemoryCredentialStore::new())).capacity(10);
    let pending = |n: usize, at: u64| {
        let credentials = TemporaryCredentials::new(n.to_string(), "s");
        PendingGrant::new(format!("client {n}"), credentials, "oob", at, at + 600)
    };
    for n in 0..10 {
        store.insert(pending(n, NOW + DAY)).await.unwrap();
    }
    assert!(store.insert(pending(10, NOW + DAY)).await.is_err());
    for n in 10..20 {
        assert_eq!(store.insert(pending(n, NOW)).await, Ok(()), "{n}");
    }
}
