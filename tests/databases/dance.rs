//! The authorization flow through the example `provider`, which is killed and started again in the
//! middle.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use sqlx::Row;
use tower_oauth1::protocol::Problem;
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, PendingAuthorization, Signer,
    TokenCredentials,
};

use crate::example::provider::Provider;
use crate::store::Store;
use crate::with_both;

with_both!(
    a_dance_goes_on_after_each_restart,
    five_wrong_pins_void_a_grant,
    a_revoked_token_stays_revoked,
    characters_that_a_database_refuses,
);

pub(crate) fn printer() -> ClientCredentials {
    ClientCredentials::new("printer", "printer-secret")
}

pub(crate) fn flow(provider: &Provider) -> AuthorizationFlow {
    let uri = |path| provider.uri(path).parse().unwrap();
    let endpoints = Endpoints::new(
        uri("/initiate?scope=read"),
        uri("/authorize"),
        uri("/token"),
    );
    AuthorizationFlow::new(Signer::new(printer()), endpoints)
}

pub(crate) async fn initiate(provider: &Provider) -> PendingAuthorization {
    let (flow, mut http) = (flow(provider), provider.service());
    let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    pending.await.unwrap()
}

/// Approves as the user, and returns the verifier.
pub(crate) async fn pin(provider: &Provider, pending: &PendingAuthorization) -> String {
    let token = pending.credentials().identifier();
    let page = provider.uri(&format!("/authorize?oauth_token={token}&auto=1"));
    let page = provider.send(Request::get(page).body(Full::default()).unwrap());
    let page = page.await;
    assert_eq!(page.status(), StatusCode::OK);
    String::from_utf8(page.into_body().to_vec()).unwrap()
}

/// Returns the signer of temporary credentials.
pub(crate) fn temporary(pending: &PendingAuthorization) -> Signer {
    let credentials = pending.credentials();
    let token = TokenCredentials::new(credentials.identifier(), credentials.secret());
    Signer::new(printer()).with_token(token)
}

/// Returns a request for token credentials, signed now.
pub(crate) fn token_request(
    provider: &Provider,
    signer: &Signer,
    verifier: &str,
) -> Request<Full<Bytes>> {
    let request = Request::post(provider.uri("/token")).body(Full::default());
    let (mut parts, body) = request.unwrap().into_parts();
    let extra = [("oauth_verifier", verifier)];
    let signed = signer.sign_with_parameters(&parts, None, &extra).unwrap();
    let header = signed.authorization_header();
    parts.headers.insert("authorization", header);
    Request::from_parts(parts, body)
}

/// Returns the name of the problem that a refusal reports.
pub(crate) fn problem<B>(response: &Response<B>) -> String {
    let problem = Problem::from_headers(response.headers());
    problem.map_or(String::new(), |problem| problem.name().to_owned())
}

/// Sends a request to a provider on another port, as it was signed for the first.
async fn send_again(provider: &Provider, mut request: Request<Full<Bytes>>) -> Response<Bytes> {
    let uri = provider.uri(request.uri().path()).parse().unwrap();
    let first = std::mem::replace(request.uri_mut(), uri);
    let host = first.authority().unwrap().as_str().parse().unwrap();
    request.headers_mut().insert("host", host);
    provider.send(request).await
}

