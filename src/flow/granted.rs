//! RFC 5849 section 2.3: what the dance ends in.

use std::time::Duration;

use super::response::fields::Fields;
use crate::credentials::TokenCredentials;
use crate::uri::digits::number;

/// In seconds.
const HUNDRED_YEARS: u64 = 100 * 365 * 24 * 3600;

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

    /// Returns the token credentials, and drops the rest.
    pub fn into_credentials(self) -> TokenCredentials {
        self.credentials
    }

    /// `oauth_session_handle`, by which
    /// [`renew_token_credentials`](super::AuthorizationFlow::renew_token_credentials) gets new ones. It
    /// is as good as a secret.
    pub fn session_handle(&self) -> Option<&str> {
        self.field("oauth_session_handle")
    }

    /// `oauth_expires_in`: for how long the token is good, from now on. `None` where the server does
    /// not say, says no number of seconds, or says 0, by which services mean for ever. A hundred years
    /// are the most.
    pub fn expires_in(&self) -> Option<Duration> {
        self.seconds("oauth_expires_in")
    }

    /// `oauth_authorization_expires_in`: for how long it can be renewed, from now on. `None` where the
    /// server does not say it as [`expires_in`](Self::expires_in) does.
    pub fn authorization_expires_in(&self) -> Option<Duration> {
        self.seconds("oauth_authorization_expires_in")
    }

    fn seconds(&self, name: &str) -> Option<Duration> {
        let seconds: u64 = number(self.field(name)?)?;
        // No longer than that, for who adds it to a date.
        (seconds > 0).then(|| Duration::from_secs(seconds.min(HUNDRED_YEARS)))
    }

    /// A further field of the server's answer, decoded: `screen_name`, `user_id`,
    /// `oauth_expires_in`.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// The further fields of the server's answer, decoded and in their order: all but
    /// `oauth_token` and `oauth_token_secret`.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.fields.iter()
    }
}
