//! The consent page (RFC 5849 section 2.2).
//!
//! This example has no login: everyone who opens the page is the user `jane`. A real server asks
//! the user to log in. It also protects the form with a CSRF token.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use tower_oauth1::grant::{AuthorizationRedirect, GrantError};

use super::AppGrants;

const USER: &str = "jane";

#[derive(Deserialize)]
pub(crate) struct Asked {
    oauth_token: Option<String>,
    /// `1` approves without asking. This is for programs that have no browser.
    auto: Option<String>,
}

pub(crate) async fn ask(State(grants): State<AppGrants>, Query(asked): Query<Asked>) -> Response {
    let token = asked.oauth_token.unwrap_or_default();
    if asked.auto.as_deref() == Some("1") {
        return redirect_or_page(grants.approve(&token, USER).await, true);
    }
    match grants.pending(&token).await {
        Ok(pending) => page(&format!(
            "<h1>Allow {client} to act for you?</h1>\n\
             <p>You are logged in as {USER}. After your decision you go to {callback}.</p>\n\
             <form method=\"post\" action=\"/authorize\">\n\
             <input type=\"hidden\" name=\"oauth_token\" value=\"{token}\">\n\
             <button name=\"decision\" value=\"approve\">Approve</button>\n\
             <button name=\"decision\" value=\"refuse\">Refuse</button>\n\
             </form>",
            client = escaped(pending.client_identifier()),
            callback = escaped(pending.callback()),
            token = escaped(&token),
        )),
        Err(error) => refused(&error),
    }
}

#[derive(Deserialize)]
pub(crate) struct Decided {
    oauth_token: String,
    decision: String,
}

pub(crate) async fn decide(
    State(grants): State<AppGrants>,
    headers: HeaderMap,
    Form(decided): Form<Decided>,
) -> Response {
    // Section 4.13: refuse forms that another site submits.
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return StatusCode::FORBIDDEN.into_response();
    }
    match decided.decision.as_str() {
        "approve" => redirect_or_page(grants.approve(&decided.oauth_token, USER).await, false),
        "refuse" => redirect_or_page(grants.refuse(&decided.oauth_token).await, false),
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Returns the redirect to the client.
///
/// If the callback is `oob`, returns a page with the verifier. For a program, returns the verifier
/// only.
fn redirect_or_page(decided: Result<AuthorizationRedirect, GrantError>, program: bool) -> Response {
    let decision = match decided {
        Ok(decision) => decision,
        Err(error) => return refused(&error),
    };
    if let Some(redirect) = decision.redirect() {
        let headers = [
            (header::LOCATION, redirect),
            (header::CACHE_CONTROL, "no-store"),
        ];
        return (StatusCode::FOUND, headers).into_response();
    }
    match decision.verifier() {
        Some(verifier) if program => {
            ([(header::CACHE_CONTROL, "no-store")], verifier.to_owned()).into_response()
        }
        Some(verifier) => page(&format!("<p>Type this: <code>{verifier}</code></p>")),
        None => page("<p>You refused the request.</p>"),
    }
}

fn refused(error: &GrantError) -> Response {
    // This request is not signed, so 401 with an OAuth challenge does not fit.
    let status = match error.status() {
        StatusCode::UNAUTHORIZED => StatusCode::BAD_REQUEST,
        status => status,
    };
    (status, error.to_string()).into_response()
}

fn page(content: &str) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        // Section 4.14: other sites must not show the page in a frame.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    let page =
        format!("<!doctype html>\n<meta charset=\"utf-8\">\n<title>Consent</title>\n{content}\n");
    (headers, Html(page)).into_response()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
