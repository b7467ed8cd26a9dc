//! A provider that makes every mistake, one for each path, over real connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::any;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::Empty;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tower_oauth1::flow::{FlowErrorKind, ResponseError};
use tower_oauth1::{AuthorizationFlow, Callback, FlowError, PendingAuthorization};

use crate::flow::provider::{chain, endpoints, signer};

type Http = Client<HttpConnector, Empty<Bytes>>;

pub(crate) fn http() -> Http {
    Client::builder(TokioExecutor::new()).build_http()
}

pub(crate) async fn initiate_at<S>(
    uri: &str,
    http: &mut S,
) -> Result<PendingAuthorization, FlowError>
where
    S: tower::Service<
            http::Request<Empty<Bytes>>,
            Response = http::Response<hyper::body::Incoming>,
            Error: Into<tower::BoxError>,
        >,
{
    let flow = AuthorizationFlow::new(signer(), endpoints(uri, "https://h/a", "https://h/t"));
    let callback = Callback::OutOfBand;
    flow.request_temporary_credentials(http, callback).await
}

/// A fault: path, status, headers and body of the response, then the expected error and problem.
type Fault = (
    &'static str,
    u16,
    &'static [(&'static str, &'static str)],
    &'static [u8],
    fn(&FlowErrorKind) -> bool,
    Option<&'static str>,
);

macro_rules! response_error {
    ($error:ident) => {
        |kind| matches!(kind, FlowErrorKind::Response(ResponseError::$error { .. }))
    };
}

const JSON: (&str, &str) = ("content-type", "application/json");

const FAULTS: [Fault; 25] = [
    ("no-content", 204, &[], b"", response_error!(NoContent), None),
    ("empty", 200, &[], b"", response_error!(MissingToken), None),
    ("html", 200, &[("content-type", "text/html")], b"\n <!doctype html><p>s3cret", response_error!(Html), None),
    ("xml", 200, &[], b"<?xml version=\"1.0\"?><oauth_token>s3cret</oauth_token>", response_error!(Html), None),
    ("text", 200, &[], b"something went wrong: s3cret", response_error!(MissingToken), None),
    ("twice", 200, &[], b"oauth_token=a&oauth_token=s3cret&oauth_token_secret=b&oauth_callback_confirmed=true", response_error!(RepeatedField), None),
    ("missing", 200, &[], b"oauth_token_secret=s3cret&oauth_callback_confirmed=true", response_error!(MissingToken), None),
    ("no-secret", 200, &[], b"oauth_token=s3cret&oauth_callback_confirmed=true", response_error!(MissingTokenSecret), None),
    ("empty-token", 200, &[], b"oauth_token=&oauth_token_secret=s3cret&oauth_callback_confirmed=true", response_error!(EmptyToken), None),
    ("unconfirmed", 200, &[], b"oauth_token=a&oauth_token_secret=s3cret", response_error!(CallbackNotConfirmed), None),
    ("not-utf8", 200, &[], b"oauth_token=%FF&oauth_token_secret=s3cret", response_error!(NotUtf8), None),
    ("raw-not-utf8", 200, &[], b"oauth_token=\xff&oauth_token_secret=s3cret", response_error!(NotUtf8), None),
    ("json-twice", 200, &[JSON], b"{\"oauth_token\":\"a\",\"oauth_token\":\"s3cret\",\"oauth_token_secret\":\"b\"}", response_error!(RepeatedField), None),
    ("json-cut", 200, &[JSON], b"{\"oauth_token\":\"a\",\"oauth_token_secret\":\"s3cret", response_error!(Json), None),
    ("json-more", 200, &[JSON], b"{\"oauth_token\":\"s3cret\"}{}", response_error!(Json), None),
    ("json-not-utf8", 200, &[JSON], b"{\"oauth_token\":\"\xffs3cret\"}", response_error!(Json), None),
    ("json-null", 200, &[JSON], b"{\"oauth_token\":null,\"oauth_token_secret\":\"s3cret\"}", response_error!(MissingToken), None),
    ("json-nested", 200, &[JSON], b"{\"data\":{\"oauth_token\":\"a\",\"oauth_token_secret\":\"s3cret\"}}", response_error!(MissingToken), None),
    ("json-error", 200, &[JSON], b"{\"error\":\"mwoauth-oauth-exception\",\"message\":\"s3cret\"}", response_error!(MissingToken), None),
    ("problem-200", 200, &[], b"oauth_problem=signature_invalid&debug_sbs=POST%26s3cret", response_error!(MissingToken), Some("signature_invalid")),
    ("problem-header", 401, &[("www-authenticate", "OAuth realm=\"r\", oauth_problem=\"timestamp_refused\", oauth_problem_advice=\"set%20the%20clock\"")], b"s3cret", |kind| matches!(kind, FlowErrorKind::Refused), Some("timestamp_refused")),
    ("problem-body", 400, &[], b"oauth_problem=parameter_absent&oauth_parameters_absent=oauth_callback&oauth_problem_advice=s3cret%0A", |kind| matches!(kind, FlowErrorKind::Refused), Some("parameter_absent")),
    ("problem-unknown", 403, &[], b"oauth_problem=s3cret", |kind| matches!(kind, FlowErrorKind::Refused), Some("s3cret")),
    ("down", 503, &[("retry-after", "5")], b"s3cret", |kind| matches!(kind, FlowErrorKind::Refused), None),
    ("redirect", 307, &[("location", "/good")], b"s3cret", |kind| matches!(kind, FlowErrorKind::UnexpectedRedirect), None),
];

