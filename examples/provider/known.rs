//! The file with the clients and tokens.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::Deserialize;
use tower::BoxError;
use tower_oauth1::TokenCredentials;
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore};

use crate::database::client::{Client, Token};

/// The clients and tokens, and the passwords of the users.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    pub(crate) clients: Vec<Client>,
    #[serde(default)]
    pub(crate) tokens: Vec<Token>,
    #[serde(default)]
    pub(crate) users: HashMap<String, String>,
}

impl Known {
    /// Returns the client and the token of the examples in one file, such as `reqwest_client.rs`.
    pub(crate) fn of_the_examples() -> Self {
        let mut client = Client::new("client-id", "client-secret", Vec::new());
        client.callbacks = None;
        let token = Token {
            client: "client-id".to_owned(),
            token: "token".to_owned(),
            secret: "token-secret".to_owned(),
            owner: None,
        };
        Self {
            clients: vec![client],
            tokens: vec![token],
            users: HashMap::from([("jane".to_owned(), "jane-password".to_owned())]),
        }
    }

    pub(crate) fn read(file: &Path) -> Result<Self, BoxError> {
        let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        // The message of serde_json could quote a secret, so print only the position.
        serde_json::from_slice(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let file = file.display();
            format!("{file}: invalid content at line {line}, column {column}").into()
        })
    }

    /// Checks the clients and tokens, and puts them into a store.
    pub(crate) fn to_memory(&self) -> Result<MemoryCredentialStore, BoxError> {
        let credentials = MemoryCredentialStore::new();
        let mut identifiers = HashSet::new();
        for client in &self.clients {
            let identifier = &client.identifier;
            if !identifiers.insert(identifier) {
                return Err(format!("the client {identifier:?} is in the file twice").into());
            }
            credentials.insert_client(client.registered()?)?;
        }
        let mut tokens = HashSet::new();
        for Token {
            client,
            token,
            secret,
            owner: _,
        } in &self.tokens
        {
            if !identifiers.contains(client) {
                return Err(format!("the client {client:?} of a token is not in the file").into());
            }
            if !tokens.insert(token) {
                return Err(format!("the token {token:?} is in the file twice").into());
            }
            let token = TokenCredentials::new(token, secret);
            credentials.insert_token(IssuedToken::new(client, token))?;
        }
        Ok(credentials)
    }
}
