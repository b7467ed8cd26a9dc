//! The layer with the middleware that people put around it, over a real connection.

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request as AxumRequest, State};
use axum::response::{IntoResponse, Response as AxumResponse};
use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::limit::ConcurrencyLimitLayer;
use tower::retry::Policy;
use tower::{BoxError, ServiceBuilder, ServiceExt};
use tower_http::decompression::DecompressionLayer;
use tower_http::follow_redirect::FollowRedirectLayer;
use tower_oauth1::{OAuth1Layer, Scope};

use crate::support::{FORM, StreamingBody, protocol_parameter, signer, verifies};

const REQUESTS: usize = 32;

/// What the server received. All of it had a valid signature.
#[derive(Default)]
struct Seen {
    nonces: HashSet<String>,
    paths: Vec<String>,
    refused: HashSet<String>,
}

#[derive(Clone)]
struct Server {
    origin: String,
    seen: Arc<Mutex<Seen>>,
}

/// Fails the first request for each `/start/N` and redirects the second to `/photos/N`. The
/// response to `/photos/N` is compressed.
async fn respond(State(server): State<Server>, request: AxumRequest) -> AxumResponse {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let request = Request::from_parts(parts, body);
    let path = request.uri().path().to_owned();
    let nonce = protocol_parameter(&request, "oauth_nonce").unwrap();
    if !verifies(&server.origin, request) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut seen = server.seen.lock().unwrap();
    if !seen.nonces.insert(nonce) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    seen.paths.push(path.clone());
    match path.strip_prefix("/start/") {
        Some(number) if seen.refused.contains(number) => {
            let location = format!("../photos/{number}?size=large");
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
        }
        Some(number) => {
            seen.refused.insert(number.to_owned());
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        None => {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(path.as_bytes()).unwrap();
            let body = gzip.finish().unwrap();
            ([(header::CONTENT_ENCODING, "gzip")], body).into_response()
        }
    }
}

async fn serve() -> Server {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::default();
    let server = Server { origin, seen };
    let router = Router::new().fallback(respond).with_state(server.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    server
}

/// A retry policy with this number of attempts while the server responds 503.
#[derive(Clone)]
struct Attempts(usize);

impl<RB> Policy<Request<Full<Bytes>>, http::Response<RB>, BoxError> for Attempts {
    type Future = std::future::Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<Full<Bytes>>,
        result: &mut Result<http::Response<RB>, BoxError>,
    ) -> Option<Self::Future> {
        let failed = result.as_ref().unwrap().status() == StatusCode::SERVICE_UNAVAILABLE;
        self.0 -= usize::from(failed);
        (failed && self.0 > 0).then(|| std::future::ready(()))
    }

    fn clone_request(&mut self, request: &Request<Full<Bytes>>) -> Option<Request<Full<Bytes>>> {
        Some(request.clone())
    }
}

#[tokio::test]
async fn retry_redirect_decompression_buffer_limits_timeout_and_boxes() {
    let server = serve().await;
    let http = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let seconds = Duration::from_secs;
    let api = ServiceBuilder::new()
        .boxed_clone()
        .buffer(REQUESTS)
        .concurrency_limit(REQUESTS)
        .timeout(seconds(60))
        .layer(FollowRedirectLayer::new())
        .retry(Attempts(3))
        .layer(OAuth1Layer::new(
            signer(),
            Scope::origin(&server.origin).unwrap(),
        ))
        .option_layer(Some(ConcurrencyLimitLayer::new(2)))
        .map_err(BoxError::from)
        .timeout(seconds(30))
        .layer(DecompressionLayer::new())
        .service(http);

    let requests = (0..REQUESTS).map(|number| {
        let uri = format!("{}/start/{number}", server.origin);
        let request = match number % 2 {
            0 => Request::get(uri).body(Full::default()),
            _ => Request::post(uri)
                .header(header::CONTENT_TYPE, FORM)
                .body(Full::from("title=a+b&title=")),
        };
        tokio::spawn(api.clone().oneshot(request.unwrap()))
    });
    for (number, response) in requests.collect::<Vec<_>>().into_iter().enumerate() {
        let response = response.await.unwrap().unwrap();
        assert_eq!(response.status(), StatusCode::OK, "request {number}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, format!("/photos/{number}"));
    }
    let seen = server.seen.lock().unwrap();
    assert_eq!(
        seen.paths.len(),
        3 * REQUESTS,
        "refused, redirected, successful"
    );
    assert_eq!(seen.nonces.len(), 3 * REQUESTS);
}

/// Forms that pause: four at a time, with a limit of two, with a boxed service outside and inside
/// the layer. While both places are taken, further requests are refused and not sent.
#[tokio::test]
async fn forms_that_pause_and_a_request_over_the_limit() {
    let server = serve().await;
    let http = Client::builder(TokioExecutor::new()).build_http::<StreamingBody>();
    let inner = ServiceBuilder::new()
        .concurrency_limit(2)
        .timeout(Duration::from_secs(30))
        .layer(DecompressionLayer::new())
        .service(http)
        .boxed_clone();
    let scope = Scope::origin(&server.origin).unwrap();
    let signed = ServiceBuilder::new()
        .layer(OAuth1Layer::new(signer(), scope))
        .service(inner);
    let shedding = ServiceBuilder::new().load_shed().service(signed.clone());
    let form = |number: usize, body: &StreamingBody| {
        let request = Request::post(format!("{}/form/{number}", server.origin));
        let request = request.header(header::CONTENT_TYPE, FORM);
        request.body(body.clone()).unwrap()
    };

    let bodies: Vec<_> = (0..4).map(|_| StreamingBody::default()).collect();
    let waiting: Vec<_> = bodies
        .iter()
        .enumerate()
        .map(|(number, body)| {
            body.push("title=a+b");
            tokio::spawn(signed.clone().boxed_clone().oneshot(form(number, body)))
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let refused = shedding.oneshot(form(9, &StreamingBody::default())).await;
    let refused = refused.err().unwrap();
    assert!(refused.is::<tower::load_shed::error::Overloaded>());
    for body in &bodies {
        body.push("&title=").end();
    }
    for response in waiting {
        let response = response.await.unwrap().unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(body.starts_with(b"/form/"));
    }
    assert_eq!(
        server.seen.lock().unwrap().paths.len(),
        4,
        "the refused request was not sent"
    );
}
