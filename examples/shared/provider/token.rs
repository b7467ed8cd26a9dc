//! The endpoints that issue, renew and revoke credentials.

use axum::Extension;
use axum::extract::State;
use http::Response;
use tower_oauth1::grant::{Grant, GrantError, TokenStore};
use tower_oauth1::verify::{Authenticated, CredentialStore};

use super::{App, REALM};

/// Issues temporary credentials (RFC 5849 section 2.1).
pub(super) async fn initiate<C: CredentialStore + 'static, G: TokenStore + 'static>(
    State(app): State<App<C, G>>,
    Extension(caller): Extension<Authenticated>,
) -> Response<String> {
    let response = app.grants.temporary_credentials(&caller).await;
    response.unwrap_or_else(|refused| refused.response(REALM))
}

/// Issues token credentials (RFC 5849 section 2.3).
pub(super) async fn token<C: CredentialStore + 'static, G: TokenStore + 'static>(
    State(app): State<App<C, G>>,
    Extension(caller): Extension<Authenticated>,
) -> Response<String> {
    match issue(&app, &caller).await {
        Ok(grant) => grant.response(&[("screen_name", grant.resource_owner())]),
        Err(refused) => refused.response(REALM),
    }
}

async fn issue<C: CredentialStore, G: TokenStore>(
    app: &App<C, G>,
    caller: &Authenticated,
) -> Result<Grant, GrantError> {
    if caller.parameter("oauth_session_handle").is_some() {
        return app.grants.renew(caller).await;
    }
    if caller.parameter("x_auth_mode").is_none() {
        return app.grants.token_credentials(caller).await;
    }
    let request = app.grants.password_request(caller).await?;
    let is_right = app.site.is_password(request.username(), request.password());
    let user = is_right.then_some(request.username());
    app.grants.token_credentials_for(&request, user).await
}

/// Revokes the token of the request.
pub(super) async fn revoke<C: CredentialStore + 'static, G: TokenStore + 'static>(
    State(app): State<App<C, G>>,
    Extension(caller): Extension<Authenticated>,
) -> Response<String> {
    let token = caller.token_identifier().unwrap_or_default();
    match app.grants.revoke(token).await {
        Ok(_) => Response::new(String::new()),
        Err(refused) => refused.response(REALM),
    }
}
