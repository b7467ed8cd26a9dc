//! What cannot be signed correctly is refused with a typed error, and nothing is sent.

mod forms;
mod signer;

use bytes::Bytes;
use http::request::Builder;
use http::{Request, Uri, header};
use tower_oauth1::protocol::{BaseStringUriError, Transmission};
use tower_oauth1::{
    ClientCredentials, OAuth1Layer, OriginError, Scope, SignError, SignatureMethod, Signer,
};

use crate::support::{API, FORM, StreamingBody, layer, refusal, send, signer, verifies};

fn body(text: &'static str) -> StreamingBody {
    StreamingBody::from(Bytes::from_static(text.as_bytes()))
}

fn any() -> OAuth1Layer {
    OAuth1Layer::new(signer(), Scope::any())
}

fn form() -> Builder {
    Request::post(API).header(header::CONTENT_TYPE, FORM)
}

fn target(error: OriginError) -> impl Fn(&SignError) -> bool {
    move |refusal| matches!(refusal, SignError::Target(BaseStringUriError::Origin(e)) if *e == error)
}

#[tokio::test]
async fn targets_that_cannot_be_signed() {
    let get = |uri: &str| Request::get(uri).body(body("")).unwrap();

    assert!(matches!(
        refusal(layer(), get("/relative?x=1")).await,
        SignError::RelativeUri
    ));
    assert!(target(OriginError::Userinfo)(
        &refusal(any(), get("https://user:pw@h/")).await
    ));
    assert!(target(OriginError::Userinfo)(
        &refusal(layer(), get("https://u@api.example.com")).await
    ));
    for uri in ["https://h:65536/", "https://h:BAD/", "https://h:+80/"] {
        // Not every version of `http` accepts all of these as a URI.
        if let Ok(uri) = uri.parse::<Uri>() {
            let request = Request::get(uri.clone()).body(body("")).unwrap();
            assert!(
                target(OriginError::Port)(&refusal(any(), request).await),
                "{uri}"
            );
        }
    }
    assert!(
        "https://h:65536/".parse::<Uri>().is_ok(),
        "otherwise no case above was tried"
    );

    let no_resource =
        |refusal: &SignError| matches!(refusal, SignError::Target(BaseStringUriError::NoResource));
    let connect = || {
        Request::connect("api.example.com:443")
            .body(body(""))
            .unwrap()
    };
    assert!(no_resource(&refusal(any(), connect()).await));
    assert!(no_resource(
        &refusal(layer().public_origin(API.parse().unwrap()), connect()).await
    ));
    let star = || Request::options("*").body(body("")).unwrap();
    assert!(no_resource(&refusal(any(), star()).await));
    assert!(no_resource(
        &refusal(layer().public_origin(API.parse().unwrap()), star()).await
    ));

    for host in ["a b", "user@h", "h/path", "", "h:99999"] {
        let request = Request::get(API)
            .header(header::HOST, host)
            .body(body(""))
            .unwrap();
        let refusal = refusal(layer(), request).await;
        assert!(matches!(refusal, SignError::Target(_)), "{host:?}");
    }
    let two = Request::get(API)
        .header(header::HOST, "a")
        .header(header::HOST, "b");
    let refusal = refusal(layer(), two.body(body("")).unwrap()).await;
    assert!(target(OriginError::ConflictingHosts)(&refusal));
}

#[tokio::test]
async fn userinfo_where_the_origin_is_given() {
    let proxied = any().public_origin(API.parse().unwrap());
    let request = Request::get("https://user@h/").body(body("")).unwrap();
    assert!(target(OriginError::Userinfo)(
        &refusal(proxied, request).await
    ));
}

#[tokio::test]
async fn a_path_that_escaping_makes_too_long() {
    let uri = format!("{API}/{}", "\u{e9}".repeat(20_000));
    let request = Request::get(uri).body(body("")).unwrap();
    assert!(matches!(
        refusal(layer(), request).await,
        SignError::UriTooLong
    ));
}

