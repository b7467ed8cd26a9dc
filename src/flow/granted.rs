//! RFC 5849 section 2.3: what the dance ends in.

use super::fields::Fields;
use crate::credentials::TokenCredentials;

/// What the user granted: token credentials, and what the service sent with them.
///
/// `Debug` redacts the secret and the values of all further fields.
#[derive(Clone, Debug)]
pub struct GrantedAuthorization {
    credentials: TokenCredentials,
    fields: Fields,
}

impl GrantedAuthorization {
    pub(super) fn new(credentials: TokenCredentials, fields: Fields) -> Self {
        Self {
            credentials,
            fields,
        }
    }

    /// The token credentials, for [`Signer::token`](crate::Signer::token).
    pub fn credentials(&self) -> &TokenCredentials {
        &self.credentials
    }

    /// A further field of the server's answer, decoded: `screen_name`, `user_id`,
    /// `oauth_expires_in`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// The further fields of the server's answer, decoded and in their order: all but
    /// `oauth_token` and `oauth_token_secret`.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.fields.iter()
    }
}
