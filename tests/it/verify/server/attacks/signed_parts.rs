//! Changes to parts that were signed.

use http::uri::Scheme;
use http::{Method, header};
use tower_oauth1::{PublicOrigin, Signer, VerifyError};

use super::{INVALID, forged, verifier_at};
use crate::support::client;
use crate::verify::server::harness::{Message, NOW, Server, signer, verifier};

#[tokio::test]
async fn a_changed_method() {
    let original = Message::get("/photos?size=original");
    forged(&original, original.clone().method(Method::DELETE)).await;
}

#[tokio::test]
async fn a_changed_path() {
    let original = Message::get("/b?size=original");
    for path in [
        "/c", "/b/", "//b", "/B", "/%62", "/b;x", "/b%2f", "/a/../b", "/./b",
    ] {
        forged(
            &original,
            original.clone().target(&format!("{path}?size=original")),
        )
        .await;
    }
}

#[tokio::test]
async fn dot_segments_instead_of_the_resolved_path() {
    // The reverse: signed with dot segments, sent without.
    let mut signed = http::Request::get("https://api.example.com/a/../b")
        .body("")
        .unwrap();
    let parameters = signer().sign(&signed.clone().into_parts().0, None).unwrap();
    let name = header::AUTHORIZATION;
    signed
        .headers_mut()
        .insert(name, parameters.authorization_header());
    let original = Message::sent(signed.map(|_| bytes::Bytes::new()));
    assert_eq!(original.target, "/a/../b");
    forged(&original, original.clone().target("/b")).await;
}

#[tokio::test]
async fn a_changed_query() {
    let original = Message::get("/photos?size=original&tag=a&tag=b");
    for query in [
        "?size=small&tag=a&tag=b",
        "?size=original&tag=a",
        "?size=original&tag=a&tag=b&tag=b",
        "?size=original&tag=a&tag=c",
        "?size=original&tag=a%26tag=b",
        "?Size=original&tag=a&tag=b",
        "?size=original&tag=a&tag=b&admin",
        "?size=original&tag=a;tag=b",
        "",
    ] {
        forged(
            &original,
            original.clone().target(&format!("/photos{query}")),
        )
        .await;
    }
}

#[tokio::test]
async fn a_changed_form() {
    let original = Message::form("/photos", "title=a&title=b&x=");
    for form in [
        "title=a&title=c&x=",
        "title=a&title=b",
        "title=a&title=b&x=&y",
        "",
        "title=b%26title=a&x=",
    ] {
        forged(&original, original.clone().body(form)).await;
    }
}

#[tokio::test]
async fn a_form_with_another_content_type_and_the_reverse() {
    let original = Message::form("/photos", "title=a");
    let json = original
        .clone()
        .with(header::CONTENT_TYPE, "application/json");
    forged(&original, json).await;
    forged(&original, original.clone().without(header::CONTENT_TYPE)).await;
    let original = Message::signed(
        &signer(),
        Method::POST,
        "/photos",
        Some(("text/plain", "a=1")),
    );
    let form = "application/x-www-form-urlencoded";
    forged(&original, original.clone().with(header::CONTENT_TYPE, form)).await;
}

#[tokio::test]
async fn a_parameter_moved_from_the_query_to_another_place() {
    // The base string and the meaning stay the same. The RFC does not sign the transmission.
    let original = Message::form("/photos?a=1", "b=2");
    let moved = original.clone().target("/photos").body("a=1&b=2");
    Server::new().accepts(&moved).await;
    forged(&original, original.clone().target("/photos").body("b=2")).await;
}

#[tokio::test]
async fn a_changed_host_or_scheme() {
    let original = Message::get("/photos");
    for host in [
        "api.example.org",
        "api.example.com:444",
        "api.example.com.",
        "xapi.example.com",
    ] {
        forged(&original, original.clone().with(header::HOST, host)).await;
    }
    let http = verifier_at(PublicOrigin::as_received(Scheme::HTTP));
    Server::with(http).refuses(&original, 401, &INVALID).await;
}

#[tokio::test]
async fn each_changed_protocol_parameter() {
    let original = Message::get("/photos");
    for (name, value) in [
        ("oauth_consumer_key", "other-id"),
        ("oauth_consumer_key", "unknown"),
        ("oauth_token", "other-token"),
        ("oauth_token", "unknown"),
        ("oauth_nonce", "another"),
        ("oauth_timestamp", "1700000001"),
        ("oauth_signature_method", "HMAC-SHA256"),
    ] {
        forged(&original, original.clone().setting(name, value)).await;
    }
    let version = original.clone().leaving_out("oauth_version");
    forged(&original, version).await;
    let more = original
        .clone()
        .replacing("OAuth ", "OAuth oauth_requestor_id=\"admin\", ");
    forged(&original, more).await;
}

#[tokio::test]
async fn a_token_added_or_removed() {
    let without_token = Signer::new(client()).with_clock(|| NOW);
    let original = Message::signed(&without_token, Method::GET, "/photos", None);
    let server = Server::with(verifier().allow_missing_token());
    let added = original
        .clone()
        .replacing("OAuth ", "OAuth oauth_token=\"token-id\", ");
    server.refuses(&added, 401, &INVALID).await;
    server.accepts(&original).await;
    let taken = Message::get("/photos").leaving_out("oauth_token");
    server.refuses(&taken, 401, &INVALID).await;
    let absent = VerifyError::MissingParameter("oauth_token");
    Server::new().refuses(&taken, 400, &absent).await;
}
