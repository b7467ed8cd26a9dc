//! Refusals over a real HTTP/2 connection.

use axum::Router;
use axum::routing::any;
use bytes::Bytes;
use http::uri::Scheme;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::SendRequest;
use tower_oauth1::verify::{MemoryReplayStore, VerifyLayer};
use tower_oauth1::{PublicOrigin, RequestVerifier};

use crate::support::FORM;
use crate::verify::server::connection::{http2, serve};
use crate::verify::server::harness::{NOW, credentials, signer};

fn app() -> Router {
    let verifier = RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTP)).clock(|| NOW);
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier);
    Router::new()
        .route("/photos", any(|| async { "passed" }))
        .layer(layer)
}

/// A response as the client of hyper receives it.
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

async fn send(sender: &mut SendRequest<Full<Bytes>>, request: &Request<Bytes>) -> Received {
    let response = sender.send_request(request.clone().map(Full::new)).await;
    let (head, body) = response.unwrap().into_parts();
    let body = body.collect().await.unwrap();
    assert!(body.trailers().is_none());
    Received {
        status: head.status,
        headers: head.headers,
        body: body.to_bytes(),
    }
}

/// The ways in which a request can be wrong, with the status and the report of each.
const WRONG: [(&str, u16, &str); 6] = [
    ("unsigned", 401, ""),
    (
        "stale",
        401,
        "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1699999700-1700000300",
    ),
    ("wrong", 401, "oauth_problem=signature_invalid"),
    ("copied", 401, "oauth_problem=nonce_used"),
    (
        "half signed",
        400,
        "oauth_problem=parameter_absent&oauth_parameters_absent=oauth_nonce",
    ),
    ("encoded", 415, ""),
];

fn request(method: &Method, uri: &str, form: &'static str, wrong: &str) -> Request<Bytes> {
    let mut request = Request::builder().method(method).uri(uri);
    if !form.is_empty() {
        request = request.header(header::CONTENT_TYPE, FORM);
    }
    let mut request = request.body(Bytes::from_static(form.as_bytes())).unwrap();
    let late = if wrong == "stale" { 301 } else { 0 };
    let signer = signer().with_clock(move || NOW - late);
    signer.sign_request(&mut request).unwrap();
    let signed = request.headers()[header::AUTHORIZATION].to_str().unwrap();
    let changed = match wrong {
        "wrong" => signed.replace("oauth_signature=\"", "oauth_signature=\"A"),
        "half signed" => signed.replace("oauth_nonce", "oauth_none"),
        _ => signed.to_owned(),
    };
    let headers = request.headers_mut();
    headers.insert(header::AUTHORIZATION, changed.parse().unwrap());
    match wrong {
        "unsigned" => drop(headers.remove(header::AUTHORIZATION)),
        "encoded" => {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
            let gzip = HeaderValue::from_static("gzip");
            headers.insert(header::CONTENT_ENCODING, gzip);
        }
        _ => {}
    }
    request
}

#[tokio::test]
async fn the_body_says_what_the_header_says() {
    let address = serve(app()).await;
    let mut sender = http2(address).await;
    let uri = format!("http://{address}/photos?a=1");
    for (method, form) in [
        (Method::GET, ""),
        (Method::HEAD, ""),
        (Method::POST, "b=2&c=d%20e"),
    ] {
        for (wrong, status, report) in WRONG {
            let request = request(&method, &uri, form, wrong);
            if wrong == "copied" {
                let passed = send(&mut sender, &request).await;
                assert_eq!(passed.status, 200, "{method}");
            }
            let received = send(&mut sender, &request).await;
            let case = format!("{method} {wrong}: {:?}", received.headers);
            assert_eq!(received.status, status, "{case}");
            let challenge = received.headers[header::WWW_AUTHENTICATE].to_str();
            let pairs = challenge.unwrap().split(", ");
            let pairs = pairs.map(|pair| pair.replace('"', ""));
            let said = pairs.skip(1).collect::<Vec<_>>().join("&");
            assert_eq!(said, report, "{case}");

            let body = if method == Method::HEAD { "" } else { report };
            assert_eq!(received.body, body, "{case}");
            let length = received.headers.get(header::CONTENT_LENGTH).unwrap();
            assert_eq!(length, &report.len().to_string(), "{case}");
            let content_type = received.headers.get(header::CONTENT_TYPE);
            let expected = (!report.is_empty()).then(|| HeaderValue::from_static(FORM));
            assert_eq!(content_type, expected.as_ref(), "{case}");
        }
        // The connection is still good.
        let right = request(&method, &uri, form, "");
        assert_eq!(send(&mut sender, &right).await.status, 200);
    }
}
