//! Helpers of these tests: a flow, and the server's view of a request.

use std::convert::Infallible;
use std::error::Error as _;

use http::{Request, Response};
use http_body_util::Empty;
use tower::util::service_fn;
use tower_oauth1::protocol::SigningKey;
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, Explanation, FlowError,
    GrantedAuthorization, PendingAuthorization, SignatureMethod, Signer,
};

pub(crate) type Body = Empty<bytes::Bytes>;
pub(crate) type HttpRequest = Request<Body>;

pub(crate) const CLIENT: (&str, &str) = ("client-id", "client-s3cret");
pub(crate) const INITIATED: &str =
    "oauth_token=temp&oauth_token_secret=temp-s3cret&oauth_callback_confirmed=true";
pub(crate) const GRANTED: &str = "oauth_token=token&oauth_token_secret=token-s3cret";

pub(crate) fn signer() -> Signer {
    Signer::new(ClientCredentials::new(CLIENT.0, CLIENT.1))
}

pub(crate) fn endpoints(initiate: &str, authorize: &str, token: &str) -> Endpoints {
    let uri = |text: &str| text.parse().unwrap();
    Endpoints::new(uri(initiate), uri(authorize), uri(token))
}

pub(crate) fn flow() -> AuthorizationFlow {
    let endpoints = endpoints(
        "https://h/initiate",
        "https://h/authorize",
        "https://h/token",
    );
    AuthorizationFlow::new(signer(), endpoints)
}

pub(crate) fn url(text: &str) -> Callback {
    Callback::url(text).unwrap()
}

/// Returns the value of a parameter of a signed request, as the server decodes it. Panics if there
/// is more than one.
pub(crate) fn parameter<B>(request: &Request<B>, name: &str) -> Option<String> {
    let explanation = explain(request);
    let mut found = explanation
        .parameters()
        .filter(|parameter| parameter.name() == name.as_bytes());
    let first = found.next()?;
    assert!(found.next().is_none(), "{name} occurs twice");
    Some(String::from_utf8(first.value().to_vec()).unwrap())
}

/// Checks what a server checks in every request of the flow.
pub(crate) fn assert_signed<B>(request: &Request<B>, token_secret: &str) {
    assert_eq!(request.method(), "POST");
    assert_eq!(request.headers()["content-length"], "0");
    assert!(request.headers()["authorization"].is_sensitive());
    let explanation = explain(request);
    let key = SigningKey::new(SignatureMethod::HmacSha1, CLIENT.1, token_secret).unwrap();
    let signature = parameter(request, "oauth_signature").unwrap();
    let base_string = explanation.base_string().unwrap();
    let verified = key.verify_bytes(base_string.as_bytes(), signature.as_bytes());
    assert!(verified.is_ok(), "{base_string}");
}

fn explain<B>(request: &Request<B>) -> Explanation {
    let copy = Request::builder()
        .method(request.method())
        .uri(request.uri());
    let (mut parts, ()) = copy.body(()).unwrap().into_parts();
    parts.headers = request.headers().clone();
    Explanation::from_parts(&parts, None).unwrap()
}

pub(crate) fn response(status: u16, body: &str) -> Response<String> {
    Response::builder()
        .status(status)
        .body(body.to_owned())
        .unwrap()
}

/// Requests temporary credentials and receives this response.
pub(crate) async fn initiate(
    callback: Callback,
    reply: Response<String>,
) -> Result<PendingAuthorization, FlowError> {
    let mut reply = Some(reply);
    let mut http = service_fn(|request: HttpRequest| {
        assert_signed(&request, "");
        let reply = reply.take().expect("one request");
        async move { Ok::<_, Infallible>(reply) }
    });
    flow()
        .request_temporary_credentials(&mut http, callback)
        .await
}

pub(crate) async fn pending(callback: Callback) -> PendingAuthorization {
    initiate(callback, response(200, INITIATED)).await.unwrap()
}

/// Requests token credentials with a PIN and receives this response.
pub(crate) async fn exchange(reply: Response<String>) -> Result<GrantedAuthorization, FlowError> {
    let pending = pending(Callback::OutOfBand).await;
    let mut reply = Some(reply);
    let mut http = service_fn(|request: HttpRequest| {
        assert_signed(&request, "temp-s3cret");
        let reply = reply.take().expect("one request");
        async move { Ok::<_, Infallible>(reply) }
    });
    flow()
        .request_token_credentials(&mut http, &pending, "473829")
        .await
}

/// An HTTP service that must not be called.
pub(crate) async fn unreachable(_: HttpRequest) -> Result<Response<String>, Infallible> {
    panic!("the request was sent")
}

/// Returns the messages of an error and of its sources, as a program prints them.
pub(crate) fn chain(error: &FlowError) -> String {
    let first = error.source();
    let sources = std::iter::successors(first, |&error| error.source());
    let sources: String = sources.map(|error| format!(": {error}")).collect();
    format!("{error}{sources}")
}
