//! The login of the users. It is a stub. It refuses forms of other sites, and sessions end after an
//! hour. A real server also
//!
//! - hashes passwords, and compares them in constant time,
//! - limits the number of tries for each user and for each address,
//! - lets users log out, and ends their other sessions when the password changes,
//! - stores sessions outside of the process, and
//! - protects the form of the login with a token too, for browsers that send neither
//!   `Sec-Fetch-Site` nor `Origin`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Form;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use tower_oauth1::protocol::percent_encode;

use super::{Site, pages};

/// Everyone is this user if nobody logs in.
const USER: &str = "jane";

/// How long a user is logged in.
const LIFETIME: Duration = Duration::from_secs(3600);

/// The users who are logged in, by the value of their cookie.
#[derive(Clone, Default)]
pub(super) struct Sessions(Arc<Mutex<HashMap<String, Session>>>);

struct Session {
    user: String,
    /// The pages for this session send it back. It is not the cookie, which only the browser knows.
    secret: String,
    ends: Instant,
}

impl Site {
    /// Returns the user who is logged in, and a text that only pages for this user know.
    pub(super) fn user(&self, headers: &HeaderMap) -> Option<(String, String)> {
        if !self.settings.login {
            return Some((USER.to_owned(), String::new()));
        }
        let cookies = headers.get_all(header::COOKIE).iter();
        let cookies = cookies.filter_map(|cookies| cookies.to_str().ok());
        let mut cookies = cookies.flat_map(|cookies| cookies.split("; "));
        let session = cookies.find_map(|cookie| cookie.strip_prefix("session="))?;
        let sessions = self.sessions.0.lock();
        let sessions = sessions.unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get(session)?;
        let is_open = session.ends > Instant::now();
        is_open.then(|| (session.user.clone(), session.secret.clone()))
    }

    pub(super) fn is_password(&self, name: &str, password: &str) -> bool {
        let known = self.settings.users.get(name);
        known.is_some_and(|known| known == password)
    }

    /// Returns whether a page of another site sent the form. The site is the one that the user
    /// sees, also if the provider is behind a proxy.
    fn is_foreign(&self, parts: &Parts) -> bool {
        if let Some(site) = parts.headers.get("sec-fetch-site") {
            // Browsers send it over TLS, and to loopback addresses.
            return site != "same-origin";
        }
        let Some(sender) = parts.headers.get(header::ORIGIN) else {
            return false;
        };
        let own = self.settings.origin.from_parts(parts);
        own.map_or(true, |own| sender != own.to_string().as_str())
    }
}

/// Refuses forms of other sites (RFC 5849 section 4.13). A form of the login would log the user in
/// as somebody else.
pub(super) async fn refuse_other_sites(
    State(site): State<Site>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method.is_safe() || !site.is_foreign(&parts) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    (StatusCode::FORBIDDEN, pages::ended(&site)).into_response()
}

#[derive(Deserialize)]
pub(super) struct Login {
    name: String,
    password: String,
    oauth_token: String,
}

pub(super) async fn log_in(
    State(site): State<Site>,
    parts: Parts,
    Form(login): Form<Login>,
) -> Response {
    if !site.is_password(&login.name, &login.password) {
        let failed = Some("Wrong name or password.");
        let page = pages::login(&site, &login.oauth_token, failed);
        return (StatusCode::FORBIDDEN, page).into_response();
    }
    let (Some(cookie), Some(secret)) = (random_text(), random_text()) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let origin = site.settings.origin.from_parts(&parts);
    let is_https = origin.is_ok_and(|origin| origin.scheme() == "https");
    let secure = if is_https { "; Secure" } else { "" };
    let seconds = LIFETIME.as_secs();
    let attributes = format!("Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let set_cookie = format!("session={cookie}; {attributes}");
    let sessions = site.sessions.0.lock();
    let mut sessions = sessions.unwrap_or_else(PoisonError::into_inner);
    let now = Instant::now();
    sessions.retain(|_, session| session.ends > now);
    let (user, ends) = (login.name, now + LIFETIME);
    sessions.insert(cookie, Session { user, secret, ends });
    let [_, authorize, _] = &site.settings.paths;
    let token = percent_encode(login.oauth_token.as_bytes());
    let headers = [
        (header::LOCATION, format!("{authorize}?oauth_token={token}")),
        (header::SET_COOKIE, set_cookie),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Returns `None` if the operating system has no random bytes.
fn random_text() -> Option<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).ok()?;
    Some(random.iter().map(|byte| format!("{byte:02x}")).collect())
}
