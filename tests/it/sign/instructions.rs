//! Instructions that are applied to a request of the crate `http`.

use bytes::Bytes;
use http::{Request, header};
use tower_oauth1::sign::{SignableBody, SignableRequest, SigningInstructions};
use tower_oauth1::{OAuth1Layer, Scope, Transmission};

use crate::support::{API, FORM, signer, verifies};

fn form_request(origin: &str) -> Request<String> {
    let request = Request::post(format!("{origin}/items?q=1"));
    let request = request.header(header::CONTENT_TYPE, FORM);
    request.body("a=1".to_owned()).unwrap()
}

fn instructions(layer: &OAuth1Layer, request: &Request<String>) -> SigningInstructions {
    let headers = [("content-type", FORM)];
    let body = SignableBody::Bytes(request.body().as_bytes());
    let uri = request.uri().to_string();
    let signable = SignableRequest::new("POST", &uri, headers, body).unwrap();
    layer.instructions(&signable).unwrap()
}

fn text(form: Bytes) -> String {
    String::from_utf8(form.to_vec()).unwrap()
}

#[test]
fn the_request_is_signed_in_every_place() {
    let scope = || Scope::origin(API).unwrap();
    for (transmission, place) in [
        (Transmission::AuthorizationHeader, "header"),
        (Transmission::Query, "query"),
        (Transmission::FormBody, "form"),
    ] {
        let layer = OAuth1Layer::new(signer(), scope()).transmission(transmission);
        let mut request = form_request(API);
        instructions(&layer, &request).apply_to(&mut request, text);
        let query = request.uri().query().unwrap();
        for (name, has) in [
            ("header", request.headers().contains_key("authorization")),
            ("query", query.contains("oauth_signature=")),
            ("form", request.body().contains("oauth_signature=")),
        ] {
            assert_eq!(has, name == place, "{name}");
        }
        assert!(verifies(API, request.map(Bytes::from)), "{place}");
    }
}

#[test]
fn a_request_out_of_scope_stays_as_it_is() {
    let layer = OAuth1Layer::new(signer(), Scope::origin(API).unwrap());
    let mut request = form_request("https://elsewhere.example");
    let old = request.headers().clone();
    instructions(&layer, &request).apply_to(&mut request, |_| unreachable!("no form changes"));
    assert_eq!(request.headers(), &old);
    assert_eq!(request.body(), "a=1");
}
