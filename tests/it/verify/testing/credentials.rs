//! Credential stores, right and wrong.

use std::io;

use tower_oauth1::verify::testing::{
    credential_store, known_credentials, live_tokens_are_kept, odd_and_long_credentials,
    states_of_tokens, tokens_of_other_clients, unknown_credentials,
};
use tower_oauth1::verify::{CredentialStore, IssuedToken, MemoryCredentialStore, RegisteredClient};
use tower_oauth1::{ClientCredentials, TokenCredentials};

use crate::support::rule::assert_broken;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    None,
    /// Returns the right clients with another secret.
    OtherClientSecret,
    /// Returns the right tokens with another secret.
    OtherTokenSecret,
    FailsForUnknown,
    /// The columns of identifiers ignore case.
    IgnoresCase,
    /// The columns of identifiers have 255 characters.
    CutsIdentifiers,
    /// The columns of secrets ignore blanks at their ends.
    TrimsSecrets,
    /// Looks for the token only, and names the client that asks.
    NamesAskingClient,
    /// Returns expired tokens as if they never expired.
    ForgetsExpiry,
    /// Keeps the end of a token in 32 bits.
    ShortExpiry,
    ForgetsRevocation,
    /// A token that is looked up lives for one more hour.
    Prolongs,
}

/// Keeps each client and token as the data of another one, under the key that it uses for it.
struct Store {
    mistake: Mistake,
    memory: MemoryCredentialStore,
}

impl Store {
    fn new(mistake: Mistake) -> Self {
        let memory = MemoryCredentialStore::new();
        Self { mistake, memory }
    }

    fn identifier(&self, identifier: &str) -> String {
        match self.mistake {
            Mistake::IgnoresCase => identifier.to_lowercase(),
            Mistake::CutsIdentifiers => identifier.chars().take(255).collect(),
            _ => identifier.to_owned(),
        }
    }

    fn insert_client(&self, identifier: String, secret: String) {
        let key = ClientCredentials::new(self.identifier(&identifier), "");
        let client = RegisteredClient::new(ClientCredentials::new(identifier, secret));
        let kept = RegisteredClient::new(key).data(client);
        self.memory.insert_client(kept).unwrap();
    }

    fn insert_token(&self, token: &IssuedToken) {
        let credentials = token.credentials();
        let identifier = self.identifier(credentials.identifier());
        let key = TokenCredentials::new(identifier, "");
        let kept = IssuedToken::new("any", key).data(token.clone());
        self.memory.insert_token(kept).unwrap();
    }

    fn unknown<T>(&self) -> io::Result<Option<T>> {
        match self.mistake {
            Mistake::FailsForUnknown => Err(io::Error::other("no rows returned")),
            _ => Ok(None),
        }
    }
}

impl CredentialStore for Store {
    type Error = io::Error;

    async fn client(&self, identifier: &str) -> io::Result<Option<RegisteredClient>> {
        let found = self
            .memory
            .client(&self.identifier(identifier))
            .await
            .unwrap();
        let Some(found) = found.and_then(|found| found.get::<RegisteredClient>().cloned()) else {
            return self.unknown();
        };
        Ok(Some(match self.mistake {
            Mistake::OtherClientSecret => ClientCredentials::new(identifier, "other").into(),
            _ => found,
        }))
    }

    async fn token(&self, client: &str, identifier: &str) -> io::Result<Option<IssuedToken>> {
        let found = self
            .memory
            .token("any", &self.identifier(identifier))
            .await
            .unwrap();
        let Some(found) = found.and_then(|found| found.get::<IssuedToken>().cloned()) else {
            return self.unknown();
        };
        let owner = match self.mistake {
            Mistake::NamesAskingClient => client,
            _ => found.client_identifier(),
        };
        let secret = match self.mistake {
            Mistake::OtherTokenSecret => "other",
            Mistake::TrimsSecrets => found.credentials().secret().trim(),
            _ => found.credentials().secret(),
        };
        let token = IssuedToken::new(owner, TokenCredentials::new(identifier, secret));
        let expiry = found
            .expiry()
            .filter(|_| self.mistake != Mistake::ForgetsExpiry);
        let token = match (expiry, self.mistake) {
            (Some(end), Mistake::ShortExpiry) => token.expires_at(end % (1 << 32)),
            (Some(end), Mistake::Prolongs) => token.expires_at(end + 3600),
            (Some(end), _) => token.expires_at(end),
            (None, _) => token,
        };
        let is_revoked = found.is_revoked() && self.mistake != Mistake::ForgetsRevocation;
        Ok(Some(if is_revoked { token.revoked() } else { token }))
    }
}

#[tokio::test]
async fn the_stores_in_memory_keep_all_rules() {
    let store = MemoryCredentialStore::new();
    let client = async |identifier, secret| {
        let client = ClientCredentials::new(identifier, secret);
        store.insert_client(client).unwrap();
    };
    let token = async |token| store.insert_token(token).unwrap();
    credential_store(&store, client, token).await;
    let store = Store::new(Mistake::None);
    let client = async |identifier, secret| store.insert_client(identifier, secret);
    let token = async |token: IssuedToken| store.insert_token(&token);
    credential_store(&store, client, token).await;
}

/// A store that forgets nothing needs no `pass`. The stores that sweep are in `grant::testing`.
#[test]
fn each_mistake_about_ends_breaks_the_rule_of_time() {
    for (mistake, is_found) in [
        (Mistake::None, false),
        (Mistake::ForgetsExpiry, true),
        (Mistake::Prolongs, true),
    ] {
        let store = Store::new(mistake);
        let client = async |identifier, secret| store.insert_client(identifier, secret);
        let token = async |token: IssuedToken| store.insert_token(&token);
        let test = live_tokens_are_kept(&store, client, token, async |_| {});
        if is_found {
            assert_broken("live_tokens_are_kept", test);
        } else {
            tokio::runtime::Runtime::new().unwrap().block_on(test);
        }
    }
}

#[test]
fn each_mistake_breaks_its_rule() {
    for (mistake, rule) in [
        (Mistake::OtherClientSecret, "known_credentials"),
        (Mistake::OtherTokenSecret, "known_credentials"),
        (Mistake::FailsForUnknown, "unknown_credentials"),
        (Mistake::IgnoresCase, "unknown_credentials"),
        (Mistake::NamesAskingClient, "tokens_of_other_clients"),
        (Mistake::ForgetsExpiry, "states_of_tokens"),
        (Mistake::ShortExpiry, "states_of_tokens"),
        (Mistake::ForgetsRevocation, "states_of_tokens"),
        (Mistake::CutsIdentifiers, "odd_and_long_credentials"),
        (Mistake::TrimsSecrets, "odd_and_long_credentials"),
    ] {
        let store = Store::new(mistake);
        let client = async |identifier, secret| store.insert_client(identifier, secret);
        let token = async |token: IssuedToken| store.insert_token(&token);
        assert_broken(rule, credential_store(&store, client, token));
        // The function of the rule finds the mistake alone.
        let store = Store::new(mistake);
        let client = async |identifier, secret| store.insert_client(identifier, secret);
        let token = async |token: IssuedToken| store.insert_token(&token);
        assert_broken(rule, async {
            match rule {
                "known_credentials" => known_credentials(&store, client, token).await,
                "unknown_credentials" => unknown_credentials(&store, client, token).await,
                "tokens_of_other_clients" => tokens_of_other_clients(&store, client, token).await,
                "states_of_tokens" => states_of_tokens(&store, client, token).await,
                _ => odd_and_long_credentials(&store, client, token).await,
            }
        });
    }
}
