//! The requests of the flow and the layer of a profile, as text.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::{BodyExt as _, Full};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_oauth1::flow::FlowStep;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::provider::Profile;
use tower_oauth1::{AuthorizationFlow, Callback, Signer, TokenCredentials};

/// Makes a signer whose requests are the same each time.
pub(crate) fn fixed(signer: Signer) -> Signer {
    signer.with_clock(|| 7).with_nonces(|| Nonce::new("N"))
}

/// Masks the parts that depend on the key, in the header, the query and the form.
fn mask(text: &str) -> String {
    let mut masked = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("oauth_signature=") {
        let (before, after) = rest.split_at(at + "oauth_signature=".len());
        masked += before;
        let quote = after.starts_with('"');
        let value = after.trim_start_matches('"');
        let end = value.find(['"', '&', ' ', '\n']).unwrap_or(value.len());
        masked += if quote { "\"#" } else { "#" };
        rest = &value[end..];
    }
    masked + rest
}

async fn text(request: Request<Full<Bytes>>) -> String {
    let (parts, body) = request.into_parts();
    let mut text = format!("{} {}\n", parts.method, parts.uri);
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        writeln!(text, "  {}", value.to_str().unwrap()).unwrap();
    }
    let body = body.collect().await.unwrap().to_bytes();
    if !body.is_empty() {
        writeln!(text, "  {}", std::str::from_utf8(&body).unwrap()).unwrap();
    }
    mask(&text)
}

type Sent = Arc<Mutex<String>>;

macro_rules! recording {
    ($sent:ident, $body:expr) => {{
        let sent = Arc::clone(&$sent);
        service_fn(move |request: Request<Full<Bytes>>| {
            let sent = Arc::clone(&sent);
            async move {
                let text = text(request).await;
                sent.lock().unwrap().push_str(&text);
                Ok::<_, Infallible>(Response::new(Full::<Bytes>::from($body)))
            }
        })
    }};
}

/// Returns the first request of the flow, the authorization URI, and the second request.
pub(crate) async fn authorization(profile: &Profile, flow: AuthorizationFlow) -> String {
    let flow = flow
        .parameter(FlowStep::TemporaryCredentials, "scope", "a b")
        .parameter(FlowStep::Authorization, "perms", "read");
    let callback = if profile.omits_callback() {
        Callback::Omitted
    } else {
        Callback::url("https://app/r").unwrap()
    };
    let sent = Sent::default();
    let body = "oauth_token=temp&oauth_token_secret=ts&oauth_callback_confirmed=true";
    let mut http = recording!(sent, body);
    let pending = if profile.uses_form_flow() {
        flow.request_temporary_credentials_with_form(&mut http, callback)
            .await
    } else {
        flow.request_temporary_credentials(&mut http, callback)
            .await
    };
    let pending = pending.unwrap();
    writeln!(sent.lock().unwrap(), "{}", pending.authorization_uri()).unwrap();
    let mut http = recording!(sent, "oauth_token=token&oauth_token_secret=s");
    let redirect = "oauth_token=temp&oauth_verifier=v";
    let granted = if profile.uses_form_flow() {
        flow.request_token_credentials_with_form(&mut http, &pending, redirect)
            .await
    } else {
        flow.request_token_credentials(&mut http, &pending, redirect)
            .await
    };
    granted.unwrap();
    let sent = sent.lock().unwrap();
    sent.clone()
}

/// Returns a call of the API for a user, or for the client itself.
pub(crate) async fn call(profile: &Profile, signer: Signer, user: bool, request: &str) -> String {
    let sent = Sent::default();
    let signer = if user {
        signer.with_token(TokenCredentials::new("token", "s"))
    } else {
        signer
    };
    let api = profile.layer(signer).layer(recording!(sent, ""));
    let (uri, form) = request.split_once(' ').unwrap_or((request, ""));
    let method = if form.is_empty() { "GET" } else { "POST" };
    let mut request = Request::builder().method(method).uri(uri);
    if form.starts_with('<') {
        request = request.header(header::CONTENT_TYPE, "application/xml");
    } else if !form.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let request = request.body(Full::from(form.to_owned())).unwrap();
    api.oneshot(request).await.unwrap();
    let sent = sent.lock().unwrap();
    sent.clone()
}
