//! What a program on an edge worker does with reqwest. There is no clock of the system.

use tower_oauth1::Scope;
use tower_oauth1::reqwest::{OAuth1Middleware, RequestBuilderExt};

use crate::signer;

#[test]
fn a_request_of_reqwest_is_signed() {
    let scope = Scope::origin("https://api.example.com").unwrap();
    let client = reqwest::Client::new();
    let request = client.post("https://api.example.com/photos?size=original");
    let request = request.form(&[("status", "Ladies & Gentlemen")]);
    let signed = request.sign_oauth1(&signer(), &scope).unwrap();
    assert!(format!("{signed:?}").contains("/photos"));
    // It is compiled for this platform. Sending needs JavaScript.
    let _ = tower_oauth1::reqwest::SignedRequest::send;
    let _ = OAuth1Middleware::new(signer(), scope);
}
