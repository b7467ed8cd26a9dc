//! A small OAuth 1.0a provider: three endpoints for the dance, and resources below all other paths.
//!
//! It verifies with the crate's `Verifier`, and does itself what comes after the signature: the
//! timestamp's window, nonces seen before, credentials that work once. It keeps all in memory, and
//! approves every user's grant at once, so it is for trying out only.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use http::request::Parts;
use http::uri::Scheme;
use http::{HeaderValue, StatusCode, header};
use subtle::ConstantTimeEq as _;
use tower::BoxError;
use tower_oauth1::protocol::percent_encode;
use tower_oauth1::verify::SignatureVerified;
use tower_oauth1::{ClientCredentials, PublicOrigin, TokenCredentials, Verifier, VerifyError};

use crate::words::describe;

/// What the provider shares with its one client.
pub(crate) const CLIENT_SECRET: &str = "a secret that the provider printed";
/// How many seconds the clocks of client and server may differ.
const WINDOW: u64 = 300;

/// What a provider remembers.
#[derive(Default)]
struct Memory {
    /// By identifier: what is being authorized.
    temporary: HashMap<String, Temporary>,
    /// By identifier: what was granted.
    tokens: HashMap<String, TokenCredentials>,
    /// Client, token, timestamp and nonce of every request that was verified.
    seen: HashSet<(String, Option<String>, u64, String)>,
    /// What became of each attempt at a path, in the server's words.
    attempts: HashMap<String, Vec<String>>,
}

struct Temporary {
    credentials: TokenCredentials,
    callback: String,
    /// There once the user said yes.
    verifier: Option<String>,
}

#[derive(Clone)]
struct Provider {
    verifier: Arc<Verifier>,
    memory: Arc<Mutex<Memory>>,
}

/// A refusal: the status, and why. A server on the open network would keep the why to itself.
struct Refused(StatusCode, String);

impl From<VerifyError> for Refused {
    fn from(error: VerifyError) -> Self {
        Self(error.status(), error.to_string())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = (self.0, self.1).into_response();
        if self.0 == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("OAuth realm=\"quickstart\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

fn bad(why: &str) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why.to_owned())
}

fn unauthorized(why: &str) -> Refused {
    Refused(StatusCode::UNAUTHORIZED, why.to_owned())
}

/// Starts the provider on a free loopback port and returns its origin.
pub(crate) async fn start() -> Result<String, BoxError> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let provider = Provider {
        // No proxy stands before it, so the `Host` header is the host that the client signed.
        verifier: Arc::new(Verifier::new(PublicOrigin::as_received(Scheme::HTTP))),
        memory: Arc::default(),
    };
    let router = Router::new()
        .route("/initiate", any(initiate))
        .route("/authorize", get(authorize))
        .route("/token", any(token))
        .fallback(resource)
        .with_state(provider);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(origin)
}

/// Section 2.1: a client, no token, and where the user is to be sent back to.
async fn initiate(State(provider): State<Provider>, request: Request) -> Result<Response, Refused> {
    let (parts, form) = read(request).await?;
    let mut memory = provider.memory.lock().expect("no handler panics");
    let verified = provider.verify(&mut memory, &parts, &form, |_, _| None)?;
    let callback = verified.callback()?;
    let callback = callback
        .ok_or_else(|| bad("oauth_callback is missing"))?
        .into_owned();
    let credentials = fresh_credentials()?;
    let answer = format!("{}&oauth_callback_confirmed=true", form_of(&credentials));
    let temporary = Temporary {
        credentials,
        callback,
        verifier: None,
    };
    memory
        .temporary
        .insert(temporary.credentials.identifier().to_owned(), temporary);
    Ok(form_answer(answer))
}

