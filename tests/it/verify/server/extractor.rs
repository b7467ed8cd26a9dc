//! `Authenticated` as an argument of axum handlers.

use axum::Router;
use axum::body::Body;
use axum::routing::any;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;
use tower_oauth1::VerifyError;
use tower_oauth1::verify::{
    Authenticated, MemoryReplayStore, NotAuthenticated, Refusal, VerifyLayer,
};

use crate::verify::server::harness::{Message, credentials, verifier};

async fn me(caller: Authenticated) -> String {
    format!(
        "{} for {:?}",
        caller.client_identifier(),
        caller.token_identifier()
    )
}

fn request(message: &Message) -> Request<Body> {
    message.received().map(Body::new)
}

#[tokio::test]
async fn a_handler_receives_the_caller() {
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier());
    let app: Router = Router::new().route("/me", any(me)).layer(layer);
    let response = app
        .clone()
        .oneshot(request(&Message::form("/me?a=1", "b=2")))
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "client-id for Some(\"token-id\")");
    let forged = Message::get("/me").setting("oauth_signature", "x");
    let response = app.oneshot(request(&forged)).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_the_layer_every_request_is_refused() {
    let app: Router = Router::new().route("/me", any(me));
    let response = app.oneshot(request(&Message::get("/me"))).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(response.extensions().get::<NotAuthenticated>().is_some());
}

/// The three kinds of arguments, without a signature, behind a layer that allows it.
#[tokio::test]
async fn without_a_signature_the_argument_decides() {
    async fn maybe(caller: Option<Authenticated>) -> String {
        caller.map_or("nobody".to_owned(), |caller| {
            caller.client_identifier().to_owned()
        })
    }
    let layer = || {
        VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier()).allow_unsigned()
    };
    let routes = || {
        Router::new()
            .route("/me", any(me))
            .route("/maybe", any(maybe))
    };
    let send = async |app: Router, message: Message| {
        let response = app.oneshot(request(&message)).await.unwrap();
        crate::support::as_text(response).await
    };
    let unsigned = |path| Message::get(path).without(http::header::AUTHORIZATION);

    let app = || routes().layer(layer());
    let response = send(app(), Message::get("/maybe")).await;
    assert_eq!(
        (response.status().as_u16(), &**response.body()),
        (200, "client-id")
    );
    let response = send(app(), unsigned("/maybe")).await;
    assert_eq!(
        (response.status().as_u16(), &**response.body()),
        (200, "nobody")
    );
    let response = send(app(), unsigned("/me")).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let challenge = &response.headers()[http::header::WWW_AUTHENTICATE];
    assert_eq!(challenge, "OAuth realm=\"OAuth\"");
    let refusal = response.extensions().get::<Refusal>().unwrap();
    assert_eq!(*refusal.error(), VerifyError::Unsigned);

    // The handler responds as the layer does.
    let own = layer().realm("Photos").unwrap();
    let own = own.refusal_response(|refusal| refusal.response().map(|_| "sign it"));
    let response = send(routes().layer(own), unsigned("/me")).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.body(), "sign it");
    let challenge = &response.headers()[http::header::WWW_AUTHENTICATE];
    assert_eq!(challenge, "OAuth realm=\"Photos\"");

    // A handler can log why, without the head of the request.
    async fn why(caller: Result<Authenticated, NotAuthenticated>) -> String {
        format!("{:?}", caller.unwrap_err())
    }
    let app = Router::new().route("/why", any(why)).layer(layer());
    let response = send(app, unsigned("/why")).await;
    let text = "NotAuthenticated(Unsigned(NeedsSignature { .. }))";
    assert_eq!(response.body(), text);

    // A client of gRPC would take the body for a message.
    let own = layer().refusal_response(|refusal| refusal.response().map(|_| "sign it"));
    let call = unsigned("/me").with(http::header::CONTENT_TYPE, "application/grpc");
    let response = send(routes().layer(own), call).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.body(), "");

    // Without a layer, nobody can tell whether the request is signed.
    for message in [unsigned("/maybe"), Message::get("/maybe"), unsigned("/me")] {
        let response = send(routes(), message).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.extensions().get::<NotAuthenticated>().is_some());
    }
}
