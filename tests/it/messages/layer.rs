//! The messages of the client layer.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::protocol::Nonce;
use tower_oauth1::sign::OutOfScope;
use tower_oauth1::{ClientCredentials, Explanation, OAuth1Layer, Scope, Signer};

use super::Messages;
use crate::support::{API, layer, signer};

async fn refusal(layer: OAuth1Layer, uri: &str) -> Response<()> {
    let server = tower::service_fn(|_: Request<Full<Bytes>>| {
        let response = Response::builder().status(401);
        std::future::ready(Ok::<_, Infallible>(response.body(()).unwrap()))
    });
    let request = Request::get(uri).body(Full::default()).unwrap();
    layer.layer(server).oneshot(request).await.unwrap()
}

pub(super) async fn out_of_scope(messages: &mut Messages) {
    messages.title("A request was sent unsigned, because it is out of scope");
    let scope = Scope::origins([API, "https://upload.example.com"]).unwrap();
    for uri in [
        "http://api.example.com/photos",
        "https://api.example.com:8443/photos",
        "https://example.com/photos",
    ] {
        let response = refusal(OAuth1Layer::new(signer(), scope.clone()), uri).await;
        messages.add(uri, response.extensions().get::<OutOfScope>().unwrap());
    }
}

pub(super) async fn explanation(messages: &mut Messages) {
    messages.title("A signed request was refused");
    let mut request = Request::post(format!("{API}/photos?size=large&tag=x+"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("title=caf%C3%A9&password=hunter2")
        .unwrap();
    let client = ClientCredentials::new("client-id\n", "client-secret");
    let signer = Signer::new(client).without_nonce().without_timestamp();
    signer.sign_request(&mut request).unwrap();
    let (parts, form) = request.into_parts();
    let explanation = Explanation::from_parts(&parts, Some(form.as_bytes())).unwrap();
    messages.add("a form", explanation);
    let unsigned = Request::get(API).body(()).unwrap().into_parts().0;
    let explanation = Explanation::from_parts(&unsigned, None).unwrap();
    messages.add("an unsigned request", explanation);
    let asked = layer().explain_refusals();
    let response = refusal(asked, API).await;
    assert!(response.extensions().get::<Explanation>().is_some());
}

/// A refusal of an API: the service, status, header and body.
type Refusal = (&'static str, u16, &'static str, &'static str);

/// Services that refuse with a status of success, or with 403. A base string in the body stands for
/// `{}`.
const REFUSALS: [Refusal; 8] = [
    (
        "Flickr",
        200,
        "",
        r#"{"stat":"fail","code":98,"message":"Login failed"}"#,
    ),
    (
        "Flickr, with a base string",
        200,
        "",
        "oauth_problem=signature_invalid&debug_sbs={}",
    ),
    (
        "FatSecret",
        200,
        "",
        r#"{"error":{"code":8,"message":"Invalid signature"}}"#,
    ),
    (
        "BrickLink",
        200,
        "",
        r#"{"meta":{"message":"BAD_OAUTH_REQUEST","code":401}}"#,
    ),
    (
        "MediaWiki",
        200,
        "mediawiki-api-error",
        r#"{"error":{"code":"mwoauth-invalid-authorization"}}"#,
    ),
    ("MediaWiki, the REST API", 403, "", r#"{"httpCode":403}"#),
    (
        "NetSuite",
        403,
        "",
        r#"{"error":{"code":"INVALID_LOGIN_ATTEMPT"}}"#,
    ),
    ("Plurk", 403, "", r#"{"error_text":"no"}"#),
];

/// What a user sees: the explanation, and what it says about the body.
pub(super) async fn refusals_where(messages: &mut Messages) {
    messages.title("A signed request was refused, and `explain_refusals_where` explains it");
    for (service, status, header, body) in REFUSALS {
        let server = tower::service_fn(|_: Request<Full<Bytes>>| {
            let mut response = Response::builder().status(status);
            if !header.is_empty() {
                response = response.header(header, "mwoauth-invalid-authorization");
            }
            std::future::ready(Ok::<_, Infallible>(response.body(body).unwrap()))
        });
        // Some services say only in the body that they refuse.
        let only_in_body = status == 200 && header.is_empty();
        let signer = signer().with_nonces(|| Nonce::new("n")).with_clock(|| 7);
        let scope = Scope::origin(API).unwrap();
        let layer = OAuth1Layer::new(signer, scope).explain_refusals_where(move |head| {
            only_in_body || head.headers().contains_key("mediawiki-api-error")
        });
        let request = Request::get(format!("{API}/photos?tag=a+b"));
        let request = request.body(Full::default()).unwrap();
        let response = layer.layer(server).oneshot(request).await.unwrap();
        let explanation = response.extensions().get::<Explanation>().unwrap();
        let theirs = explanation.base_string().unwrap();
        let theirs = theirs.replace("a%2520b", "a%252Bb");
        let body = body.replace("{}", &theirs);
        let difference = explanation.diff(&body).unwrap();
        // The explanations are the same.
        if service == REFUSALS[0].0 {
            messages.add(service, format!("{explanation}\n{difference}"));
        } else {
            messages.add(service, difference);
        }
    }
}

/// The base string of this request is compared with each of these.
pub(super) fn differences(messages: &mut Messages) {
    messages.title("The base string of a server differs");
    let uri = "https://api.example.com/a;v=1/b%2Fc?n=2&n=1&s=x+y&u=%C3%A9&p=1%2B1";
    let request = Request::post(uri)
        .header(
            header::AUTHORIZATION,
            "OAuth oauth_callback=\"http%3A%2F%2Fc\"",
        )
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let explanation = Explanation::from_parts(&parts, Some(b"f=1&g=2")).unwrap();
    let ours = explanation.base_string().unwrap();
    for (cause, from, to) in [
        ("no base string", ours, "Invalid signature"),
        ("another method", "POST&", "GET&"),
        ("http", "https%3A", "http%3A"),
        ("another host", "api.example.com", "10.0.0.7"),
        ("another port", "api.example.com", "api.example.com%3A8443"),
        (
            "the default port",
            "api.example.com",
            "api.example.com%3A443",
        ),
        ("a prefix", "com%2Fa", "com%2Fv1%2Fa"),
        ("a slash at the end", "%252Fc&", "%252Fc%2F&"),
        ("the query", "%252Fc&", "%252Fc%3Fn%3D2&"),
        ("another query", "%252Fc&", "%252Fc%3Fsession%3D2&"),
        ("no path parameters", "a%3Bv%3D1", "a"),
        ("a decoded path", "%252Fc", "%2Fc"),
        ("a path encoded twice", "%252Fc", "%25252Fc"),
        ("values not sorted", "n%3D1%26n%3D2", "n%3D2%26n%3D1"),
        ("nothing sorted", "f%3D1%26g%3D2", "g%3D2%26f%3D1"),
        ("joined values", "n%3D1%26n%3D2", "n%3D1%252C2"),
        ("one of two values", "n%3D1%26n%3D2", "n%3D2"),
        ("a space as a plus", "x%2520y", "x%2By"),
        ("a plus that is not a space", "x%2520y", "x%252By"),
        ("a raw plus", "1%252B1", "1%2B1"),
        ("UTF-8 twice", "%25C3%25A9", "%25C3%2583%25C2%25A9"),
        ("Latin-1", "%25C3%25A9", "%25E9"),
        (
            "a protocol parameter",
            "http%253A%252F%252Fc",
            "http%3A%2F%2Fc",
        ),
        (
            "a value encoded twice",
            "http%253A%252F%252Fc",
            "http%25253A%25252F%25252Fc",
        ),
        ("a value encoded once less", "%25C3%25A9", "%C3%A9"),
        ("another name", "s%3Dx", "s%255B0%255D%3Dx"),
        ("a pair without a name", "f%3D1", "%3D%26f%3D1"),
        ("white space", "f%3D1", "f%3D1%2520"),
        ("no form", "f%3D1%26g%3D2%26", ""),
        ("one parameter less", "g%3D2%26", ""),
        ("one parameter more", "g%3D2%26", "g%3D2%26h%3D3%26"),
        ("another value", "g%3D2", "g%3D3"),
    ] {
        assert!(ours.contains(from), "{from} in {ours}");
        let other = ours.replacen(from, to, 1);
        messages.add(cause, explanation.diff(&other).unwrap());
    }
}
