//! The events of a server: `accepted` and `refused`.

use std::convert::Infallible;

use bytes::Bytes;
use http::uri::Scheme;
use http::{Request, Response, header};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::protocol::Nonce;
use tower_oauth1::verify::{
    IssuedToken, MemoryCredentialStore, MemoryReplayStore, Refusal, VerifyLayer,
};
use tower_oauth1::{
    ClientCredentials, OAuth1Layer, PublicOrigin, RequestVerifier, Scope, SignatureMethod, Signer,
    Transmission, VerifyError,
};

use super::collector::Collector;
use crate::support::{FORM, client, send, token};

pub(super) type Body = Full<Bytes>;

/// The time on the server.
const NOW: u64 = 1_700_000_000;

const TARGET: &str = "http.request.method=GET url.scheme=https server.address=api.example.com \
                      server.port=443 url.path=/photos";
const CLAIMED: &str =
    "oauth.client_identifier=client-id oauth.signature_method=HMAC-SHA1 oauth.nonce=7d8f3e4a";

pub(super) fn signer() -> Signer {
    let signer = Signer::new(client())
        .with_token(token())
        .with_clock(|| NOW - 7);
    signer.with_nonces(|| Nonce::new("7d8f3e4a"))
}

pub(super) fn verifier() -> RequestVerifier {
    RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTPS)).clock(|| NOW)
}

/// A request as a server receives it.
pub(super) fn received(signer: &Signer) -> Request<Body> {
    let mut request = Request::get("https://api.example.com/photos?size=original");
    request = request.header(header::HOST, "api.example.com");
    let mut request = request.body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    *request.uri_mut() = "/photos?size=original".parse().unwrap();
    request.map(|_| Body::default())
}

fn unsigned() -> http::request::Builder {
    let request = Request::get("/photos?size=original");
    request.header(header::HOST, "api.example.com")
}

type Layered = VerifyLayer<MemoryCredentialStore, MemoryReplayStore>;

/// Sends requests to one server, and returns the only event of each.
async fn events(
    verifier: RequestVerifier,
    requests: impl IntoIterator<Item = Request<Body>>,
) -> Vec<String> {
    events_of(|layer| layer, verifier, requests).await
}

/// Like [`events`], for a layer with more settings.
async fn events_of(
    settings: impl FnOnce(Layered) -> Layered,
    verifier: RequestVerifier,
    requests: impl IntoIterator<Item = Request<Body>>,
) -> Vec<String> {
    let known = MemoryCredentialStore::new();
    known.insert_client(client()).unwrap();
    known
        .insert_token(IssuedToken::new("client-id", token()))
        .unwrap();
    let inner = tower::service_fn(|_: Request<Body>| {
        std::future::ready(Ok::<_, Infallible>(Response::new(Body::default())))
    });
    let layer = VerifyLayer::new(known, MemoryReplayStore::new(1000), verifier);
    let server = settings(layer.body_limit(1000)).layer(inner);
    let logs = Collector::start();
    let mut lines = Vec::new();
    for request in requests {
        server.clone().oneshot(request).await.unwrap();
        lines.push(logs.one().to_string());
    }
    lines
}

async fn event(verifier: RequestVerifier, request: Request<Body>) -> String {
    events(verifier, [request]).await.remove(0)
}

fn refused(status: u16, reason: &VerifyError, claimed: &str) -> String {
    let start = "INFO tower_oauth1::verify refused";
    let failed = match reason {
        VerifyError::SignatureInvalid => " oauth.failed=wrong signature",
        _ => "",
    };
    format!(
        "{start} {TARGET} http.response.status_code={status} oauth.reason={reason}{failed}{claimed}"
    )
}

#[tokio::test]
async fn accepted_and_then_refused_as_a_copy() {
    let request = || received(&signer());
    let lines = events(verifier(), [request(), request()]).await;
    let distance = "oauth.timestamp_distance=-7";
    let accepted = format!("DEBUG tower_oauth1::verify accepted {TARGET} {CLAIMED} {distance}");
    let claimed = format!(" {CLAIMED} {distance}");
    assert_eq!(
        lines,
        [accepted, refused(401, &VerifyError::NonceUsed, &claimed)]
    );
}

#[tokio::test]
async fn refused_with_what_the_request_claims() {
    let distance = |seconds: i64| format!(" {CLAIMED} oauth.timestamp_distance={seconds}");
    let wrong = ClientCredentials::new("client-id", "another-secret");
    let wrong = Signer::new(wrong)
        .with_token(token())
        .with_clock(|| NOW + 9);
    let nonce = || Nonce::new("7d8f3e4a");
    let wrong = wrong.with_nonces(nonce);
    let unknown = ClientCredentials::new("nobody", "client-secret");
    let unknown = Signer::new(unknown)
        .with_token(token())
        .with_clock(|| NOW + 9);
    let invalid = VerifyError::SignatureInvalid;
    let expected = refused(401, &invalid, &distance(9));
    assert_eq!(event(verifier(), received(&wrong)).await, expected);
    let unknown = event(verifier(), received(&unknown.with_nonces(nonce))).await;
    let expected = expected.replace("client-id", "nobody");
    assert_eq!(
        unknown,
        expected.replace("wrong signature oauth", "unknown client oauth")
    );

    let old = event(verifier(), received(&signer().with_clock(|| NOW - 3600))).await;
    let acceptable = NOW - 300..=NOW + 300;
    let expected = refused(
        401,
        &VerifyError::Timestamp { acceptable },
        &distance(-3600),
    );
    assert_eq!(old, expected);

    let no_token = received(&Signer::new(client()).with_clock(|| NOW).with_nonces(nonce));
    let missing = VerifyError::MissingParameter("oauth_token");
    let expected = refused(400, &missing, &distance(0));
    assert_eq!(event(verifier(), no_token).await, expected);

    let hashed = verifier().require_body_hash();
    let missing = VerifyError::MissingParameter("oauth_body_hash");
    let expected = refused(400, &missing, &distance(-7));
    assert_eq!(event(hashed, received(&signer())).await, expected);
}