#[tokio::test]
async fn every_fault_has_a_specific_error() {
    let followed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&followed);
    let mut router = Router::new().route(
        "/good",
        any(move || {
            count.fetch_add(1, Ordering::SeqCst);
            async { crate::flow::provider::INITIATED }
        }),
    );
    for (path, status, headers, body, ..) in FAULTS {
        let reply = move || async move {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, HeaderValue::from_static(value));
            }
            (StatusCode::from_u16(status).unwrap(), map, body).into_response()
        };
        router = router.route(&format!("/{path}"), any(reply));
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let mut messages = std::collections::HashMap::new();
    for (path, status, _, body, is, problem) in FAULTS {
        let error = initiate_at(&format!("{origin}/{path}"), &mut http()).await;
        let error = error.unwrap_err();
        assert!(is(error.kind()), "{path}: {error:?}");
        assert_eq!(error.status().unwrap(), status, "{path}");
        assert_eq!(error.problem().map(|p| p.name()), problem, "{path}");
        let read = error.body().unwrap_or_default();
        assert!(read == body || status == 307, "{path}: the body is kept");
        let text = format!("{}{error:?}{error:#?}", chain(&error));
        assert!(!text.contains("s3cret"), "{path}: {text}");
        if let Some(problem) = problem.filter(|name| *name != "s3cret") {
            assert!(error.to_string().contains(problem), "{error}");
        }
        messages.insert(path, error.to_string());
    }
    assert_eq!(
        messages["problem-header"],
        format!(
            "requesting temporary credentials from {origin}/problem-header failed: the server \
             reports `timestamp_refused`: it does not accept the timestamp of the request; check \
             the clock of this machine; see `FlowError::body` for the server's message (status \
             401 Unauthorized)"
        )
    );
    assert_eq!(
        followed.load(Ordering::SeqCst),
        0,
        "no redirect is followed"
    );
    initiate_at(&format!("{origin}/good"), &mut http())
        .await
        .unwrap();
}

/// JSON works as well as a form, whatever the content type says.
#[tokio::test]
async fn credentials_in_json() {
    for content_type in [
        "application/json",
        "text/html",
        "application/x-www-form-urlencoded",
    ] {
        let body = r#" {"z":1,"oauth_token":"a\u002fb","user":{"id": 7},"oauth_token_secret":"",
            "oauth_callback_confirmed":true,"none":null,"y":"x"}"#;
        let reply = http::Response::builder().header(header::CONTENT_TYPE, content_type);
        let reply = reply.body(body.to_owned()).unwrap();
        let pending = crate::flow::provider::initiate(Callback::OutOfBand, reply).await;
        let pending = pending.unwrap();
        assert_eq!(pending.credentials().identifier(), "a/b");
        assert_eq!(pending.credentials().secret(), "");
        let fields: Vec<_> = pending.fields().collect();
        assert_eq!(fields, [("z", "1"), ("user", "{\"id\":7}"), ("y", "x")]);
    }
}

/// Responds to the first connection with these bytes, and closes it.
async fn raw(reply: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            assert!(stream.read_buf(&mut request).await.unwrap() > 0);
        }
        stream.write_all(reply).await.unwrap();
        stream.shutdown().await.unwrap();
    });
    origin
}

#[tokio::test]
async fn a_response_that_is_truncated() {
    let cut =
        b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\noauth_token=a&oauth_token_secret=s3cret";
    let error = initiate_at(&raw(cut).await, &mut http()).await.unwrap_err();
    assert!(matches!(
        error.kind(),
        FlowErrorKind::Response(ResponseError::Unreadable(_))
    ));
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert!(!chain(&error).contains("s3cret"));

    // A service that returns a truncated body and does not check the length itself.
    let mut reply = crate::flow::provider::response(200, crate::flow::provider::INITIATED);
    let length = HeaderValue::from(crate::flow::provider::INITIATED.len() + 1);
    reply.headers_mut().insert(header::CONTENT_LENGTH, length);
    let error = crate::flow::provider::initiate(Callback::OutOfBand, reply).await;
    assert!(matches!(
        error.unwrap_err().kind(),
        FlowErrorKind::Response(ResponseError::Truncated)
    ));
}

#[tokio::test]
async fn invalid_http_is_an_error_of_the_service() {
    let error = initiate_at(&raw(b"oauth_token=s3cret").await, &mut http()).await;
    let error = error.unwrap_err();
    assert!(matches!(error.kind(), FlowErrorKind::Service(_)));
    assert_eq!((error.status(), error.problem()), (None, None));
}
