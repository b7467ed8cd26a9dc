//! What is scarce inside the layer is for verified requests.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, header};
use tokio::sync::Notify;
use tower::{Layer, Service, ServiceBuilder, ServiceExt};

use super::bodies::{echo, layer, streaming};
use crate::support::StreamingBody;
use crate::verify::server::harness::Message;

const SECONDS: Duration = Duration::from_secs(5);

#[tokio::test]
async fn slow_forms_of_strangers_hold_no_permit() {
    let service = ServiceBuilder::new()
        .layer(layer())
        .concurrency_limit(2)
        .service(echo());
    let unsigned = Message::form("/items", "a=1").without(header::AUTHORIZATION);
    let mut strangers = Vec::new();
    for _ in 0..4 {
        // This body never ends.
        let body = StreamingBody::default();
        let request = streaming(&unsigned, &body);
        strangers.push(tokio::spawn(service.clone().oneshot(request)));
        while body.polls() == 0 {
            tokio::task::yield_now().await;
        }
    }
    for message in [Message::get("/items"), Message::form("/items", "a=1")] {
        let body = StreamingBody::from(message.body.clone());
        let response = service.clone().oneshot(streaming(&message, &body));
        let response = tokio::time::timeout(SECONDS, response).await;
        let response = response.expect("a signed request does not wait for strangers");
        assert_eq!(response.unwrap().status(), 200);
    }
    assert!(strangers.iter().all(|stranger| !stranger.is_finished()));
}

/// The limit still limits: a third verified request waits for a permit, and gets it.
#[tokio::test]
async fn verified_requests_wait_for_a_permit() {
    let done = Arc::new(Notify::new());
    let inner = {
        let done = Arc::clone(&done);
        tower::service_fn(move |_: Request<StreamingBody>| {
            let done = Arc::clone(&done);
            async move {
                done.notified().await;
                Ok::<_, Infallible>(Response::new(()))
            }
        })
    };
    let service = ServiceBuilder::new()
        .layer(layer())
        .concurrency_limit(2)
        .service(inner);
    let running: Vec<_> = (0..3)
        .map(|_| {
            let message = Message::get("/items");
            let request = streaming(&message, &StreamingBody::default());
            tokio::spawn(service.clone().oneshot(request))
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    for _ in 0..3 {
        done.notify_one();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for response in running {
        let response = tokio::time::timeout(SECONDS, response)
            .await
            .expect("no deadlock");
        assert_eq!(response.unwrap().unwrap().status(), 200);
    }
}

/// The layer is ready even if the inner service is not, and holds no permit while nobody calls it.
#[tokio::test]
async fn a_service_that_is_ready_and_not_called_holds_no_permit() {
    let limited = ServiceBuilder::new().concurrency_limit(1).service(echo());
    let mut idle = layer().layer(limited.clone());
    idle.ready().await.unwrap();
    let message = Message::get("/items");
    let request = streaming(&message, &StreamingBody::default());
    let response = tokio::time::timeout(SECONDS, layer().layer(limited).oneshot(request)).await;
    assert_eq!(response.expect("no deadlock").unwrap().status(), 200);
    let again = Message::get("/items");
    let request = streaming(&again, &StreamingBody::default());
    let response = tokio::time::timeout(SECONDS, idle.call(request)).await;
    assert_eq!(response.expect("no deadlock").unwrap().status(), 200);
}

/// An inner service that fails to become ready fails verified requests only.
#[tokio::test]
async fn an_inner_service_that_is_never_ready() {
    #[derive(Clone)]
    struct Broken;

    impl Service<Request<StreamingBody>> for Broken {
        type Response = Response<()>;
        type Error = &'static str;
        type Future = std::future::Ready<Result<Response<()>, &'static str>>;

        fn poll_ready(
            &mut self,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), &'static str>> {
            std::task::Poll::Ready(Err("broken"))
        }

        fn call(&mut self, _: Request<StreamingBody>) -> Self::Future {
            unreachable!("it is never ready")
        }
    }

    let service = || layer().layer(Broken);
    let signed = Message::get("/items");
    let request = streaming(&signed, &StreamingBody::default());
    assert_eq!(service().oneshot(request).await.unwrap_err(), "broken");
    let unsigned = signed.without(header::AUTHORIZATION);
    let request = streaming(&unsigned, &StreamingBody::default());
    assert_eq!(service().oneshot(request).await.unwrap().status(), 401);
}

/// `LoadShedLayer` belongs inside the layer, directly outside the limit.
#[tokio::test]
async fn load_shedding_inside() {
    let inner = tower::service_fn(|_: Request<StreamingBody>| {
        std::future::pending::<Result<Response<()>, Infallible>>()
    });
    let service = ServiceBuilder::new()
        .layer(layer())
        .load_shed()
        .concurrency_limit(1);
    let service = service.service(inner);
    let send = |message: Message| {
        let request = streaming(&message, &StreamingBody::default());
        service.clone().oneshot(request)
    };
    let first = tokio::spawn(send(Message::get("/items")));
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!first.is_finished());
    let second = tokio::time::timeout(SECONDS, send(Message::get("/items"))).await;
    let error = second.expect("the limit sheds").unwrap_err();
    assert!(error.is::<tower::load_shed::error::Overloaded>(), "{error}");
    let unsigned = Message::get("/items").without(header::AUTHORIZATION);
    assert_eq!(send(unsigned).await.unwrap().status(), 401);
}
