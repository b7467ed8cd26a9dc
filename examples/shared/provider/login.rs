//! The login of the users. It is a stub: a real server hashes passwords, limits the number of tries
//! for each user, and lets users log out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use tower_oauth1::protocol::percent_encode;

use super::{Site, pages};

/// Everyone is this user if nobody logs in.
const USER: &str = "jane";

/// The users who are logged in, by the value of their cookie.
#[derive(Clone, Default)]
pub(super) struct Sessions(Arc<Mutex<HashMap<String, String>>>);

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
        let users = self.sessions.0.lock();
        let users = users.unwrap_or_else(PoisonError::into_inner);
        let user = users.get(session)?;
        // The page sends it back, so the form comes from a page for this session.
        Some((user.clone(), session.to_owned()))
    }

    pub(super) fn is_password(&self, name: &str, password: &str) -> bool {
        let known = self.settings.users.get(name);
        known.is_some_and(|known| known == password)
    }
}

#[derive(Deserialize)]
pub(super) struct Login {
    name: String,
    password: String,
    oauth_token: String,
}

pub(super) async fn log_in(State(site): State<Site>, Form(login): Form<Login>) -> Response {
    if !site.is_password(&login.name, &login.password) {
        let failed = Some("Wrong name or password.");
        let page = pages::login(&site, &login.oauth_token, failed);
        return (StatusCode::FORBIDDEN, page).into_response();
    }
    let mut random = [0; 32];
    if getrandom::fill(&mut random).is_err() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let session: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let cookie = format!("session={session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600");
    let users = site.sessions.0.lock();
    let mut users = users.unwrap_or_else(PoisonError::into_inner);
    users.insert(session, login.name);
    let [_, authorize, _] = &site.settings.paths;
    let token = percent_encode(login.oauth_token.as_bytes());
    let headers = [
        (header::LOCATION, format!("{authorize}?oauth_token={token}")),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
