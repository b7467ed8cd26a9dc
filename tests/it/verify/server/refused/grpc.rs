//! Refused calls of gRPC. Its clients take each body for a message.

use axum::Router;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::uri::{PathAndQuery, Scheme};
use http::{Method, Response};
use http_body::Body as _;
use tonic::Code;
use tonic::client::Grpc;
use tonic::transport::Channel;
use tonic_prost::ProstCodec;
use tower::ServiceBuilder;
use tower::util::option_layer;
use tower_oauth1::verify::{CredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{
    BoxError, ClientCredentials, OAuth1Layer, PublicOrigin, RequestVerifier, Scope, Signer,
};

use crate::support::{FORM, as_text, token};
use crate::verify::server::connection::serve;
use crate::verify::server::harness::{Message, NOW, Server, credentials, signer};
use crate::verify::server::stores::Failing;

/// Calls a server with the client of tonic, and returns the code that it reports.
async fn code<C: CredentialStore + 'static>(credentials: C, signer: Option<Signer>) -> Code {
    let origin = PublicOrigin::as_received(Scheme::HTTP);
    let verifier = RequestVerifier::new(origin).clock(|| NOW);
    let layer = VerifyLayer::new(credentials, MemoryReplayStore::new(100), verifier);
    let app = Router::new().fallback(|| async { http::StatusCode::NOT_FOUND });
    let address = serve(app.layer(layer.bodies_untouched())).await;
    let uri = format!("http://{address}");
    let channel = Channel::builder(uri.parse().unwrap()).connect().await;
    let signing = signer.map(|signer| {
        let scope = Scope::origin(&uri).unwrap();
        OAuth1Layer::new(signer, scope).bodies_untouched()
    });
    let service = ServiceBuilder::new()
        .layer(option_layer(signing))
        .map_err(BoxError::from)
        .service(channel.unwrap());
    let mut client = Grpc::with_origin(service, uri.parse().unwrap());
    client.ready().await.unwrap();
    let path = PathAndQuery::from_static("/helloworld.Greeter/SayHello");
    let codec = ProstCodec::<(), ()>::default();
    let reply = client.unary(tonic::Request::new(()), path, codec).await;
    reply.unwrap_err().code()
}

#[tokio::test]
async fn tonic_reports_the_status() {
    let unknown = Signer::new(ClientCredentials::new("unknown", "x")).with_token(token());
    let stale = signer().with_clock(|| NOW - 301);
    for refused in [None, Some(stale), Some(unknown.with_clock(|| NOW))] {
        assert_eq!(code(credentials(), refused).await, Code::Unauthenticated);
    }
    let failing = Failing::at(0);
    assert_eq!(code(failing, Some(signer())).await, Code::Unavailable);
    // The handler responds with 404 to a call that passed.
    let passed = code(credentials(), Some(signer())).await;
    assert_eq!(passed, Code::Unimplemented);
}

fn wrong(content_type: &str) -> Message {
    let message = Message::get("/photos").setting("oauth_signature", "x");
    message.with(CONTENT_TYPE, content_type)
}

#[tokio::test]
async fn the_content_type_decides() {
    let mut own = Server::new();
    own.layer = own.layer.refusal_response(|refusal| {
        let (mut head, _) = refusal.response().into_parts();
        head.headers.insert(CONTENT_LENGTH, "2".parse().unwrap());
        Response::from_parts(head, "no")
    });
    for (content_type, is_grpc) in [
        ("application/grpc", true),
        ("application/grpc+proto", true),
        ("Application/GRPC+json", true),
        ("application/grpc;charset=utf-8", true),
        ("application/grpc ; charset=utf-8", true),
        ("application/grpc-web", true),
        ("application/grpc-web-text+proto", true),
        ("application/grpcx", false),
        ("application/json", false),
        ("text/plain; a=application/grpc", false),
        ("application/gr", false),
        ("", false),
    ] {
        for (server, text) in [
            (&Server::new(), "oauth_problem=signature_invalid"),
            (&own, "no"),
        ] {
            let response = server.send(wrong(content_type).received()).await;
            assert_eq!(response.body().is_end_stream(), is_grpc, "{content_type}");
            let response = as_text(response).await;
            assert_eq!(response.status(), 401);
            let challenge = &response.headers()[WWW_AUTHENTICATE];
            let report = "OAuth realm=\"OAuth\", oauth_problem=\"signature_invalid\"";
            assert_eq!(challenge, report);
            let (text, form) = if is_grpc {
                ("", None)
            } else {
                (text, Some(FORM))
            };
            assert_eq!(response.body(), text, "{content_type}");
            let found = response.headers().get(CONTENT_TYPE);
            assert_eq!(found.map(|value| value.to_str().unwrap()), form);
            if is_grpc {
                assert!(!response.headers().contains_key(CONTENT_LENGTH));
            }
        }
    }
}

/// An application can respond as gRPC does: with a status in the header, and no message.
#[tokio::test]
async fn a_response_of_grpc_stays() {
    let mut server = Server::new();
    server.layer = server.layer.refusal_response(|_| {
        let response = Response::builder().header(CONTENT_TYPE, "application/grpc");
        let response = response.header("grpc-status", "16");
        response.body(Bytes::new()).unwrap()
    });
    let unsigned = wrong("application/grpc").without(AUTHORIZATION);
    let response = server.send(unsigned.method(Method::POST).received()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["grpc-status"], "16");
    assert_eq!(response.headers()[CONTENT_TYPE], "application/grpc");
}
