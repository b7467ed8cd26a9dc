//! Protocol parameters of an earlier signature give way. All other bytes stay.

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::Full;
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{OAuth1Layer, SignError};

use crate::support::{API, FORM, layer, refusal, send, signer, verifies};

type Body = Full<Bytes>;

/// A whole set of an earlier signature.
const OLD: &str = "oauth_consumer_key=old&oauth_token=old&oauth_signature_method=HMAC-SHA1\
                   &oauth_timestamp=1&oauth_nonce=old&oauth_version=1.0&oauth_body_hash=old\
                   &oauth_signature=old%3D";

const TRANSMISSIONS: [Transmission; 3] = [
    Transmission::AuthorizationHeader,
    Transmission::Query,
    Transmission::FormBody,
];

fn in_each() -> impl Iterator<Item = (Transmission, OAuth1Layer)> {
    let layer = |transmission| layer().transmission(transmission).or_in_header();
    TRANSMISSIONS.map(|place| (place, layer(place))).into_iter()
}

fn get(query: &str) -> Request<Body> {
    let get = Request::get(format!("{API}/orders{query}"));
    get.body(Body::default()).unwrap()
}

fn form(body: &str) -> Request<Body> {
    let form = Request::post(format!("{API}/orders")).header(header::CONTENT_TYPE, FORM);
    let form = form.header(header::CONTENT_LENGTH, body.len());
    form.body(Body::from(body.to_owned())).unwrap()
}

/// Returns the text before the parameters that were appended.
fn before_ours(text: &str) -> &str {
    let ours = text.find("oauth_consumer_key=client-id");
    text[..ours.unwrap_or(text.len())].trim_end_matches('&')
}

/// Such as the link to the next page that WooCommerce makes from the URI of the request.
#[tokio::test]
async fn in_the_query() {
    for (query, left) in [
        (format!("?{OLD}&page=2"), "?page=2"),
        (format!("?a=%7e+&&{OLD}&b&x=%zz"), "?a=%7e+&&b&x=%zz"),
        (format!("?a=1&{OLD}"), "?a=1"),
        ("?oauth%5Ftoken=o&x=1&oauth_signature=o".to_owned(), "?x=1"),
    ] {
        for (transmission, layer) in in_each() {
            let sent = send(layer, get(&query)).await.unwrap();
            let uri = sent.uri().to_string();
            assert!(!uri.contains("=old"), "{uri}");
            let place = before_ours(&uri).strip_prefix(API);
            assert_eq!(place.unwrap(), format!("/orders{left}"), "{transmission}");
            assert!(verifies(API, sent), "{query}, {transmission}");
        }
    }
    let sent = send(layer(), get(&format!("?{OLD}"))).await.unwrap();
    assert_eq!(sent.uri(), "https://api.example.com/orders");
    assert!(verifies(API, sent));
}

#[tokio::test]
async fn in_the_form() {
    for (body, left) in [
        (
            format!("{OLD}&status=Hello+Ladies%2c"),
            "status=Hello+Ladies%2c",
        ),
        (format!("a=1&&{OLD}&b"), "a=1&&b"),
        (OLD.to_owned(), ""),
    ] {
        for (transmission, layer) in in_each() {
            let sent = send(layer, form(&body)).await.unwrap();
            let text = std::str::from_utf8(sent.body()).unwrap().to_owned();
            assert_eq!(before_ours(&text), left, "{transmission}");
            let length = &sent.headers()[header::CONTENT_LENGTH];
            assert_eq!(length, &text.len().to_string());
            assert!(verifies(API, sent), "{body}, {transmission}");
        }
    }
}

#[tokio::test]
async fn in_both_and_in_the_header() {
    for (transmission, layer) in in_each() {
        let mut request = form(&format!("a=1&{OLD}"));
        *request.uri_mut() = format!("{API}/orders?{OLD}&b=2").parse().unwrap();
        let old = header::HeaderValue::from_static("OAuth oauth_signature=\"old\"");
        request.headers_mut().insert(header::AUTHORIZATION, old);
        let sent = send(layer, request).await.unwrap();
        assert!(!format!("{sent:?}").contains("=old"), "{transmission}");
        assert!(verifies(API, sent), "{transmission}");
    }
}

