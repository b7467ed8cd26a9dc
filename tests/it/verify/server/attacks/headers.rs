//! Headers and targets: `Authorization`, `Host` and the headers of proxies.

use http::uri::Scheme;
use http::{HeaderName, Method, header};
use tower_oauth1::protocol::BaseStringUriError;
use tower_oauth1::{OriginError, PublicOrigin, VerifyError};

use super::{INVALID, bad, forged, verifier_at};
use crate::verify::server::harness::{Message, Server};

#[tokio::test]
async fn two_authorization_headers() {
    let original = Message::get("/photos");
    for second in [
        original.authorization(),
        "OAuth".to_owned(),
        "oauth x=\"\"".to_owned(),
    ] {
        let attack = original.clone().and(header::AUTHORIZATION, second);
        bad(&original, attack, VerifyError::MultipleHeaders).await;
    }
    let beside = original
        .clone()
        .and(header::AUTHORIZATION, "Basic dXNlcjpwYXNz");
    Server::new().accepts(&beside).await;
}

#[tokio::test]
async fn other_schemes() {
    let original = Message::get("/photos");
    for other in [
        "Basic dXNlcjpwYXNz",
        "Bearer token",
        "OAuth2 x=\"\"",
        "XOAuth x",
        "",
        "oauth_token=\"x\"",
        "O Auth x=\"\"",
    ] {
        let server = Server::new();
        let attack = original.clone().with(header::AUTHORIZATION, other);
        server.refuses(&attack, 401, &VerifyError::Unsigned).await;
    }
    let renamed = original.authorization().replacen("OAuth", "Bearer", 1);
    Server::new()
        .refuses(
            &original.with(header::AUTHORIZATION, renamed),
            401,
            &VerifyError::Unsigned,
        )
        .await;
}

#[tokio::test]
async fn garbage_headers() {
    let original = Message::get("/photos");
    let whole = original.authorization();
    for garbage in [
        whole.replace('"', "'"),
        whole.replace('"', ""),
        whole.replace("=\"", ":\""),
        whole.replace(", ", " "),
        format!("{whole}, x=\"%zz\""),
        format!("{whole}, x=\"open"),
        format!("{whole}, =\"\""),
        format!("{whole}; x=\"\""),
        format!("{whole}, x=\"\\\""),
        "OAuth \u{1}".replace('\u{1}', "\u{e9}"),
        "OAuth ,,,x".to_owned(),
        "OAuth \"\"\"\"".to_owned(),
        format!("OAuth {}", "=".repeat(4000)),
    ] {
        let attack = original.clone().with(header::AUTHORIZATION, garbage);
        bad(&original, attack, VerifyError::MalformedHeader).await;
    }
}

#[tokio::test]
async fn oversized_headers_and_too_many_parameters() {
    let original = Message::get("/photos");
    let padded = original
        .clone()
        .replacing("OAuth ", &format!("OAuth realm=\"{}\", ", "x".repeat(8192)));
    bad(
        &original,
        padded,
        VerifyError::HeaderTooLong { limit: 8192 },
    )
    .await;
    let many = original
        .clone()
        .target(&format!("/photos?{}", "a&".repeat(300)));
    let too_many = |name: &str| VerifyError::TooManyParameters {
        limit: 256,
        name: Some(name.to_owned()),
    };
    bad(&original, many, too_many("a")).await;
    let names: Vec<_> = (0..300).map(|n| format!("x{n}=\"\"")).collect();
    let many = original
        .clone()
        .replacing("OAuth ", &format!("OAuth {}, ", names.join(",")));
    // The header has seven others.
    bad(&original, many, too_many("x256")).await;
}

#[tokio::test]
async fn host_tricks() {
    let original = Message::get("/photos");
    let target = |error: OriginError| VerifyError::Target(BaseStringUriError::Origin(error));
    let twice = original.clone().and(header::HOST, "api.example.com");
    bad(&original, twice, target(OriginError::ConflictingHosts)).await;
    bad(
        &original,
        original.clone().without(header::HOST),
        target(OriginError::NoHost),
    )
    .await;
    for (host, error) in [
        ("evil.example@api.example.com", OriginError::Userinfo),
        ("api.example.com@evil.example", OriginError::Userinfo),
        ("api.example.com:x", OriginError::Port),
        ("api.example.com:99999", OriginError::Port),
        ("api.example.com/photos?", OriginError::Host),
        ("api.example.com#", OriginError::Host),
        ("", OriginError::Host),
    ] {
        bad(
            &original,
            original.clone().with(header::HOST, host),
            target(error),
        )
        .await;
    }
    // The target and the `Host` header name different hosts. The client signed one of them.
    let absolute = original.clone().target("https://api.example.com/photos");
    Server::new().accepts(&absolute).await;
    let evil = absolute.clone().with(header::HOST, "evil.example");
    bad(&original, evil, target(OriginError::ConflictingHosts)).await;
    let evil = original.clone().target("https://evil.example/photos");
    bad(&original, evil, target(OriginError::ConflictingHosts)).await;
    // The target has a scheme that clients do not use.
    for scheme in ["http", "HTTP", "ftp"] {
        let other = original
            .clone()
            .target(&format!("{scheme}://api.example.com/photos"));
        bad(&original, other, target(OriginError::ConflictingSchemes)).await;
    }
    // In HTTP/2 the proxy before the server chooses the scheme.
    let http = original.target("http://api.example.com/photos");
    let mut received = http.received();
    *received.version_mut() = http::Version::HTTP_2;
    assert_eq!(Server::new().send(received).await.status(), 200);
}

#[tokio::test]
async fn forwarded_headers_without_configuration() {
    let plain = verifier_at(PublicOrigin::as_received(Scheme::HTTP));
    let original = Message::get("/photos");
    for (name, value) in [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "api.example.com"),
        ("forwarded", "proto=https;host=api.example.com"),
        ("x-forwarded-scheme", "https"),
        ("x-original-url", "/photos"),
        ("x-rewrite-url", "/photos"),
        ("x-http-method-override", "GET"),
    ] {
        let name = HeaderName::from_static(name);
        // The header must not change a request from http to https, or from one host to another.
        let attack = original.clone().and(name.clone(), value);
        Server::with(plain.clone())
            .refuses(&attack, 401, &INVALID)
            .await;
        let attack = attack.with(header::HOST, "evil.example").target("/admin");
        forged(&original, attack).await;
        // The header must not make a good request fail.
        Server::new()
            .accepts(&original.clone().and(name, "evil"))
            .await;
    }
}

#[tokio::test]
async fn targets_without_a_resource() {
    let original = Message::get("/photos");
    let reason = VerifyError::Target(BaseStringUriError::NoResource);
    bad(
        &original,
        original.clone().method(Method::OPTIONS).target("*"),
        reason.clone(),
    )
    .await;
    bad(&original, original.clone().method(Method::CONNECT), reason).await;
}
