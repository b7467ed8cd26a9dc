//! The credentials in a response (RFC 5849 sections 2.1 and 2.3).

use http::HeaderMap;

use super::error::{LIMIT, ResponseError};
use super::fields::Fields;
use crate::credentials::secret::Secret;
use crate::credentials::{TemporaryCredentials, TokenCredentials};
use crate::flow::granted::GrantedAuthorization;

impl GrantedAuthorization {
    /// Reads token credentials from the body of a response to a request that is not one of the
    /// flow's. Some providers issue token credentials for a ticket or for a token of another kind.
    ///
    /// The body is a form or a JSON object. It must pass all checks that the flow makes.
    ///
    /// ```
    /// use tower_oauth1::GrantedAuthorization;
    ///
    /// let body = b"oauth_token=token&oauth_token_secret=secret&mfa_token=m";
    /// let granted = GrantedAuthorization::from_body(body)?;
    /// assert_eq!(granted.credentials().identifier(), "token");
    /// assert_eq!(granted.field("mfa_token"), Some("m"));
    /// # Ok::<_, tower_oauth1::flow::ResponseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`ResponseError::TooLong`] if the body is longer than 64 KiB.
    /// - [`ResponseError::ContentEncoding`] if the body is compressed.
    /// - [`ResponseError::Html`], [`ResponseError::Json`] or [`ResponseError::NotUtf8`] if the body
    ///   is neither a form nor a JSON object.
    /// - [`ResponseError::RepeatedField`] if a field occurs more than once.
    /// - [`ResponseError::MissingToken`], [`ResponseError::EmptyToken`],
    ///   [`ResponseError::MissingTokenSecret`] or [`ResponseError::NotText`] if the body contains
    ///   no usable credentials. An empty secret is allowed.
    pub fn from_body(body: &[u8]) -> Result<Self, ResponseError> {
        if body.len() > LIMIT {
            return Err(ResponseError::TooLong);
        }
        let fields = Fields::read(body);
        let granted = fields.and_then(|fields| granted(fields, true));
        granted.map_err(|error| error.with_coding(&HeaderMap::new(), body))
    }
}

/// Returns the token credentials (section 2.3) and the extra fields.
pub(crate) fn granted(
    mut fields: Fields,
    must_have_secret: bool,
) -> Result<GrantedAuthorization, ResponseError> {
    let (token, secret) = credentials(&mut fields, must_have_secret)?;
    let credentials = TokenCredentials::new(token.expose(), secret.expose());
    Ok(GrantedAuthorization::new(credentials, fields))
}

/// Returns the temporary credentials (section 2.1) and the extra fields.
///
/// If `must_confirm` is true, the server must have confirmed the callback.
pub(crate) fn temporary_credentials(
    mut fields: Fields,
    must_confirm: bool,
    must_have_secret: bool,
) -> Result<(TemporaryCredentials, Fields), ResponseError> {
    let (token, secret) = credentials(&mut fields, must_have_secret)?;
    let confirmed = fields
        .take("oauth_callback_confirmed")
        .is_some_and(|value| means_true(value.expose()));
    if must_confirm && !confirmed {
        return Err(ResponseError::CallbackNotConfirmed);
    }
    let credentials = TemporaryCredentials::new(token.expose(), secret.expose());
    Ok((credentials, fields))
}

/// Returns whether the value of `oauth_callback_confirmed` means `true`.
///
/// Widely used servers send `True` or `1`. A client that refused these would make its users turn
/// off the check.
fn means_true(value: &str) -> bool {
    let value = value.trim();
    value == "1" || value.eq_ignore_ascii_case("true")
}

/// Removes the token and its secret from the fields and returns them.
fn credentials(
    fields: &mut Fields,
    must_have_secret: bool,
) -> Result<(Secret, Secret), ResponseError> {
    let token = fields
        .take("oauth_token")
        .ok_or(ResponseError::MissingToken)?;
    let secret = match fields.take("oauth_token_secret") {
        Some(secret) => secret,
        None if must_have_secret => return Err(ResponseError::MissingTokenSecret),
        None => Secret::new(""),
    };
    if token.expose().is_empty() {
        Err(ResponseError::EmptyToken)
    } else {
        Ok((token, secret))
    }
}
