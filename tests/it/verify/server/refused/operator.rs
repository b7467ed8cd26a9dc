//! The [`Refusal`] in the extensions: what the operator of a server learns.

use std::net::{IpAddr, Ipv4Addr};

use http::{Method, header};
use tower_oauth1::verify::{FailedCheck, Forwarding, Refusal, TrustedProxies};
use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials, VerifyError};

use crate::support::FORM;
use crate::verify::server::attacks::verifier_at;
use crate::verify::server::harness::{Message, NOW, Server};

async fn refusal(server: &Server, message: &Message) -> Refusal {
    let response = server.send(message.received()).await;
    let refusal = response.extensions().get::<Refusal>().cloned();
    let refusal = refusal.unwrap_or_else(|| panic!("not refused: {message:?}"));
    assert_eq!(response.extensions().get(), Some(refusal.error()));
    refusal
}

fn signed(client: (&str, &str), token: (&str, &str)) -> Message {
    let signer = Signer::new(ClientCredentials::new(client.0, client.1));
    let signer = signer.with_token(TokenCredentials::new(token.0, token.1));
    Message::signed(&signer.with_clock(|| NOW + 7), Method::GET, "/photos", None)
}

#[tokio::test]
async fn which_of_client_token_and_signature_is_wrong() {
    let server = Server::new();
    let (right, token) = (("client-id", "client-secret"), ("token-id", "token-secret"));
    let sha256 = signed(
        ("careful-id", "careful-secret"),
        ("careful-token", "careful-token-secret"),
    )
    .setting("oauth_signature_method", "HMAC-SHA256");
    for (message, failed) in [
        (signed(("unknown", "x"), token), FailedCheck::Client),
        (
            signed(("unknown", "x"), ("unknown", "x")),
            FailedCheck::Client,
        ),
        (signed(right, ("unknown", "x")), FailedCheck::Token),
        (
            signed(right, ("other-token", "other-token-secret")),
            FailedCheck::Token,
        ),
        (signed(("client-id", "x"), token), FailedCheck::Signature),
        (signed(right, ("token-id", "x")), FailedCheck::Signature),
        (sha256, FailedCheck::SignatureMethod),
        // This client has no secret.
        (
            signed(("rsa-id", ""), ("rsa-token", "rsa-token-secret")),
            FailedCheck::SignatureMethod,
        ),
    ] {
        let refusal = refusal(&server, &message).await;
        assert_eq!(*refusal.error(), VerifyError::SignatureInvalid);
        assert_eq!(refusal.failed_check(), Some(failed), "{message:?}");
        assert!(refusal.to_string().contains(&failed.to_string()));
        assert_eq!(
            refusal.client_identifier(),
            Some(&*message.parameter("oauth_consumer_key"))
        );
        assert_eq!(
            refusal.token_identifier(),
            Some(&*message.parameter("oauth_token"))
        );
        assert_eq!(refusal.nonce(), Some(&*message.parameter("oauth_nonce")));
        assert_eq!(refusal.timestamp(), Some(NOW + 7));
        assert_eq!(refusal.timestamp_distance(), Some(7));
    }
}

#[tokio::test]
async fn other_reasons_have_no_failed_check() {
    let server = Server::new();
    let original = Message::get("/photos");
    server.accepts(&original).await;
    let copy = refusal(&server, &original).await;
    assert_eq!(*copy.error(), VerifyError::NonceUsed);
    assert_eq!(copy.failed_check(), None);
    assert_eq!(copy.client_identifier(), Some("client-id"));
    let line = copy.to_string();
    let nonce = original.parameter("oauth_nonce");
    let claimed = format!(
        ", client \"client-id\", token \"token-id\", nonce {nonce:?}, timestamp {NOW} (+0 s)"
    );
    assert_eq!(line, format!("{}{claimed}", VerifyError::NonceUsed));

    let unsigned = original.without(header::AUTHORIZATION);
    let refusal = refusal(&server, &unsigned).await;
    assert_eq!(refusal.to_string(), VerifyError::Unsigned.to_string());
    assert_eq!(refusal.client_identifier(), None);
    assert_eq!(refusal.timestamp_distance(), None);
}

