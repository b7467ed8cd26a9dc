//! Pending authorizations that are stored while the user decides (feature `serde`).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::pending::PendingAuthorization;
use super::response::fields::Fields;
use crate::credentials::TemporaryCredentials;
use crate::credentials::secret::Secret;

/// A [`PendingAuthorization`] that serialises, secret and all: see
/// [`PendingAuthorization::expose_secrets`].
#[derive(Clone, Copy)]
pub struct ExposedAuthorization<'a>(&'a PendingAuthorization);

impl PendingAuthorization {
    /// The value to be serialised, for a session that is kept outside of this process. What is written
    /// holds the secret in clear, and with it whoever reads the store can take the user's token: keep
    /// it where only this client can read it, and no longer than the user may take to decide.
    ///
    /// What was written reads back as a `PendingAuthorization`.
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
    /// // The user decides, and another process goes on.
    /// let pending: PendingAuthorization = serde_json::from_str(&stored)?;
    /// # assert_eq!(pending.credentials().secret(), "b");
    /// # Ok(())
    /// # }
    /// ```
    pub fn expose_secrets(&self) -> ExposedAuthorization<'_> {
        ExposedAuthorization(self)
    }
}

/// What is written.
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
            Fields::of(parameters.collect()),
        ))
    }
}

impl fmt::Debug for ExposedAuthorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Exposed to a serialiser, and to no log.
        self.0.fmt(f)
    }
}
