//! The provider of the examples `provider` and `quickstart`: its routes and their verify layers.

mod authorize;
mod login;
mod pages;
mod settings;
mod token;
mod verified;

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get, post};
use tower_oauth1::grant::{Grants, MemoryGrantStore};
use tower_oauth1::verify::{MemoryCredentialStore, ReplayStore};

use login::Sessions;
pub(crate) use settings::Settings;

pub(crate) type AppGrants = Grants<Arc<MemoryCredentialStore>, MemoryGrantStore>;

const REALM: &str = "provider";

/// What the handlers share.
#[derive(Clone)]
struct App {
    grants: AppGrants,
    settings: Arc<Settings>,
    sessions: Sessions,
}

/// Creates the routes:
///
/// - The three paths of the authorization flow, and `/revoke`.
/// - `/two-legged` and all paths below it: for clients with or without a token.
/// - All other paths: for clients with a token.
pub(crate) fn router<R: ReplayStore + 'static>(
    credentials: Arc<MemoryCredentialStore>,
    replay: Arc<R>,
    settings: Settings,
) -> Router {
    let store = MemoryGrantStore::new(credentials.clone());
    let grants = settings.grants(Grants::new(credentials.clone(), store));
    let for_tokens = settings.verifier();
    let for_clients = for_tokens.clone().allow_missing_token();

    let alone = settings.layer(credentials.clone(), replay.clone(), for_clients.clone());
    let with_token = settings.layer(credentials, replay.clone(), for_tokens);
    let exchange = settings.layer(grants.renewal_credential_store(), replay, for_clients);

    let app = App {
        grants,
        settings: Arc::new(settings),
        sessions: Sessions::default(),
    };
    let [initiate, authorize, token] = app.settings.paths.clone();
    let consent = get(authorize::ask).post(authorize::decide);
    let show = any(verified::show);
    Router::new()
        .route(&initiate, any(token::initiate).layer(alone.clone()))
        .route(&authorize, consent)
        .route(&format!("{authorize}/login"), post(login::log_in))
        .route(&format!("{authorize}/style.css"), get(pages::style))
        .route(&token, any(token::token).layer(exchange))
        .route("/revoke", post(token::revoke).layer(with_token.clone()))
        .route("/two-legged", show.clone().layer(alone.clone()))
        .route("/two-legged/", show.clone().layer(alone.clone()))
        .route("/two-legged/{*below}", show.clone().layer(alone))
        .fallback_service(show.layer(with_token).with_state(app.clone()))
        .with_state(app)
}
