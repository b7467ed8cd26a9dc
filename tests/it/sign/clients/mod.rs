//! The layer in common stacks: hyper clients with each kind of body, axum routers, boxed services.

mod settings;

use std::convert::Infallible;
use std::rc::Rc;

use axum::Router;
use axum::extract::Request as AxumRequest;
use axum::routing::any;
use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::{Layer, ServiceBuilder, ServiceExt};
use tower_oauth1::{BoxError, OAuth1Layer, Scope, SignError};

use crate::support::through_reqwest::{reqwest_client, reqwest_service};
use crate::support::{API, FORM, RawServer, Recorder, StreamingBody, layer, protocol_parameter};
use crate::support::{signer, verifies};

fn layer_for(server: &RawServer) -> OAuth1Layer {
    OAuth1Layer::new(signer(), Scope::origin(&server.origin()).unwrap())
}

fn is_signed(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw);
    text.contains("authorization: OAuth oauth_consumer_key=\"client-id\"")
}

#[tokio::test]
async fn a_hyper_client_with_full_bodies() {
    let server = RawServer::start();
    let http = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let api = layer_for(&server).layer(http);
    let form = Request::post(server.origin()).header(header::CONTENT_TYPE, FORM);
    let response = api
        .oneshot(form.body(Full::from("a=1")).unwrap())
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(is_signed(&server.received()));
}

#[tokio::test]
async fn a_hyper_client_with_empty_bodies() {
    let server = RawServer::start();
    let http = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let api = layer_for(&server).bodies_untouched().layer(http);
    api.oneshot(Request::get(server.origin()).body(Empty::new()).unwrap())
        .await
        .unwrap();
    assert!(is_signed(&server.received()));
}

#[tokio::test]
async fn a_hyper_client_with_boxed_bodies() {
    type Body = BoxBody<Bytes, Infallible>;
    let server = RawServer::start();
    let http = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let json = || {
        let request =
            Request::post(server.origin()).header(header::CONTENT_TYPE, "application/json");
        request.body(Full::from("{}").boxed()).unwrap()
    };
    let api = layer_for(&server).bodies_untouched().layer(http.clone());
    api.oneshot(json()).await.unwrap();
    assert!(is_signed(&server.received()));

    let api = layer_for(&server)
        .rebuild_body_with(|bytes| Full::new(bytes).boxed())
        .layer(http);
    api.clone().oneshot(json()).await.unwrap();
    assert!(is_signed(&server.received()));
    let form = Request::post(server.origin()).header(header::CONTENT_TYPE, FORM);
    api.oneshot(form.body(Full::from("a=1").boxed()).unwrap())
        .await
        .unwrap();
    assert!(is_signed(&server.received()));
}

/// reqwest has its own request type, so the service converts requests of the crate `http`.
#[tokio::test]
async fn a_reqwest_client() {
    let server = RawServer::start();
    let api = layer_for(&server).layer(reqwest_service(reqwest_client()));
    for body in ["a=1", ""] {
        let form = Request::post(server.origin()).header(header::CONTENT_TYPE, FORM);
        let form = form.body(reqwest::Body::from(body)).unwrap();
        api.clone().oneshot(form).await.unwrap();
        let received = server.received();
        assert!(is_signed(&received) && received.ends_with(format!("\r\n\r\n{body}").as_bytes()));
    }
}

#[tokio::test]
async fn an_axum_router() {
    let recorder = Recorder::<axum::body::Body>::default();
    let record = recorder.clone();
    let router: Router =
        Router::new().route(
            "/{*rest}",
            any(move |request: AxumRequest| async move {
                record.oneshot(request).await.map(|_| "done")
            }),
        );
    let api = layer().layer(router);
    let form = Request::post(format!("{API}/statuses")).header(header::CONTENT_TYPE, FORM);
    let form = form.body(axum::body::Body::from("status=hello")).unwrap();
    let response = api.oneshot(form).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "done");
    assert!(verifies(API, recorder.take().pop().unwrap()));
}

