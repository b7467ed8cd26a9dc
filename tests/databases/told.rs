//! What clients were told by the nodes, and whether the database has exactly that.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use sqlx::Row;
use tower_oauth1::Signer;

use crate::store::Store;

/// What clients were told.
#[derive(Default)]
pub(crate) struct Told {
    /// How often each result came.
    pub(crate) results: BTreeMap<String, usize>,
    /// Requests that were accepted, each with the path that no other request has.
    pub(crate) accepted: Vec<Request<Full<Bytes>>>,
    /// Tokens that are valid.
    pub(crate) tokens: Vec<Signer>,
    /// Tokens that were revoked or renewed.
    pub(crate) ended: Vec<Signer>,
    pub(crate) dances: Vec<Dance>,
}

/// Temporary credentials that a client was told of, and the last step that took effect.
#[derive(Debug)]
pub(crate) struct Dance {
    /// What the client asked for. No other dance has the same, so it shows which token came of it.
    pub(crate) scope: String,
    pub(crate) temporary: String,
    pub(crate) step: Step,
}

/// Names are identifiers of tokens. If a response got lost, the client knows none.
#[derive(Debug)]
pub(crate) enum Step {
    Approved,
    Exchanged,
    /// The token is valid, as issued or renewed.
    Told(String),
    /// Another token has taken the place of this one.
    Renewed(String),
    Revoked(String),
}

impl Told {
    pub(crate) fn count(&self, result: &str) -> usize {
        self.results.get(result).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (result, count) in other.results {
            *self.results.entry(result).or_default() += count;
        }
        self.accepted.extend(other.accepted);
        self.tokens.extend(other.tokens);
        self.ended.extend(other.ended);
        self.dances.extend(other.dances);
    }

    /// Checks that the database has a row for all temporary credentials that clients were told of,
    /// or for the token that they were exchanged for; in the state that the clients know; and no
    /// token beside these.
    pub(crate) async fn is_in(&self, store: &Store) {
        let (grants, mut tokens) = (grants(store).await, tokens(store).await);
        for dance in &self.dances {
            let scope = format!(r#"[["scope","{}"]]"#, dance.scope);
            let grant = grants.get(&dance.temporary);
            let found = tokens.remove(&scope).unwrap_or_default();
            let (token, is_revoked) = match &*found {
                [] => (None, false),
                [(token, is_revoked)] => (Some(token), *is_revoked),
                _ => panic!("{dance:?} gave several tokens: {found:?}"),
            };
            let is_right = match &dance.step {
                Step::Approved => grant == Some(&(scope, true)) && token.is_none(),
                Step::Exchanged => token.is_some() && !is_revoked,
                Step::Told(told) => token == Some(told) && !is_revoked,
                Step::Renewed(old) => token.is_some_and(|token| token != old) && !is_revoked,
                Step::Revoked(told) => token == Some(told) && is_revoked,
            };
            assert!(is_right, "{dance:?}: {grant:?}, {found:?}");
            assert_ne!(grant.is_some(), token.is_some(), "{dance:?} gave both");
        }
        assert!(tokens.is_empty(), "nobody asked for {tokens:?}");
    }
}

/// Returns the parameters of each grant in progress, and whether it is approved.
async fn grants(store: &Store) -> BTreeMap<String, (String, bool)> {
    let query =
        "SELECT temporary, parameters, CASE WHEN owner IS NULL THEN 0 ELSE 1 END FROM grants";
    let rows = store.rows(query).await;
    let grant = |row: &sqlx::any::AnyRow| {
        let (temporary, parameters, is_approved) = (row.get(0), row.get(1), row.get::<i32, _>(2));
        (temporary, (parameters, is_approved == 1))
    };
    rows.iter().map(grant).collect()
}

/// Returns the tokens of users by the parameters of their grants, and whether each is revoked.
async fn tokens(store: &Store) -> BTreeMap<String, Vec<(String, bool)>> {
    let query = "SELECT parameters, token, CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END \
                 FROM tokens WHERE owner <> ''";
    let mut tokens = BTreeMap::<_, Vec<_>>::new();
    for row in store.rows(query).await {
        let token = (row.get(1), row.get::<i32, _>(2) == 1);
        tokens.entry(row.get(0)).or_default().push(token);
    }
    tokens
}
