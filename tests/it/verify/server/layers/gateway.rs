//! A gateway: the inner service is an HTTP client, whose response body nobody can make.

use axum::body::Body;
use axum::{Router, routing::post};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::cors::CorsLayer;
use tower_http::trace::TraceLayer;

use super::verify;
use crate::support::as_text;
use crate::verify::server::harness::Message;

#[tokio::test]
async fn a_gateway_passes_verified_requests_on() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let behind = Router::new().route("/photos", post(|body: String| async move { body }));
    tokio::spawn(async move { axum::serve(listener, behind).await });

    let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build_http();
    let gateway = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        // This layer needs a response body with a default, which `Incoming` has not.
        .layer(CorsLayer::permissive())
        .layer(verify())
        .map_request(move |mut request: Request<Body>| {
            *request.uri_mut() = format!("http://{address}{}", request.uri())
                .parse()
                .unwrap();
            request
        })
        .map_response(|response: Response<Incoming>| response)
        .service(client);
    let message = Message::form("/photos", "title=a+b");
    for (message, status, text) in [
        (message.clone(), 200, "title=a+b"),
        (
            message.setting("oauth_signature", "x"),
            401,
            "oauth_problem=signature_invalid",
        ),
    ] {
        let request = message.received().map(Body::new);
        let response = gateway.clone().oneshot(request).await.unwrap();
        let response = as_text(response).await;
        assert_eq!(response.status(), status);
        assert_eq!(response.body(), text);
    }
}