#[tokio::test]
async fn boxed_and_buffered() {
    let recorder = Recorder::<Full<Bytes>>::default();
    let stack = || layer().layer(recorder.clone());
    let get = || Request::get(API).body(Full::default()).unwrap();

    stack().boxed_clone().oneshot(get()).await.unwrap();
    tower::util::BoxCloneSyncService::new(stack())
        .oneshot(get())
        .await
        .unwrap();
    let buffered = ServiceBuilder::new()
        .buffer(4)
        .load_shed()
        .concurrency_limit(4)
        .layer(layer())
        .timeout(std::time::Duration::from_secs(5))
        .concurrency_limit(4)
        .service(recorder.clone());
    buffered.oneshot(get()).await.unwrap();
    // Another layer inside, which is optional.
    let optional = ServiceBuilder::new()
        .layer(layer())
        .option_layer(Some(tower::timeout::TimeoutLayer::new(
            std::time::Duration::from_secs(5),
        )))
        .map_err(BoxError::from)
        .service(recorder.clone());
    optional.oneshot(get()).await.unwrap();

    let requests = recorder.take();
    assert_eq!(requests.len(), 4);
    assert!(requests.into_iter().all(|request| verifies(API, request)));
}

#[tokio::test]
async fn errors_of_the_inner_service_keep_their_type() {
    let slow = tower::service_fn(|_: Request<Full<Bytes>>| {
        std::future::pending::<Result<Response<Full<Bytes>>, Infallible>>()
    });
    let short = std::time::Duration::from_millis(1);
    let api = ServiceBuilder::new()
        .timeout(std::time::Duration::from_secs(60))
        .layer(layer())
        .timeout(short)
        .service(slow);
    let request = Request::get(API).body(Full::default()).unwrap();
    let error = api.oneshot(request).await.unwrap_err();
    assert!(
        error.is::<tower::timeout::error::Elapsed>(),
        "the error of the inner service, not wrapped"
    );
    assert!(SignError::in_chain(&*error).is_none());
}

#[tokio::test]
async fn the_layer_reads_only_forms() {
    for content_type in [
        None,
        Some("application/json"),
        Some("multipart/form-data; boundary=x"),
    ] {
        let body = StreamingBody::default();
        body.push("a=1");
        let mut request = Request::post(API);
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let request = request.body(body.clone()).unwrap();
        let service = tower::service_fn(|request: Request<StreamingBody>| {
            assert_eq!(request.body().polls(), 0, "the body arrives unread");
            std::future::ready(Ok::<_, Infallible>(Response::new(())))
        });
        layer().layer(service).oneshot(request).await.unwrap();
        assert_eq!(body.polls(), 0);
    }
}

/// A body that is not `Clone`, not `Send`, and does not implement `Body`.
struct Anything(
    #[expect(dead_code, reason = "it makes the type neither `Clone` nor `Send`")] Rc<()>,
);

#[tokio::test]
async fn untouched_bodies_need_no_bounds_on_body_and_service() {
    struct Service(Rc<()>);
    impl tower::Service<Request<Anything>> for Service {
        type Response = Response<()>;
        type Error = BoxError;
        type Future = std::future::Ready<Result<Response<()>, BoxError>>;

        fn poll_ready(
            &mut self,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), BoxError>> {
            std::task::Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request<Anything>) -> Self::Future {
            assert!(protocol_parameter(&request, "oauth_signature").is_some());
            assert_eq!(Rc::strong_count(&self.0), 1);
            std::future::ready(Ok(Response::new(())))
        }
    }
    let api = layer().bodies_untouched().layer(Service(Rc::new(())));
    let request = Request::get(API).body(Anything(Rc::new(()))).unwrap();
    api.oneshot(request).await.unwrap();
}

#[test]
fn the_future_is_send_if_its_parts_are_send() {
    fn is_send<T: Send>(_: &T) {}
    let mut api = layer().layer(Recorder::<Full<Bytes>>::default());
    is_send(&api);
    let request = Request::get(API).body(Full::default()).unwrap();
    is_send(&tower::Service::call(&mut api, request));
}