/// A caller's data is never removed.
#[tokio::test]
async fn what_is_no_whole_set_is_refused() {
    for pairs in [
        "oauth_token=theirs".to_owned(),
        "oauth_consumer_key=c&oauth_nonce=n&oauth_timestamp=1".to_owned(),
        "oauth_signature=theirs".to_owned(),
        format!("{OLD}&oauth_callback=oob"),
        format!("oauth_verifier=v&{OLD}"),
        format!("{OLD}&oauth_session_handle=h"),
    ] {
        for (transmission, layer) in in_each() {
            for (request, place) in [
                (get(&format!("?{pairs}")), Transmission::Query),
                (form(&pairs), Transmission::FormBody),
            ] {
                let error = refusal(layer.clone(), request).await;
                let SignError::ProtocolParameterInRequest { place: found, .. } = &error else {
                    panic!("{pairs}, {transmission}: {error:?}");
                };
                assert_eq!(*found, place);
            }
        }
    }
    // A signature in the query does not make the token in the form an old one.
    let mut request = form("oauth_token=theirs");
    *request.uri_mut() = format!("{API}/?{OLD}").parse().unwrap();
    let error = refusal(layer(), request).await;
    assert!(matches!(
        error,
        SignError::ProtocolParameterInRequest { .. }
    ));
}

#[tokio::test]
async fn nothing_is_removed_where_nothing_is_signed() {
    let elsewhere = format!("https://elsewhere.example/?{OLD}&page=2");
    for (_, layer) in in_each() {
        let mut request = form(OLD);
        *request.uri_mut() = elsewhere.parse().unwrap();
        let sent = send(layer, request).await.unwrap();
        assert_eq!(sent.uri(), elsewhere.as_str());
        assert_eq!(sent.body(), OLD);
    }
    // A body that is not a form, and one that the layer does not read.
    let mut request = form(OLD);
    let json = header::HeaderValue::from_static("application/json");
    request.headers_mut().insert(header::CONTENT_TYPE, json);
    let sent = send(layer(), request).await.unwrap();
    assert_eq!(sent.body(), OLD);
    let error = refusal(layer().bodies_untouched(), form(OLD)).await;
    assert!(matches!(error, SignError::UnexpectedForm));
    let sent = send(layer().bodies_untouched(), get(&format!("?{OLD}&page=2"))).await;
    assert_eq!(sent.unwrap().uri(), "https://api.example.com/orders?page=2");
}

#[test]
fn without_a_layer() {
    let uri = format!("{API}/orders?{OLD}&page=2");
    let mut request = Request::get(&uri).body("").unwrap();
    signer().sign_request(&mut request).unwrap();
    assert_eq!(request.uri(), "https://api.example.com/orders?page=2");
    assert!(verifies(API, request));

    let link = signer().presigned_uri(&Method::GET, &uri.parse().unwrap());
    let link = link.unwrap().to_string();
    assert!(link.starts_with("https://api.example.com/orders?page=2&oauth_consumer_key=client-id"));
    let again = signer().presigned_uri(&Method::GET, &link.parse().unwrap());
    assert_eq!(again.unwrap().to_string().matches("oauth_nonce").count(), 1);

    // `sign_request` cannot change a body, and these two change nothing.
    let mut request = Request::post(API)
        .header(header::CONTENT_TYPE, FORM)
        .body(OLD)
        .unwrap();
    let refused = |error| matches!(error, SignError::ProtocolParameterInRequest { .. });
    assert!(refused(signer().sign_request(&mut request).unwrap_err()));
    assert!(!request.headers().contains_key(header::AUTHORIZATION));
    let (parts, ()) = Request::get(&uri).body(()).unwrap().into_parts();
    assert!(refused(signer().sign(&parts, None).unwrap_err()));
    let detached = signer().sign_detached(&Method::GET, &parts.uri);
    assert!(refused(detached.unwrap_err()));
}
