//! The result of the authorization flow (RFC 5849 section 2.3).

use std::time::Duration;

use super::response::fields::Fields;
use crate::credentials::TokenCredentials;
use crate::uri::digits::number;

/// The longest lifetime that is reported, in seconds.
const HUNDRED_YEARS: u64 = 100 * 365 * 24 * 3600;

/// The result of an authorization: token credentials, and the extra fields that the server sent
/// with them.
///
/// `Debug` output does not contain the secret or the values of the extra fields.
#[derive(Clone, Debug)]
pub struct GrantedAuthorization {
    credentials: TokenCredentials,
    fields: Fields,
}

impl GrantedAuthorization {
    pub(crate) fn new(credentials: TokenCredentials, fields: Fields) -> Self {
        Self {
            credentials,
            fields,
        }
    }

    /// Returns the token credentials. Pass them to
    /// [`Signer::with_token`](crate::Signer::with_token).
    pub fn credentials(&self) -> &TokenCredentials {
        &self.credentials
    }

    /// Converts the result into its token credentials. The extra fields are lost.
    pub fn into_credentials(self) -> TokenCredentials {
        self.credentials
    }

    /// Returns the session handle, the field `oauth_session_handle` (decoded).
    ///
    /// [`renew_token_credentials`](super::AuthorizationFlow::renew_token_credentials) uses it to
    /// renew the token credentials. Protect it like a secret.
    pub fn session_handle(&self) -> Option<&str> {
        self.field("oauth_session_handle")
    }

    /// Returns the lifetime of the token, counted from the time of the response. The field is
    /// `oauth_expires_in`, in seconds.
    ///
    /// The lifetime depends on no clock. If you store the time at which it ends, your clock may be
    /// wrong then or later. So renew the token too when the server refuses it.
    ///
    /// Returns `None` if the field is missing, is not a number, or is 0. Servers send 0 for a token
    /// that does not expire. A lifetime of more than 100 years is returned as 100 years.
    pub fn expires_in(&self) -> Option<Duration> {
        self.seconds("oauth_expires_in")
    }

    /// Returns how long the token can be renewed, counted from the time of the response. The field
    /// is `oauth_authorization_expires_in`, in seconds.
    ///
    /// The rules of [`expires_in`](Self::expires_in) for `None` and for the maximum also apply
    /// here.
    pub fn authorization_expires_in(&self) -> Option<Duration> {
        self.seconds("oauth_authorization_expires_in")
    }

    fn seconds(&self, name: &str) -> Option<Duration> {
        let seconds: u64 = number(self.field(name)?)?;
        // Limited, so that callers can add the duration to a date without overflow.
        (seconds > 0).then(|| Duration::from_secs(seconds.min(HUNDRED_YEARS)))
    }

    /// Returns the value of an extra field of the response (decoded), for example `screen_name`,
    /// `user_id` or `oauth_expires_in`.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// Returns the names and values of the extra fields (decoded), in the order of the response.
    ///
    /// These are all fields except `oauth_token` and `oauth_token_secret`.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.fields.iter()
    }
}
