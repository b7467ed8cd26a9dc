//! The provider of the examples `provider` and `quickstart`: its routes and their verify layers.

mod authorize;
mod login;
mod pages;
mod settings;
mod token;
mod verified;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use tower_oauth1::grant::{Grants, TokenStore};
use tower_oauth1::verify::{CredentialStore, ReplayStore};

use login::Sessions;
pub(crate) use settings::Settings;

const REALM: &str = "provider";

/// What the handlers of the pages share.
#[derive(Clone)]
struct Site {
    settings: Arc<Settings>,
    sessions: Sessions,
}

/// What all handlers share: the grants in stores of any kind, and the site.
struct App<C, G> {
    grants: Grants<C, G>,
    site: Site,
}

impl<C, G> Clone for App<C, G> {
    fn clone(&self) -> Self {
        Self {
            grants: self.grants.clone(),
            site: self.site.clone(),
        }
    }
}

impl<C, G> FromRef<App<C, G>> for Site {
    fn from_ref(app: &App<C, G>) -> Self {
        app.site.clone()
    }
}

/// Creates the routes:
///
/// - The three paths of the authorization flow, and `/revoke`.
/// - `/two-legged` and all paths below it: for clients with or without a token.
/// - All other paths: for clients with a token.
pub(crate) fn router<C, G, R>(credentials: C, store: G, replay: R, settings: Settings) -> Router
where
    C: CredentialStore + Clone + 'static,
    G: TokenStore + 'static,
    R: ReplayStore + 'static,
{
    let replay = Arc::new(replay);
    let grants = settings.grants(Grants::new(credentials.clone(), store));
    let for_tokens = settings.verifier();
    let for_clients = for_tokens.clone().allow_missing_token();

    let alone = settings.layer(credentials.clone(), replay.clone(), for_clients.clone());
    let with_token = settings.layer(credentials, replay.clone(), for_tokens);
    let exchange = settings.layer(grants.renewal_credential_store(), replay, for_clients);

    let [initiate, authorize, token] = settings.paths.clone();
    let site = Site {
        settings: Arc::new(settings),
        sessions: Sessions::default(),
    };
    let app = App { grants, site };
    let consent = get(authorize::ask::<C, G>).post(authorize::decide::<C, G>);
    let pages = Router::new()
        .route(&authorize, consent)
        .route(&format!("{authorize}/login"), post(login::log_in))
        .route(&format!("{authorize}/style.css"), get(pages::style))
        .route_layer(from_fn_with_state(
            app.site.clone(),
            login::refuse_other_sites,
        ));
    let show = any(verified::show);
    Router::new()
        .merge(pages)
        .route(&initiate, any(token::initiate::<C, G>).layer(alone.clone()))
        .route(&token, any(token::token::<C, G>).layer(exchange))
        .route(
            "/revoke",
            post(token::revoke::<C, G>).layer(with_token.clone()),
        )
        .route("/two-legged", show.clone().layer(alone.clone()))
        .route("/two-legged/", show.clone().layer(alone.clone()))
        .route("/two-legged/{*below}", show.clone().layer(alone))
        .fallback_service(show.layer(with_token).with_state(app.clone()))
        .with_state(app)
}