/// The origin that the server expects is the most frequent reason of a wrong signature.
#[tokio::test]
async fn refused_for_another_origin_than_the_one_that_was_signed() {
    let wrong = PublicOrigin::fixed("http://10.0.0.5:8080").unwrap();
    let wrong = RequestVerifier::new(wrong).clock(|| NOW);
    let event = event(wrong, received(&signer())).await;
    let origin = "url.scheme=http server.address=10.0.0.5 server.port=8080 url.path=/photos";
    assert!(event.contains(origin), "{event}");
}

/// The method is not accepted, so the request is not read further. Its header has what is needed to
/// find the client.
#[tokio::test]
async fn refused_before_it_was_read() {
    let start = format!("INFO tower_oauth1::verify refused {TARGET}");
    let rest = "oauth.client_identifier=client-id oauth.nonce=7d8f3e4a \
                oauth.timestamp_distance=-7";
    let unknown = verifier().signature_methods([SignatureMethod::HmacSha256]);
    let reason = VerifyError::SignatureMethod;
    let expected = format!("{start} http.response.status_code=400 oauth.reason={reason} {rest}");
    assert_eq!(event(unknown.clone(), received(&signer())).await, expected);

    let signed = signer().presigned_uri(
        &http::Method::GET,
        &"https://api.example.com/photos".parse().unwrap(),
    );
    let mut in_query = unsigned().body(Body::default()).unwrap();
    *in_query.uri_mut() = signed.unwrap().path_and_query().unwrap().clone().into();
    assert_eq!(event(unknown, in_query).await, expected);

    for (reason, header) in [
        (
            VerifyError::MalformedHeader,
            "OAuth oauth_consumer_key=client-id",
        ),
        (VerifyError::Unsigned, "Bearer kd94hf93k423kf44"),
    ] {
        let request = unsigned().header(header::AUTHORIZATION, header);
        let status = reason.status().as_u16();
        let expected = format!("{start} http.response.status_code={status} oauth.reason={reason}");
        let event = event(verifier(), request.body(Body::default()).unwrap()).await;
        assert_eq!(event, expected);
    }
}

/// The parameters of the protocol are in the form, or the form is longer than the limit.
#[tokio::test]
async fn forms() {
    let layer = |transmission| OAuth1Layer::new(signer(), Scope::any()).transmission(transmission);
    let form = |body: String| {
        let request = Request::post("https://api.example.com/photos");
        let request = request.header(header::HOST, "api.example.com");
        let request = request.header(header::CONTENT_TYPE, FORM);
        request.body(Body::from(body)).unwrap()
    };
    let in_form = layer(Transmission::FormBody);
    let sent = send(in_form, form("password=hunter2".to_owned()))
        .await
        .unwrap();
    let changed = sent.clone().map(|body| {
        let body = String::from_utf8(body.to_vec()).unwrap();
        Body::from(body.replace("hunter2", "hunter3"))
    });
    let lines = events(verifier(), [sent.map(Body::new), changed]).await;
    let claimed = format!("{CLAIMED} oauth.timestamp_distance=-7");
    assert!(
        lines[0].starts_with("DEBUG tower_oauth1::verify accepted"),
        "{lines:?}"
    );
    assert!(lines[0].ends_with(&claimed), "{lines:?}");
    let reason = VerifyError::SignatureInvalid;
    assert!(
        lines[1].ends_with(&format!(
            "oauth.reason={reason} oauth.failed=wrong signature {claimed}"
        )),
        "{lines:?}"
    );

    let long = send(
        layer(Transmission::AuthorizationHeader),
        form("a".repeat(1001)),
    );
    let reason = VerifyError::BodyTooLong { limit: 1000 };
    let line = event(verifier(), long.await.unwrap().map(Body::new)).await;
    assert!(
        line.ends_with(&format!("oauth.reason={reason} {claimed}")),
        "{line}"
    );
}

#[tokio::test]
async fn passed_without_a_signature() {
    let open = || unsigned().body(Body::default()).unwrap();
    let half = unsigned().header(header::AUTHORIZATION, "OAuth");
    let requests = [open(), half.body(Body::default()).unwrap()];
    let lines = events_of(Layered::allow_unsigned, verifier(), requests).await;
    let unsigned = "DEBUG tower_oauth1::verify unsigned http.request.method=GET url.path=/photos";
    assert_eq!(lines[0], unsigned);
    assert!(lines[1].contains(" refused "), "{lines:?}");
}

/// The status is the one that the client gets.
#[tokio::test]
async fn refused_with_a_status_of_the_application() {
    let not_found = |_: &Refusal| {
        let response = Response::builder().status(404);
        response.body("").unwrap()
    };
    let settings = |layer: Layered| layer.refusal_response(not_found);
    let request = unsigned().body(Body::default()).unwrap();
    let lines = events_of(settings, verifier(), [request]).await;
    assert!(
        lines[0].contains(" http.response.status_code=404 oauth.reason="),
        "{lines:?}"
    );
}
