//! Clients and tokens, as a file or a row has them.
#![allow(
    unexpected_cfgs,
    reason = "the package of a copy may have no feature `rsa`; remove the `cfg` lines there"
)]

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tower_oauth1::ClientCredentials;
use tower_oauth1::verify::{CallbackPolicy, RegisteredClient};

/// A client.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    pub(crate) identifier: String,
    /// A client has a secret, or a public key as PEM.
    pub(crate) secret: Option<String>,
    pub(crate) rsa_public_key: Option<String>,
    /// `None`: the client may use any callback.
    pub(crate) callbacks: Option<Vec<Callback>>,
    /// Whether the client may use passwords (xAuth).
    #[serde(default)]
    pub(crate) passwords: bool,
}

/// A registered callback. A text is compared as a whole. A rule has one name: `loopback` or
/// `extra_query`.
#[derive(Clone, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Callback {
    Exact(String),
    Rule(HashMap<String, String>),
}

/// A token that the server has from the start.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Token {
    pub(crate) client: String,
    pub(crate) token: String,
    pub(crate) secret: String,
    /// `None`: the token belongs to the client itself, and to no user.
    pub(crate) owner: Option<String>,
}

impl Client {
    /// Creates a client with a secret.
    pub(crate) fn new(identifier: &str, secret: &str, callbacks: Vec<Callback>) -> Self {
        Self {
            identifier: identifier.to_owned(),
            secret: Some(secret.to_owned()),
            rsa_public_key: None,
            callbacks: Some(callbacks),
            passwords: false,
        }
    }

    /// Returns the client as the verify layer needs it. The error is a text without secrets.
    pub(crate) fn registered(&self) -> Result<RegisteredClient, String> {
        let identifier = &self.identifier;
        let mut registered = match (&self.secret, &self.rsa_public_key) {
            (Some(secret), None) => ClientCredentials::new(identifier, secret).into(),
            (None, Some(pem)) => rsa_client(identifier, pem)?,
            _ => {
                let why = "needs either a secret or an rsa_public_key";
                return Err(format!("the client {identifier:?} {why}"));
            }
        };
        if self.passwords {
            registered = registered.allow_passwords();
        }
        let Some(callbacks) = &self.callbacks else {
            return Ok(registered.insecure_any_callback());
        };
        let policies: Result<Vec<_>, String> = callbacks.iter().map(policy).collect();
        let registered = policies.and_then(|policies| {
            let registered = registered.callbacks(policies);
            registered.map_err(|error| error.to_string())
        });
        registered.map_err(|error| format!("the client {identifier:?}: {error}"))
    }
}

fn policy(callback: &Callback) -> Result<CallbackPolicy, String> {
    let policy = match callback {
        Callback::Exact(callback) => CallbackPolicy::exact(callback),
        Callback::Rule(rule) => {
            let mut rule = rule
                .iter()
                .map(|(name, callback)| (name.as_str(), callback));
            match (rule.next(), rule.next()) {
                (Some(("loopback", callback)), None) => CallbackPolicy::loopback(callback),
                (Some(("extra_query", callback)), None) => {
                    CallbackPolicy::exact(callback).map(CallbackPolicy::allow_extra_query)
                }
                _ => {
                    let known = "{\"loopback\": ..} or {\"extra_query\": ..}";
                    return Err(format!("a callback is a text, {known}"));
                }
            }
        }
    };
    policy.map_err(|error| error.to_string())
}

#[cfg(feature = "rsa")]
fn rsa_client(identifier: &str, pem: &str) -> Result<RegisteredClient, String> {
    use tower_oauth1::protocol::RsaPublicKey;

    #[cfg(feature = "rsa-legacy")]
    let key = RsaPublicKey::legacy_from_pem(pem);
    #[cfg(not(feature = "rsa-legacy"))]
    let key = RsaPublicKey::from_pem(pem);
    let key = key.map_err(|error| format!("the key of the client {identifier:?}: {error}"))?;
    Ok(RegisteredClient::rsa(identifier, key))
}

#[cfg(not(feature = "rsa"))]
fn rsa_client(identifier: &str, _: &str) -> Result<RegisteredClient, String> {
    let why = "has an RSA key, but RSA is not compiled in; use cargo run --features rsa ..";
    Err(format!("the client {identifier:?} {why}"))
}
