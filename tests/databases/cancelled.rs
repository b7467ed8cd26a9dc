//! Requests that are dropped in the middle of a transaction, as when a client disconnects: each
//! step happens wholly or not at all. The next request gets the result of its own statement.

use tower_oauth1::TokenCredentials;
use tower_oauth1::grant::{Approval, Grant, GrantStore};
use tower_oauth1::verify::{Claimed, IssuedToken, NonceClaim, ReplayStore};

use crate::polled::polled;
use crate::store::{Store, now, pending};
use crate::with_both;

with_both!(an_exchange_that_is_dropped_happens_wholly_or_not_at_all);

async fn an_exchange_that_is_dropped_happens_wholly_or_not_at_all(store: &mut Store) {
    let database = store.connect().await;
    let mut dropped = 0;
    for round in 0..200 {
        let temporary = format!("temporary-{round}");
        database.insert(pending(&temporary)).await.unwrap();
        let approval = Approval::new("jane", "1234");
        assert!(database.approve(&temporary, approval).await.unwrap());
        let credentials = TokenCredentials::new(format!("token-{round}"), "a-token-secret");
        let grant = Grant::new(IssuedToken::new("printer", credentials), "jane");
        let exchange = database.exchange(&temporary, grant);
        match polled(round % 20, exchange).await {
            Some(exchanged) => assert!(exchanged.unwrap()),
            None => dropped += 1,
        }
        // A later request uses the same connections.
        let nonce = round.to_string();
        let claim = NonceClaim::new("printer", None, 7, &nonce, now()..=now() + 300);
        assert_eq!(database.claim(&claim).await.unwrap(), Claimed::First);
    }
    assert!((20..200).contains(&dropped), "{dropped} were dropped");
    // Another connection sees what is committed only.
    assert_eq!(store.count("nonces").await, 200);
    let (grants, tokens) = (store.count("grants").await, store.count("tokens").await - 1);
    assert_eq!(grants + tokens, 200);
    let both =
        "SELECT count(*) FROM grants JOIN tokens ON substr(token, 7) = substr(temporary, 11)";
    assert_eq!(store.number(both).await, 0);
}
