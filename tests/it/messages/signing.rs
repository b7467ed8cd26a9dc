//! The messages of requests that are not signed, so that nothing is sent.

use std::error::Error;

use bytes::Bytes;
use http::{Method, Request, header};
use tower_oauth1::protocol::{SignBaseString, Transmission};
use tower_oauth1::sign::{BodyHashPolicy, RequestCredentials};
use tower_oauth1::{
    BoxError, ClientCredentials, OAuth1Layer, Scope, SignError, SignatureMethod, Signer,
};

use super::Messages;
use crate::support::{API, FORM, StreamingBody, layer, refusal, signer};

/// Returns the message of an error and of its causes, as programs print them.
fn chain(error: &(dyn Error + 'static)) -> String {
    let errors = std::iter::successors(Some(error), |&error| error.source());
    let texts: Vec<_> = errors.map(ToString::to_string).collect();
    texts.join(": ")
}

pub(super) struct Broken;

impl SignBaseString for Broken {
    fn method(&self) -> &'static str {
        "X-BROKEN"
    }

    fn sign(&self, _: &[u8]) -> Result<String, BoxError> {
        Err("the key module does not respond".into())
    }
}

fn get(uri: &str) -> Request<StreamingBody> {
    Request::get(uri).body(body("")).unwrap()
}

fn form(text: &'static str) -> Request<StreamingBody> {
    let request = Request::post(API).header(header::CONTENT_TYPE, FORM);
    request.body(body(text)).unwrap()
}

fn with_header(
    mut request: Request<StreamingBody>,
    name: &str,
    value: &str,
) -> Request<StreamingBody> {
    let name: header::HeaderName = name.parse().unwrap();
    request.headers_mut().insert(name, value.parse().unwrap());
    request
}

fn body(text: &'static str) -> StreamingBody {
    StreamingBody::from(Bytes::from_static(text.as_bytes()))
}

fn plaintext() -> Signer {
    signer().with_signature_method(SignatureMethod::Plaintext)
}

fn for_api(signer: Signer) -> OAuth1Layer {
    OAuth1Layer::new(signer, Scope::origin(API).unwrap())
}

/// Returns the errors of functions other than the layer.
fn of_functions() -> Vec<SignError> {
    let (parts, ()) = Request::get(API).body(()).unwrap().into_parts();
    let (form, ()) = Request::post(API)
        .header(header::CONTENT_TYPE, FORM)
        .body(())
        .unwrap()
        .into_parts();
    let uri = API.parse().unwrap();
    let taken = [("oauth_nonce", "1")];
    vec![
        signer()
            .sign_with_parameters(&parts, None, &taken)
            .unwrap_err(),
        signer().sign(&form, None).unwrap_err(),
        signer().with_realm("Photos\n").unwrap_err(),
        plaintext().sign_detached(&Method::GET, &uri).unwrap_err(),
    ]
}

/// Returns a body of a form that sends these frames.
fn streaming(push: impl Fn(&StreamingBody)) -> Request<StreamingBody> {
    let frames = StreamingBody::default();
    push(&frames);
    form("").map(|_| frames)
}

async fn of_the_layer() -> Vec<SignError> {
    let any = || OAuth1Layer::new(signer(), Scope::any());
    let hashing = |policy| layer().body_hash_policy(policy);
    let without_secret = Signer::new(ClientCredentials::without_secret("id"));
    let carried = RequestCredentials::new(signer(), Scope::origin(API).unwrap());
    let mut carrying = get(API);
    carrying.extensions_mut().insert(carried);
    let long = format!("{API}/{}", "\u{e9}".repeat(20_000));
    let trailers = streaming(|frames| {
        frames.push("a=1").push_trailers().end();
    });
    let broken = streaming(|frames| {
        frames.push("a=1").push_error();
    });
    let stream = Request::post(API).body(StreamingBody::default()).unwrap();
    let query = layer().transmission(Transmission::Query);
    vec![
        refusal(layer(), get("/photos")).await,
        refusal(any(), get("https://user@h/")).await,
        refusal(any(), get("https://h:65536/")).await,
        refusal(any(), get("ftp://h/")).await,
        refusal(layer(), Request::connect("h:443").body(body("")).unwrap()).await,
        refusal(layer(), with_header(get(API), "host", "a b")).await,
        refusal(layer(), get(&long)).await,
        refusal(
            query.clone(),
            get(&format!("{API}/?{}", "a".repeat(65_450))),
        )
        .await,
        refusal(
            OAuth1Layer::new(plaintext(), Scope::origin("http://h").unwrap()),
            get("http://h/"),
        )
        .await,
        refusal(for_api(without_secret), get(API)).await,
        refusal(for_api(Signer::custom("id", Broken)), get(API)).await,
        refusal(layer(), get(&format!("{API}/?oauth_token=x"))).await,
        refusal(layer(), form("oauth_verifier=x")).await,
        refusal(
            layer(),
            with_header(form("a=1"), "content-encoding", "gzip"),
        )
        .await,
        refusal(layer(), with_header(form("a=1"), "content-length", "9")).await,
        refusal(OAuth1Layer::per_request(), get(API)).await,
        refusal(layer(), carrying).await,
        refusal(OAuth1Layer::new(plaintext(), Scope::any()), get(API)).await,
        refusal(
            for_api(plaintext()).transmission(Transmission::Query),
            get(API),
        )
        .await,
        refusal(layer(), with_header(get(API), "authorization", "Bearer x")).await,
        refusal(layer().bodies_untouched(), form("a=1")).await,
        refusal(layer().body_limit(2), form("a=1")).await,
        refusal(layer(), trailers).await,
        refusal(layer(), broken).await,
        refusal(layer().transmission(Transmission::FormBody), get(API)).await,
        refusal(hashing(BodyHashPolicy::always()), form("a=1")).await,
        refusal(hashing(BodyHashPolicy::non_form()), stream).await,
        refusal(
            hashing(BodyHashPolicy::non_form()).body_limit(2),
            Request::post(API).body(body("abc")).unwrap(),
        )
        .await,
    ]
}

/// Returns the name of the variant of an error.
fn variant(error: &SignError) -> String {
    let debug = format!("{error:?}");
    let end = debug.find(|c: char| !c.is_alphanumeric());
    debug[..end.unwrap_or(debug.len())].to_owned()
}

/// Every error of signing, with its causes.
pub(super) async fn refused(messages: &mut Messages) {
    messages.title("A request is not signed, so it is not sent");
    let mut errors = of_functions();
    errors.extend(of_the_layer().await);
    let mut named = Vec::new();
    for error in errors {
        let name = variant(&error);
        messages.add(&name, chain(&error));
        named.push(name);
    }
    let source = include_str!("../../../src/protocol/error.rs");
    super::assert_all_variants(source, "SignError", &named);
}
