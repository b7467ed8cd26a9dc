//! The file with the clients and tokens.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use tower::BoxError;
use tower_oauth1::verify::{
    CallbackError, CallbackPolicy, IssuedToken, MemoryCredentialStore, RegisteredClient,
};
use tower_oauth1::{ClientCredentials, TokenCredentials};

/// The credentials, and the passwords of the users.
pub(crate) type Contents = (Arc<MemoryCredentialStore>, HashMap<String, String>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    clients: Vec<Client>,
    #[serde(default)]
    tokens: Vec<Token>,
    #[serde(default)]
    users: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Client {
    identifier: String,
    secret: Option<String>,
    rsa_public_key: Option<String>,
    /// `None`: the client may use any callback.
    callbacks: Option<Vec<Callback>>,
    /// Whether the client may use passwords (xAuth).
    #[serde(default)]
    passwords: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Callback {
    Exact(String),
    Extra { extra_query: String },
    Loopback { loopback: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    client: String,
    token: String,
    secret: String,
}

/// Returns the client and the token of the examples in one file, such as `reqwest_client.rs`.
pub(crate) fn of_the_examples() -> Contents {
    let credentials = MemoryCredentialStore::new();
    let client = ClientCredentials::new("client-id", "client-secret");
    let client = RegisteredClient::new(client).insecure_any_callback();
    credentials
        .insert_client(client)
        .expect("a valid identifier");
    let token = TokenCredentials::new("token", "token-secret");
    let token = IssuedToken::new("client-id", token);
    credentials.insert_token(token).expect("a valid identifier");
    let users = HashMap::from([("jane".to_owned(), "jane-password".to_owned())]);
    (Arc::new(credentials), users)
}

pub(crate) fn read(file: &Path) -> Result<Contents, BoxError> {
    let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    // The message of serde_json could quote a secret, so print only the position.
    let known: Known = serde_json::from_slice(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let file = file.display();
        format!("{file}: invalid content at line {line}, column {column}")
    })?;
    let credentials = MemoryCredentialStore::new();
    let mut identifiers = HashSet::new();
    for client in known.clients {
        let identifier = client.identifier.clone();
        if !identifiers.insert(identifier.clone()) {
            return Err(format!("the client {identifier:?} is in the file twice").into());
        }
        credentials.insert_client(registered(client)?)?;
    }
    let mut tokens = HashSet::new();
    for Token {
        client,
        token,
        secret,
    } in known.tokens
    {
        if !identifiers.contains(&client) {
            return Err(format!("the client {client:?} of a token is not in the file").into());
        }
        if !tokens.insert(token.clone()) {
            return Err(format!("the token {token:?} is in the file twice").into());
        }
        let token = TokenCredentials::new(token, secret);
        credentials.insert_token(IssuedToken::new(client, token))?;
    }
    Ok((Arc::new(credentials), known.users))
}

fn registered(client: Client) -> Result<RegisteredClient, BoxError> {
    let identifier = client.identifier;
    let named = identifier.clone();
    let mut registered = match (client.secret, client.rsa_public_key) {
        (Some(secret), None) => ClientCredentials::new(identifier, secret).into(),
        (None, Some(pem)) => rsa_client(identifier, &pem)?,
        _ => {
            let why = "needs either a secret or an rsa_public_key";
            return Err(format!("the client {identifier:?} {why}").into());
        }
    };
    if client.passwords {
        registered = registered.allow_passwords();
    }
    Ok(match client.callbacks {
        Some(callbacks) => registered
            .callbacks(callbacks)
            .map_err(|error| format!("the client {named:?}: {error}"))?,
        None => registered.insecure_any_callback(),
    })
}

impl TryFrom<Callback> for CallbackPolicy {
    type Error = CallbackError;

    fn try_from(callback: Callback) -> Result<Self, CallbackError> {
        match callback {
            Callback::Exact(callback) => Self::exact(callback),
            Callback::Extra { extra_query } => Ok(Self::exact(extra_query)?.allow_extra_query()),
            Callback::Loopback { loopback } => Self::loopback(&loopback),
        }
    }
}

#[cfg(feature = "rsa")]
fn rsa_client(identifier: String, pem: &str) -> Result<RegisteredClient, BoxError> {
    use tower_oauth1::protocol::RsaPublicKey;

    #[cfg(feature = "rsa-legacy")]
    let key = RsaPublicKey::legacy_from_pem(pem);
    #[cfg(not(feature = "rsa-legacy"))]
    let key = RsaPublicKey::from_pem(pem);
    let key = key.map_err(|error| format!("the key of the client {identifier:?}: {error}"))?;
    Ok(RegisteredClient::rsa(identifier, key))
}

#[cfg(not(feature = "rsa"))]
fn rsa_client(identifier: String, _: &str) -> Result<RegisteredClient, BoxError> {
    let why = "has an RSA key, but RSA is not compiled in; use cargo run --features rsa ..";
    Err(format!("the client {identifier:?} {why}").into())
}