/// What the request claims is found in each place, also if the request is malformed.
#[tokio::test]
async fn claims_in_query_and_form() {
    let server = Server::new();
    let late = NOW - 400;
    let pairs = format!("oauth_consumer_key=a%0Ab&oauth_token=t&oauth_timestamp={late}");
    let bare = Message::get("/photos").without(header::AUTHORIZATION);
    let in_query = bare.clone().target(&format!("/photos?{pairs}"));
    let mut in_form = bare.method(Method::POST).with(header::CONTENT_TYPE, FORM);
    in_form.body = pairs.into();
    for message in [in_query, in_form] {
        let refusal = refusal(&server, &message).await;
        assert_eq!(refusal.client_identifier(), Some("a\nb"));
        assert_eq!(refusal.token_identifier(), Some("t"));
        assert_eq!(refusal.nonce(), None);
        assert_eq!(refusal.timestamp_distance(), Some(-400));
        let line = refusal.to_string();
        assert!(
            line.contains(r#", client "a\nb", token "t", timestamp "#),
            "{line}"
        );
        assert!(line.ends_with("(-400 s)"), "{line}");
    }
}

#[tokio::test]
async fn a_claim_is_cut() {
    let long = "x".repeat(3000);
    let message = Message::get("/photos").setting("oauth_consumer_key", &long);
    let refusal = refusal(&Server::new(), &message).await;
    assert_eq!(refusal.client_identifier().unwrap().len(), 1024);
}

#[tokio::test]
async fn the_first_claim_counts() {
    let server = Server::new();
    let pairs = "oauth_consumer_key=other&oauth_token=other";
    let twice = Message::get("/photos").target(&format!("/photos?{pairs}"));
    let twice = refusal(&server, &twice).await;
    assert_eq!(twice.client_identifier(), Some("client-id"));
    assert_eq!(twice.token_identifier(), Some("token-id"));
    let pairs = "oauth_token=&oauth_token=one&oauth_token=two";
    let bare = Message::get("/photos").without(header::AUTHORIZATION);
    let empty = refusal(&server, &bare.target(&format!("/photos?{pairs}"))).await;
    assert_eq!(empty.token_identifier(), Some("one"));
}

/// The text for a log must not cost more than the refusal.
#[tokio::test]
async fn claims_of_many_parameters_are_not_read() {
    let server = Server::new();
    let bare = Message::get("/photos").without(header::AUTHORIZATION);
    for (separators, claimed) in [(1023, Some("id")), (1024, None)] {
        let pairs = "&".repeat(separators) + "oauth_consumer_key=id";
        let many = bare.clone().target(&format!("/photos?{pairs}"));
        let refusal = refusal(&server, &many).await;
        assert_eq!(refusal.client_identifier(), claimed, "{separators}");
    }
}

#[tokio::test]
async fn explanations_are_an_opt_in() {
    let wrong = Message::form("/photos?b=2", "a=1").setting("oauth_signature", "x");
    let mut server = Server::new();
    let silent = refusal(&server, &wrong).await;
    assert!(silent.explanation().is_none() && silent.origin().is_none());
    assert_eq!(silent.is_proxy_trusted(), None);

    server.layer = server.layer.explain_refusals();
    let explained = refusal(&server, &wrong).await;
    let explanation = explained.explanation().unwrap();
    let base_string = explanation.base_string().unwrap();
    let start = "POST&https%3A%2F%2Fapi.example.com%2Fphotos&a%3D1%26b%3D2%26oauth_consumer_key";
    assert!(base_string.starts_with(start), "{base_string}");
    assert_eq!(
        explained.origin().unwrap().to_string(),
        "https://api.example.com"
    );
    assert_eq!(explained.is_proxy_trusted(), None, "there is no proxy");
    // The form of a request whose head is wrong is not read.
    let stale = Message::form("/photos", "a=1").setting("oauth_timestamp", "1");
    assert!(refusal(&server, &stale).await.explanation().is_none());
}

#[tokio::test]
async fn the_origin_that_the_server_expects_and_the_trust_in_the_proxy() {
    let proxy = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));
    let origins = ["https://api.example.com", "http://api.example.com"];
    let origins = origins.map(|origin| origin.parse().unwrap());
    let peer = |extensions: &http::Extensions| extensions.get::<IpAddr>().copied();
    let proxies = TrustedProxies::new(Forwarding::XForwarded, [proxy], origins, peer);
    let origin = PublicOrigin::forwarded(proxies);
    let mut server = Server::with(verifier_at(origin));
    server.layer = server.layer.explain_refusals();
    let wrong = Message::get("/photos").setting("oauth_signature", "x");
    for (peer, origin, trusted, words) in [
        (
            proxy,
            "https://api.example.com",
            true,
            ", from a trusted proxy",
        ),
        (
            IpAddr::V4(Ipv4Addr::new(10, 0, 0, 3)),
            "http://api.example.com",
            false,
            ", not from a trusted proxy",
        ),
    ] {
        let mut request = wrong.received();
        let proto = http::HeaderValue::from_static("https");
        request.headers_mut().insert("x-forwarded-proto", proto);
        request.extensions_mut().insert(peer);
        let response = server.send(request).await;
        let refusal = response.extensions().get::<Refusal>().unwrap();
        assert_eq!(refusal.origin().unwrap().to_string(), origin);
        assert_eq!(refusal.is_proxy_trusted(), Some(trusted));
        let line = refusal.to_string();
        assert!(
            line.ends_with(&format!(", expected at {origin}{words}")),
            "{line}"
        );
    }
}

/// A request cannot bring a refusal with it, and a handler cannot hide one.
#[tokio::test]
async fn planted_in_the_extensions_of_a_request() {
    let server = Server::new();
    let old = refusal(
        &server,
        &Message::get("/photos").setting("oauth_signature", "x"),
    )
    .await;
    let mut accepted = Message::get("/photos").received();
    accepted.extensions_mut().insert(old.clone());
    accepted.extensions_mut().insert(VerifyError::NonceUsed);
    let response = server.send(accepted).await;
    assert_eq!(response.status(), 200);
    assert!(response.extensions().get::<Refusal>().is_none());
    assert!(response.extensions().get::<VerifyError>().is_none());

    let mut unsigned = Message::get("/photos")
        .without(header::AUTHORIZATION)
        .received();
    unsigned.extensions_mut().insert(old);
    let response = server.send(unsigned).await;
    assert_eq!(response.status(), 401);
    let refusal = response.extensions().get::<Refusal>().unwrap();
    assert_eq!(*refusal.error(), VerifyError::Unsigned);
}
