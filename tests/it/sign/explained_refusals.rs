//! If the layer is configured to, it attaches an explanation of what was signed to each response
//! that refuses a request.

use std::convert::Infallible;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderName, Request, Response, StatusCode, header};
use http_body_util::Full;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{Explanation, OAuth1Layer};

use crate::support::{API, FORM, StreamingBody, layer, send, verifies};

/// Responds to every request with `status`.
fn refusing<B>(
    status: StatusCode,
) -> impl Service<
    Request<B>,
    Response = Response<()>,
    Error = Infallible,
    Future = std::future::Ready<Result<Response<()>, Infallible>>,
> + Clone {
    tower::service_fn(move |_: Request<B>| {
        let mut response = Response::new(());
        *response.status_mut() = status;
        std::future::ready(Ok(response))
    })
}

/// Computes an HMAC of the explained base string, and checks that it is the signature.
fn is_what_was_signed(explanation: &Explanation) -> bool {
    let signature = explanation
        .parameters()
        .find(|parameter| *parameter.name() == *b"oauth_signature")
        .unwrap();
    let mut hmac = Hmac::<sha1::Sha1>::new_from_slice(b"client-secret&token-secret").unwrap();
    hmac.update(explanation.base_string().unwrap().as_bytes());
    let expected = STANDARD.encode(hmac.finalize().into_bytes());
    signature.value() == expected.as_bytes()
}

fn form() -> Request<Full<Bytes>> {
    let request = Request::post(format!("{API}/a/../caf\u{e9}?x=%2F&x=1"));
    let request = request.header(header::CONTENT_TYPE, FORM);
    request.body(Full::from("status=hello+world&b")).unwrap()
}

async fn explained(layer: OAuth1Layer) -> Explanation {
    let api = layer
        .explain_refusals()
        .layer(refusing(StatusCode::UNAUTHORIZED));
    let response = api.oneshot(form()).await.unwrap();
    response.extensions().get().cloned().unwrap()
}

#[tokio::test]
async fn with_every_transmission() {
    let layers = [
        layer(),
        layer().header_name(HeaderName::from_static("x-authorization")),
        layer().transmission(Transmission::Query),
        layer().transmission(Transmission::FormBody),
        layer()
            .transmission(Transmission::FormBody)
            .also_in_header(),
        layer().transmission(Transmission::Query).also_in_header(),
    ];
    for layer in layers {
        let explanation = explained(layer.clone()).await;
        assert!(is_what_was_signed(&explanation), "{layer:?}\n{explanation}");
        assert_eq!(
            explanation.base_string_uri(),
            "https://api.example.com/caf%C3%A9"
        );
        let normalized = explanation.normalized_parameters();
        assert!(normalized.starts_with("b=&oauth_"), "{normalized}");
        assert!(normalized.ends_with("&status=hello%20world&x=%2F&x=1"));
    }
    let as_is = explained(layer().path_as_is()).await;
    assert!(is_what_was_signed(&as_is));
    assert!(
        as_is.base_string_uri().ends_with("/a/../caf\u{e9}"),
        "`path_as_is` leaves the path unchanged"
    );
}

#[tokio::test]
async fn under_the_origin_that_the_server_sees() {
    let explanation =
        explained(layer().public_origin("https://public.example:8443".parse().unwrap()));
    let explanation = explanation.await;
    assert!(is_what_was_signed(&explanation));
    assert_eq!(
        explanation.base_string_uri(),
        "https://public.example:8443/caf%C3%A9"
    );
}

#[tokio::test]
async fn a_form_that_streams_and_a_request_without_one() {
    let api = layer()
        .explain_refusals()
        .layer(refusing(StatusCode::UNAUTHORIZED));
    let body = StreamingBody::default();
    body.push("status=").push("hello").end();
    let request = form().map(|_| body);
    let response = api.oneshot(request).await.unwrap();
    let explanation: &Explanation = response.extensions().get().unwrap();
    assert!(is_what_was_signed(explanation), "{explanation}");
    assert!(
        explanation
            .normalized_parameters()
            .contains("status=hello&")
    );

    let api = layer().bodies_untouched().explain_refusals();
    let api = api.layer(refusing(StatusCode::UNAUTHORIZED));
    let response = api.oneshot(Request::get(API).body(()).unwrap()).await;
    let explanation: Explanation = response.unwrap().extensions().get().cloned().unwrap();
    assert!(is_what_was_signed(&explanation), "{explanation}");
}

#[tokio::test]
async fn only_if_configured_signed_and_refused() {
    let is_explained = async |layer: OAuth1Layer, status, request| {
        let response = layer.layer(refusing(status)).oneshot(request).await;
        let response = response.unwrap();
        response.extensions().get::<Explanation>().is_some()
    };
    let asked = layer().explain_refusals();
    let refused = StatusCode::UNAUTHORIZED;
    for status in [400, 401, 403] {
        let status = StatusCode::from_u16(status).unwrap();
        assert!(is_explained(asked.clone(), status, form()).await);
        assert!(!is_explained(layer(), status, form()).await);
    }
    for status in [200, 302, 404, 429, 500] {
        let status = StatusCode::from_u16(status).unwrap();
        assert!(!is_explained(asked.clone(), status, form()).await);
    }
    let elsewhere = Request::get("https://elsewhere.example").body(Full::default());
    assert!(!is_explained(asked, refused, elsewhere.unwrap()).await);
}

/// Some services refuse with 200 and a header.
#[tokio::test]
async fn a_function_of_the_head_finds_other_refusals() {
    let asked = layer().explain_refusals_where(|head| {
        head.status() == StatusCode::OK
            && head.version() == http::Version::HTTP_11
            && head.headers().contains_key("mediawiki-api-error")
    });
    for layer in [asked.clone(), asked.explain_refusals()] {
        for (status, header, expected) in [
            (200, "mediawiki-api-error", true),
            (200, "x-other", false),
            (404, "mediawiki-api-error", false),
            (401, "x-other", true),
        ] {
            let server = tower::service_fn(|_: Request<Full<Bytes>>| {
                let response = Response::builder().status(status).extension(7_u8);
                let response = response.header(header, "mwoauth-invalid-authorization");
                std::future::ready(Ok::<_, Infallible>(response.body("words").unwrap()))
            });
            let response = layer.layer(server).oneshot(form()).await.unwrap();
            let explanation = response.extensions().get::<Explanation>();
            assert_eq!(explanation.is_some(), expected, "{status} {header}");
            // The response keeps everything else.
            assert_eq!(response.status().as_u16(), status);
            assert!(response.headers().contains_key(header));
            assert_eq!(response.extensions().get::<u8>(), Some(&7));
            assert_eq!(*response.body(), "words");
        }
    }
}

/// The layer keeps data for the explanation. This must not change the request.
#[tokio::test]
async fn the_request_goes_out_unchanged() {
    let sent = send(layer().explain_refusals(), form()).await.unwrap();
    assert_eq!(sent.body(), "status=hello+world&b");
    assert!(verifies(API, sent));
}