/// Section 2.2: here a user would log in and be asked.
async fn authorize(
    State(provider): State<Provider>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Refused> {
    let mut memory = provider.memory.lock().expect("no handler panics");
    let asked = query
        .get("oauth_token")
        .and_then(|token| memory.temporary.get_mut(token));
    let temporary = asked.ok_or_else(|| bad("unknown temporary credentials"))?;
    let verifier = temporary.verifier.insert(random_text()?);
    let has_query = temporary.callback.contains('?');
    let separator = if has_query { '&' } else { '?' };
    let location = format!(
        "{}{separator}oauth_token={}&oauth_verifier={verifier}",
        temporary.callback,
        percent_encode(temporary.credentials.identifier().as_bytes()),
    );
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}

/// Section 2.3: the temporary credentials and the verifier, which work once.
async fn token(State(provider): State<Provider>, request: Request) -> Result<Response, Refused> {
    let (parts, form) = read(request).await?;
    let mut memory = provider.memory.lock().expect("no handler panics");
    let temporary = |memory: &Memory, token: &str| {
        memory
            .temporary
            .get(token)
            .map(|temporary| temporary.credentials.clone())
    };
    let verified = provider.verify(&mut memory, &parts, &form, temporary)?;
    let used = verified
        .token()
        .and_then(|token| memory.temporary.remove(token));
    let right = used.and_then(|temporary| temporary.verifier);
    let shown = verified.verifier()?;
    let (right, shown) = right
        .zip(shown)
        .ok_or_else(|| bad("oauth_verifier is missing"))?;
    if !bool::from(right.as_bytes().ct_eq(shown.as_bytes())) {
        return Err(unauthorized("the verifier is wrong"));
    }
    let credentials = fresh_credentials()?;
    let answer = format!("{}&screen_name=jane", form_of(&credentials));
    memory
        .tokens
        .insert(credentials.identifier().to_owned(), credentials);
    Ok(form_answer(answer))
}

/// Whatever a client does on behalf of a user. Below `/busy`, each first attempt gets 503.
async fn resource(State(provider): State<Provider>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = read(request).await?;
    let mut memory = provider.memory.lock().expect("no handler panics");
    let known = |memory: &Memory, token: &str| memory.tokens.get(token).cloned();
    let verified = provider.verify(&mut memory, &parts, &body, known)?;
    if verified.token().is_none() {
        return Err(unauthorized("only users have photos here"));
    }
    let words = describe(&verified, &parts, body.len());

    let attempts = memory
        .attempts
        .entry(parts.uri.path().to_owned())
        .or_default();
    let busy = parts.uri.path().starts_with("/busy") && attempts.is_empty();
    let status = if busy {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    let nonce = verified.nonce().unwrap_or_default();
    attempts.push(format!(
        "attempt {}    nonce {nonce}, answered {status}",
        attempts.len() + 1
    ));
    Ok((status, format!("{words}{}", attempts.join("\n"))).into_response())
}

impl Provider {
    /// Section 3.2: the signature first, then the timestamp, then the nonce, so that who cannot sign
    /// can use up no nonce.
    fn verify<'a>(
        &'a self,
        memory: &mut Memory,
        parts: &'a Parts,
        form: &'a [u8],
        find_token: impl FnOnce(&Memory, &str) -> Option<TokenCredentials>,
    ) -> Result<SignatureVerified<'a>, Refused> {
        let unverified = self.verifier.parse(parts, Some(form))?;
        // One client is known. Any other identifier is compared with the same work, and refused.
        let client = ClientCredentials::new("quickstart", CLIENT_SECRET);
        let token = unverified
            .token()
            .and_then(|token| find_token(memory, token));
        let verified = unverified.verify(&client, token.as_ref())?;

        let (Some(timestamp), Some(nonce)) = (verified.timestamp(), verified.nonce()) else {
            return Err(unauthorized("timestamp and nonce are missing"));
        };
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        if timestamp.abs_diff(now) > WINDOW {
            return Err(unauthorized("the timestamp is too far from now"));
        }
        let token = verified.token().map(str::to_owned);
        let first = memory.seen.insert((
            verified.client().to_owned(),
            token,
            timestamp,
            nonce.to_owned(),
        ));
        if !first {
            return Err(unauthorized("the nonce was used before"));
        }
        Ok(verified)
    }
}

async fn read(request: Request) -> Result<(Parts, Vec<u8>), Refused> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await;
    let body = body.map_err(|error| Refused(StatusCode::PAYLOAD_TOO_LARGE, error.to_string()))?;
    Ok((parts, body.to_vec()))
}

fn fresh_credentials() -> Result<TokenCredentials, Refused> {
    Ok(TokenCredentials::new(random_text()?, random_text()?))
}

/// 128 bits from the operating system's generator.
fn random_text() -> Result<String, Refused> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Refused(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn form_of(credentials: &TokenCredentials) -> String {
    let (identifier, secret) = (credentials.identifier(), credentials.secret());
    format!("oauth_token={identifier}&oauth_token_secret={secret}")
}

fn form_answer(form: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, form).into_response()
}
