//! Serialization of pending authorizations (feature `serde`).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::pending::PendingAuthorization;
use super::response::fields::Fields;
use crate::credentials::TemporaryCredentials;
use crate::credentials::secret::Secret;

/// A serializable view of a [`PendingAuthorization`], including its secret.
///
/// [`PendingAuthorization::expose_secrets`] creates it.
#[derive(Clone, Copy)]
pub struct ExposedAuthorization<'a>(&'a PendingAuthorization);

impl PendingAuthorization {
    /// Returns a view that can be serialized, for sessions that are stored outside the process.
    ///
    /// To restore the value, deserialize a `PendingAuthorization`.
    ///
    /// # Security
    ///
    /// The serialized data contains the secret in clear text. Anyone who can read it can take the
    /// token of the user. Store it where only this client can read it. Delete it when the time that
    /// the user has to decide is over.
    ///
    /// ```
    /// # use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, Signer};
    /// use tower_oauth1::PendingAuthorization;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mut http = tower::service_fn(|_: http::Request<String>| async {
    /// #     let body = "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=true";
    /// #     Ok::<_, std::convert::Infallible>(http::Response::new(body.to_owned()))
    /// # });
    /// # let at = |path: &str| format!("https://h/{path}").parse();
    /// # let flow = AuthorizationFlow::new(
    /// #     Signer::new(ClientCredentials::new("id", "secret")),
    /// #     Endpoints::new(at("initiate")?, at("authorize")?, at("token")?),
    /// # );
    /// let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand).await?;
    /// let stored = serde_json::to_string(&pending.expose_secrets())?;
    /// // The user decides. Then another process continues the flow.
    /// let pending: PendingAuthorization = serde_json::from_str(&stored)?;
    /// # assert_eq!(pending.credentials().secret(), "b");
    /// # Ok(())
    /// # }
    /// ```
    pub fn expose_secrets(&self) -> ExposedAuthorization<'_> {
        ExposedAuthorization(self)
    }
}

/// The serialized form of a [`PendingAuthorization`].
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    oauth_token: Cow<'a, str>,
    oauth_token_secret: Cow<'a, str>,
    out_of_band: bool,
    authorization_uri: Cow<'a, str>,
    parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl Serialize for ExposedAuthorization<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pending = self.0;
        let parameters = pending.fields();
        let stored = Stored {
            oauth_token: pending.credentials().identifier().into(),
            oauth_token_secret: pending.credentials().secret().into(),
            out_of_band: pending.is_out_of_band(),
            authorization_uri: pending.authorization_uri().into(),
            parameters: parameters.map(|(n, v)| (n.into(), v.into())).collect(),
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PendingAuthorization {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let secret = stored.oauth_token_secret.into_owned();
        let parameters = stored.parameters.into_iter();
        let parameters = parameters.map(|(n, v)| (n.into_owned(), Secret::new(v.into_owned())));
        Ok(Self::stored(
            TemporaryCredentials::new(stored.oauth_token.into_owned(), secret),
            stored.out_of_band,
            stored.authorization_uri.into_owned(),
            Fields::from_pairs(parameters.collect()),
        ))
    }
}

impl fmt::Debug for ExposedAuthorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secret is exposed to serializers only, not to logs.
        self.0.fmt(f)
    }
}
