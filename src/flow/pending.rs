//! RFC 5849 section 2.2: the authorization that waits for its user.

use super::callback::Callback;
use super::response::fields::Fields;
use crate::credentials::TemporaryCredentials;

/// An authorization between its first and its last step, while the user decides.
///
/// It is a value that can be kept, with the user's own session: who answers a callback must be who
/// began. `Debug` redacts the secret. With the feature `serde` it can be kept outside of this process,
/// by `expose_secrets`.
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

    /// Where to send the user: the authorize endpoint, its own query, the flow's further parameters and
    /// `oauth_token`.
    pub fn authorization_uri(&self) -> &str {
        &self.authorization_uri
    }

    /// The temporary credentials. Their identifier comes back in the callback, so it is what to
    /// find this value by.
    pub fn credentials(&self) -> &TemporaryCredentials {
        &self.credentials
    }

    /// Whether it waits for a PIN, and not for a callback.
    pub fn is_out_of_band(&self) -> bool {
        self.out_of_band
    }

    /// A further field of the server's answer, decoded.
    ///
    /// A URI among them (`xoauth_request_auth_url`, `login_url`) is only the server's word.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// The further fields of the server's answer, decoded and in their order: all but
    /// `oauth_token`, `oauth_token_secret` and `oauth_callback_confirmed`.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.fields.iter()
    }
}