#[tokio::test]
async fn a_foreign_authorization() {
    let request = |value: &str| {
        let request = Request::get(API).header(header::AUTHORIZATION, value);
        request.body(body("")).unwrap()
    };
    for value in ["Basic dXNlcjpwYXNz", "Bearer x", "OAuthX y", "", "OA"] {
        let refusal = refusal(layer(), request(value)).await;
        assert!(
            matches!(refusal, SignError::ForeignAuthorization),
            "{value}"
        );
    }
    let mut two = request("OAuth oauth_token=\"old\"");
    two.headers_mut()
        .append(header::AUTHORIZATION, "Basic x".parse().unwrap());
    assert!(matches!(
        refusal(layer(), two).await,
        SignError::ForeignAuthorization
    ));

    let skipping = layer().skip_other_authorization();
    let sent = send(skipping, request("Basic dXNlcjpwYXNz")).await;
    let sent = sent.unwrap();
    assert_eq!(sent.headers()[header::AUTHORIZATION], "Basic dXNlcjpwYXNz");
    let mut second = request("OAuth oauth_token=\"old\"");
    let basic = "Basic dXNlcjpwYXNz".parse().unwrap();
    second.headers_mut().append(header::AUTHORIZATION, basic);
    let skipping = layer().skip_other_authorization();
    let sent = send(skipping, second).await.unwrap();
    let sent = sent.headers().get_all(header::AUTHORIZATION).iter().count();
    assert_eq!(sent, 2, "the request passes unchanged");

    for value in [
        "OAuth oauth_token=\"old\"",
        "oauth oauth_token=\"old\"",
        "OAuth",
    ] {
        let sent = send(layer(), request(value)).await.unwrap();
        assert!(verifies(API, sent), "an old header is replaced");
    }
}

const PROTOCOL_NAMES: [&str; 11] = [
    "oauth_body_hash",
    "oauth_callback",
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_session_handle",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_verifier",
    "oauth_version",
];

#[tokio::test]
async fn parameters_with_a_protocol_parameters_name() {
    for query in [
        "oauth_token=x",
        "a=1&oauth_callback=oob",
        "oauth%5Fnonce",
        "oauth_signature=",
    ] {
        let request = Request::get(format!("{API}/?{query}"))
            .body(body(""))
            .unwrap();
        let refusal = refusal(layer(), request).await;
        let place = Transmission::Query;
        assert!(
            matches!(&refusal, SignError::ProtocolParameterInRequest { place: p, .. } if *p == place),
            "{query}: {refusal:?}"
        );
    }
    for name in PROTOCOL_NAMES {
        let request = Request::get(format!("{API}/?{name}")).body(body(""));
        let refusal = refusal(layer(), request.unwrap()).await;
        assert!(
            matches!(&refusal, SignError::ProtocolParameterInRequest { name: n, .. } if *n == name),
            "{name}: {refusal:?}"
        );
    }
    let request = form().body(body("status=x&oauth_verifier=1")).unwrap();
    let refusal = refusal(layer(), request).await;
    assert_eq!(
        refusal.to_string(),
        "the form body has a parameter `oauth_verifier`; this name belongs to the protocol, \
         and servers refuse such a request; remove the parameter from the form body, or rename \
         it if it is data; `Signer::sign_with_parameters` signs extra protocol parameters"
    );

    let data = "oauth_screen_name=data&Oauth_token=x&oauth_tokens=x&realm=r";
    let request = Request::get(format!("{API}/?{data}"))
        .body(body(""))
        .unwrap();
    let sent = send(layer(), request).await.unwrap();
    assert!(verifies(API, sent), "other names are data");
}

#[tokio::test]
async fn credentials_and_methods_that_do_not_go_together() {
    for method in [SignatureMethod::HmacSha1, SignatureMethod::Plaintext] {
        let signer = Signer::new(ClientCredentials::without_secret("id"));
        let layer = OAuth1Layer::new(
            signer.with_signature_method(method),
            Scope::origin(API).unwrap(),
        );
        let request = Request::get(API).body(body("")).unwrap();
        let refusal = refusal(layer, request).await;
        assert!(matches!(refusal, SignError::MissingKey { method: m } if m == method.name()));
    }
}