async fn a_dance_goes_on_after_each_restart(store: &mut Store) {
    let url = store.url();
    let start = || Provider::start(&["--database", &url]);
    let provider = start();
    let pending = initiate(&provider).await;
    // Each provider is killed here, and the next one knows only the database.
    let provider = {
        drop(provider);
        start()
    };
    let pin = pin(&provider, &pending).await;
    let provider = {
        drop(provider);
        start()
    };
    let (flow, mut http) = (flow(&provider), provider.service());
    let granted = flow.request_token_credentials(&mut http, &pending, &pin);
    let granted = granted.await.unwrap();
    assert_eq!(granted.field("screen_name"), Some("jane"));
    let user = Signer::new(printer()).with_token(granted.credentials().clone());
    let exchange = token_request(&provider, &temporary(&pending), &pin);

    let provider = {
        drop(provider);
        start()
    };
    let request = provider.signed(&user, "GET", "/resource", None);
    assert_eq!(provider.send(request.clone()).await.status(), 200);
    let copy = send_again(&provider, request.clone()).await;
    assert_eq!(
        (copy.status().as_u16(), &*problem(&copy)),
        (401, "nonce_used")
    );
    let provider = {
        drop(provider);
        start()
    };
    let copy = send_again(&provider, request).await;
    assert_eq!(
        (copy.status().as_u16(), &*problem(&copy)),
        (401, "nonce_used")
    );
    // The temporary credentials were exchanged before the restart.
    let again = send_again(&provider, exchange).await;
    assert_eq!(
        (again.status().as_u16(), &*problem(&again)),
        (401, "signature_invalid")
    );
    let token = granted.credentials().identifier();
    let query = format!("SELECT owner, parameters FROM tokens WHERE token = '{token}'");
    let row = &store.rows(&query).await[0];
    let (owner, parameters): (String, String) = (row.get(0), row.get(1));
    assert_eq!((&*owner, &*parameters), ("jane", r#"[["scope","read"]]"#));
}

async fn five_wrong_pins_void_a_grant(store: &mut Store) {
    let url = store.url();
    let provider = Provider::start(&["--database", &url]);
    let pending = initiate(&provider).await;
    let pin = pin(&provider, &pending).await;
    let signer = temporary(&pending);
    for _ in 0..3 {
        let wrong = provider.send(token_request(&provider, &signer, "0")).await;
        assert_eq!(
            (wrong.status().as_u16(), &*problem(&wrong)),
            (401, "verifier_invalid")
        );
    }
    // A restart gives no new tries.
    drop(provider);
    let provider = Provider::start(&["--database", &url]);
    for _ in 0..2 {
        let wrong = provider.send(token_request(&provider, &signer, "0")).await;
        assert_eq!(
            (wrong.status().as_u16(), &*problem(&wrong)),
            (401, "verifier_invalid")
        );
    }
    assert_eq!(store.number("SELECT tries FROM grants").await, 5);
    let right = provider.send(token_request(&provider, &signer, &pin)).await;
    assert_eq!(
        (right.status().as_u16(), &*problem(&right)),
        (401, "signature_invalid")
    );
    assert_eq!(store.count("tokens").await, 1);
}

async fn a_revoked_token_stays_revoked(store: &mut Store) {
    let url = store.url();
    let provider = Provider::start(&["--database", &url]);
    let user = Signer::new(printer()).with_token(TokenCredentials::new("photos", "photos-secret"));
    assert_eq!(
        provider
            .call(&user, "GET", "/resource", None)
            .await
            .status(),
        200
    );
    assert_eq!(
        provider.call(&user, "POST", "/revoke", None).await.status(),
        200
    );
    drop(provider);
    let provider = Provider::start(&["--database", &url]);
    let refused = provider.call(&user, "GET", "/resource", None).await;
    assert_eq!(
        (refused.status().as_u16(), &*problem(&refused)),
        (401, "token_revoked")
    );
    assert_eq!(
        store.number("SELECT count(revoked_at) FROM tokens").await,
        1
    );
}

async fn characters_that_a_database_refuses(store: &mut Store) {
    let provider = Provider::start(&["--database", &store.url()]);
    for path in ["%00", "a%00b", "%ff", "%F0%9F%A6%80", "'%22;--", ""] {
        let page = provider.uri(&format!("/authorize?oauth_token={path}"));
        let page = Request::get(page).body(Full::default()).unwrap();
        assert_eq!(provider.send(page).await.status(), 400, "{path}");
        let page = provider.uri(&format!("/authorize?oauth_token={path}&auto=1"));
        let page = Request::get(page).body(Full::default()).unwrap();
        assert_eq!(provider.send(page).await.status(), 400, "{path}");
    }
    // A client may ask for anything that is UTF-8.
    let signer = Signer::new(printer());
    let path = "/initiate?scope=%00%F0%9F%A6%80%27%22&x";
    let request = Request::post(provider.uri(path)).body(Full::default());
    let (mut parts, body) = request.unwrap().into_parts();
    let signed = signer.sign_with_parameters(&parts, None, &[("oauth_callback", "oob")]);
    let header = signed.unwrap().authorization_header();
    parts.headers.insert("authorization", header);
    let response = provider.send(Request::from_parts(parts, body)).await;
    assert_eq!(response.status(), 200);
    let row = &store.rows("SELECT parameters FROM grants").await[0];
    let parameters: String = row.get(0);
    let expected = "[[\"scope\",\"\\u0000\u{1f980}'\\\"\"],[\"x\",\"\"]]";
    assert_eq!(parameters, expected);
    // Strangers choose the identifiers in a header.
    for (client, token) in [
        ("a\0b", "photos"),
        ("printer", "a\0b"),
        ("\u{fdd0}'", "\u{1f980}"),
    ] {
        let stranger = Signer::new(ClientCredentials::new(client, "x"));
        let stranger = stranger.with_token(TokenCredentials::new(token, "x"));
        let response = provider.call(&stranger, "GET", "/resource", None).await;
        assert!(
            response.status().is_client_error(),
            "{client:?}: {response:?}"
        );
    }
}
