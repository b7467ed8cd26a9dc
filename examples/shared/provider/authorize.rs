//! The decision of the user (RFC 5849 section 2.2).
//!
//! Without `--login`, everyone who opens the page is the user `jane`.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use tower_oauth1::grant::{AuthorizationRedirect, GrantError, PendingGrant, TokenStore};
use tower_oauth1::verify::CredentialStore;

use super::{App, Site, pages};

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    oauth_token: String,
    /// `1` approves without asking. This is for programs that have no browser.
    auto: Option<String>,
}

pub(super) async fn ask<C: CredentialStore + 'static, G: TokenStore + 'static>(
    State(app): State<App<C, G>>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    let token = &asked.oauth_token;
    let Some((user, secret)) = app.site.user(&headers) else {
        return pages::login(&app.site, token, None);
    };
    if asked.auto.as_deref() == Some("1") && !app.site.settings.login {
        return match app.grants.approve(token, &user).await {
            Ok(approved) => for_a_program(&approved),
            Err(error) => refused(&app.site, &error),
        };
    }
    match app.grants.pending(token).await {
        Ok(pending) => pages::consent(&app.site, &pending, &user, &secret),
        Err(error) => refused(&app.site, &error),
    }
}

#[derive(Deserialize)]
pub(super) struct Decided {
    oauth_token: String,
    decision: String,
    #[serde(default)]
    secret: String,
}

pub(super) async fn decide<C: CredentialStore + 'static, G: TokenStore + 'static>(
    State(app): State<App<C, G>>,
    headers: HeaderMap,
    Form(decided): Form<Decided>,
) -> Response {
    // Section 4.13: refuse forms that another site submits.
    let site = headers.get("sec-fetch-site");
    let is_foreign = site.is_some_and(|site| site != "same-origin");
    let user = app.site.user(&headers);
    let Some((user, _)) = user.filter(|(_, secret)| *secret == decided.secret && !is_foreign)
    else {
        return (StatusCode::FORBIDDEN, pages::ended(&app.site)).into_response();
    };
    let (grants, token) = (&app.grants, &decided.oauth_token);
    let pending = match grants.pending(token).await {
        Ok(pending) => pending,
        Err(error) => return refused(&app.site, &error),
    };
    let decided = match decided.decision.as_str() {
        "approve" => grants.approve(token, &user).await,
        "refuse" => grants.refuse(token).await,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    match decided {
        Ok(decision) => redirect_or_page(&app.site, &pending, &decision),
        Err(error) => refused(&app.site, &error),
    }
}

/// Returns the redirect to the client, or a page if the callback is `oob`.
fn redirect_or_page(
    site: &Site,
    pending: &PendingGrant,
    decision: &AuthorizationRedirect,
) -> Response {
    match (decision.redirect(), decision.verifier()) {
        (Some(redirect), _) => to(redirect),
        (None, Some(verifier)) => pages::code(site, pending, verifier),
        (None, None) => pages::denied(site, pending),
    }
}

/// Returns the redirect to the client, or only the verifier if the callback is `oob`.
fn for_a_program(approved: &AuthorizationRedirect) -> Response {
    if let Some(redirect) = approved.redirect() {
        return to(redirect);
    }
    let verifier = approved.verifier().unwrap_or_default().to_owned();
    ([(header::CACHE_CONTROL, "no-store")], verifier).into_response()
}

fn to(redirect: &str) -> Response {
    let headers = [
        (header::LOCATION, redirect),
        (header::CACHE_CONTROL, "no-store"),
        // The next page must not learn the address of this one.
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (StatusCode::FOUND, headers).into_response()
}

fn refused(site: &Site, error: &GrantError) -> Response {
    // This request is not signed, so 401 with an OAuth challenge does not fit.
    let page = match error.status() {
        StatusCode::SERVICE_UNAVAILABLE => (StatusCode::SERVICE_UNAVAILABLE, pages::failed(site)),
        _ => (StatusCode::BAD_REQUEST, pages::ended(site)),
    };
    // The operator learns the reason: the middleware for refusals looks for it.
    (Extension(error.clone()), page).into_response()
}
