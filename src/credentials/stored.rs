//! Credentials in configuration files and databases (feature `serde`).

use std::fmt;

use serde::de::{Error, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::secret::Secret;
use super::{ClientCredentials, TokenCredentials};

/// A serializable view of credentials, including the secret. The keys are `identifier` and
/// `secret`. A client without a secret has only the first.
///
/// [`ClientCredentials::expose_secrets`] and [`TokenCredentials::expose_secrets`] create it.
#[derive(Clone, Copy)]
pub struct ExposedCredentials<'a> {
    identifier: &'a str,
    secret: Option<&'a str>,
}

impl ClientCredentials {
    /// Returns a view that can be serialized, including the secret in clear text. Write it only
    /// where no other program can read it.
    pub fn expose_secrets(&self) -> ExposedCredentials<'_> {
        ExposedCredentials {
            identifier: self.identifier(),
            secret: self.secret().map(Secret::expose),
        }
    }
}

impl TokenCredentials {
    /// Returns a view that can be serialized, including the secret in clear text. Write it only
    /// where no other program can read it.
    ///
    /// ```
    /// use tower_oauth1::TokenCredentials;
    ///
    /// let token = TokenCredentials::new("token", "token-secret");
    /// let stored = serde_json::to_string(&token.expose_secrets())?;
    /// assert_eq!(stored, r#"{"identifier":"token","secret":"token-secret"}"#);
    /// let token: TokenCredentials = serde_json::from_str(&stored)?;
    /// # assert_eq!(token.secret(), "token-secret");
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub fn expose_secrets(&self) -> ExposedCredentials<'_> {
        ExposedCredentials {
            identifier: self.identifier(),
            secret: Some(self.secret()),
        }
    }
}

impl Serialize for ExposedCredentials<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = 1 + usize::from(self.secret.is_some());
        let mut credentials = serializer.serialize_struct("Credentials", fields)?;
        credentials.serialize_field("identifier", self.identifier)?;
        if let Some(secret) = self.secret {
            credentials.serialize_field("secret", secret)?;
        }
        credentials.end()
    }
}

impl fmt::Debug for ExposedCredentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secret is exposed to serializers only, not to logs.
        f.debug_struct("ExposedCredentials")
            .field("identifier", &self.identifier)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredClient {
    #[serde(alias = "consumer_key", alias = "api_key", alias = "client_id")]
    #[serde(alias = "client_key")]
    identifier: String,
    #[serde(
        alias = "consumer_secret",
        alias = "api_secret",
        alias = "api_key_secret"
    )]
    #[serde(alias = "client_secret")]
    secret: Option<SecretText>,
}

/// The keys are `identifier` and `secret`. The other usual names are allowed too: `consumer_key`,
/// `api_key`, `client_id` and `client_key`, and `consumer_secret`, `api_secret`, `api_key_secret`
/// and `client_secret`. Unknown keys are an error. A client without a `secret` signs with a private
/// key.
///
/// ```
/// use tower_oauth1::ClientCredentials;
///
/// let file = r#"{"consumer_key": "client-id", "consumer_secret": "client-secret"}"#;
/// let client: ClientCredentials = serde_json::from_str(file)?;
/// assert_eq!(client.identifier(), "client-id");
/// # Ok::<_, serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for ClientCredentials {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let StoredClient { identifier, secret } = StoredClient::deserialize(deserializer)?;
        let secret = secret.map(|SecretText(secret)| secret);
        Ok(Self { identifier, secret })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredToken {
    #[serde(alias = "token", alias = "access_token", alias = "oauth_token")]
    identifier: String,
    #[serde(
        alias = "token_secret",
        alias = "access_token_secret",
        alias = "oauth_token_secret"
    )]
    secret: SecretText,
}

/// The keys are `identifier` and `secret`. The other usual names are allowed too: `token`,
/// `access_token` and `oauth_token`, and `token_secret`, `access_token_secret` and
/// `oauth_token_secret`. Unknown keys are an error.
impl<'de> Deserialize<'de> for TokenCredentials {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let StoredToken { identifier, secret } = StoredToken::deserialize(deserializer)?;
        let SecretText(secret) = secret;
        Ok(Self(super::Pair { identifier, secret }))
    }
}

/// A secret that is read from a file. Errors do not show it.
pub(crate) struct SecretText(pub(crate) Secret);

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Formats for people tell the type of a value. If a text was asked for, their error for
        // another type would show the value.
        let secret = if deserializer.is_human_readable() {
            deserializer.deserialize_any(TextVisitor)
        } else {
            deserializer.deserialize_string(TextVisitor)
        };
        secret.map(Self)
    }
}

struct TextVisitor;

impl TextVisitor {
    /// The default error of serde shows the value. A secret without quotes may be a number.
    fn not_a_text<E: Error>() -> Result<Secret, E> {
        Err(E::custom("the secret is not text; put it in quotes"))
    }
}

impl Visitor<'_> for TextVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret as text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Secret, E> {
        Self::not_a_text()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Secret, E> {
        Self::not_a_text()
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Secret, E> {
        Self::not_a_text()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Secret, E> {
        Self::not_a_text()
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Secret, E> {
        Self::not_a_text()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Secret, E> {
        Self::not_a_text()
    }

    fn visit_char<E: Error>(self, character: char) -> Result<Secret, E> {
        Ok(Secret::new(character))
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Secret, E> {
        Self::not_a_text()
    }
}
