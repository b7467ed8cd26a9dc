//! An authorization that waits for the decision of the user (RFC 5849 section 2.2).

use super::callback::Callback;
use super::response::fields::Fields;
use crate::credentials::TemporaryCredentials;

/// The state of an authorization after its first step, while the user decides.
///
/// Store it in the session of the user who started the authorization. When a callback arrives, look
/// it up in the session that the callback belongs to. Only the user who started the authorization
/// may complete it.
///
/// With the feature `serde`, use `expose_secrets` to store it outside the process.
///
/// `Debug` output does not contain the secret or the values of the extra fields.
#[derive(Clone, Debug)]
pub struct PendingAuthorization {
    credentials: TemporaryCredentials,
    out_of_band: bool,
    authorization_uri: String,
    fields: Fields,
}

impl PendingAuthorization {
    pub(super) fn new(
        credentials: TemporaryCredentials,
        callback: &Callback,
        authorization_uri: String,
        fields: Fields,
    ) -> Self {
        Self {
            out_of_band: *callback == Callback::OutOfBand,
            credentials,
            authorization_uri,
            fields,
        }
    }

    /// Creates the value from stored data.
    #[cfg(feature = "serde")]
    pub(super) fn stored(
        credentials: TemporaryCredentials,
        out_of_band: bool,
        authorization_uri: String,
        fields: Fields,
    ) -> Self {
        Self {
            credentials,
            out_of_band,
            authorization_uri,
            fields,
        }
    }

    /// Returns the URI that the user must open.
    ///
    /// It consists of the authorize endpoint with its query, the extra parameters of the flow, the
    /// client identifier (if [`authorize_parameters`](crate::Endpoints::authorize_parameters) names
    /// a parameter for it) and the token (as `oauth_token` by default).
    pub fn authorization_uri(&self) -> &str {
        &self.authorization_uri
    }

    /// Returns the temporary credentials.
    ///
    /// The callback contains their identifier. Use it as the key to find this value:
    /// [`identifier_from_callback`](Self::identifier_from_callback) reads it from the callback.
    pub fn credentials(&self) -> &TemporaryCredentials {
        &self.credentials
    }

    /// Returns whether the callback is out of band, so that the user has to enter a PIN.
    pub fn is_out_of_band(&self) -> bool {
        self.out_of_band
    }

    /// Returns the value of an extra field of the response (decoded).
    ///
    /// If the value is a URI (`xoauth_request_auth_url`, `login_url`), check it before you use it.
    /// The server chose it, and this crate does not check it.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// Returns the names and values of the extra fields (decoded), in the order of the response.
    ///
    /// These are all fields except `oauth_token`, `oauth_token_secret` and
    /// `oauth_callback_confirmed`.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.fields.iter()
    }
}
