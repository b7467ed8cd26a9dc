//! The table of attacks. Each begins with a request that would pass, and ends with that request
//! passing: what was refused used up nothing of it.

use std::sync::Arc;

use http::uri::Scheme;
use http::{HeaderName, Method, header};
use tower_oauth1::protocol::{BaseStringUriError, Nonce};
use tower_oauth1::{
    ClientCredentials, OriginError, PublicOrigin, SignatureMethod, Signer, TokenCredentials,
    Verifier, VerifyError,
};

use crate::harness::{Message, NOW, Server, signer, verifier};
use crate::support::{client, token};

const INVALID: VerifyError = VerifyError::SignatureInvalid;

/// The attack fails with 401 as a wrong signature does, and what it was made of still passes.
async fn forged(original: &Message, attack: Message) {
    let server = Server::new();
    server.refuses(&attack, 401, &INVALID).await;
    server.accepts(original).await;
}

async fn bad(original: &Message, attack: Message, reason: VerifyError) {
    let server = Server::new();
    server.refuses(&attack, 400, &reason).await;
    server.accepts(original).await;
}

/// A request by other means than [`signer`]; it is refused as a wrong signature is.
async fn forged_by(signer: &Signer) {
    let attack = Message::signed(signer, Method::GET, "/photos", None);
    Server::new().refuses(&attack, 401, &INVALID).await;
}

// Copies.

#[tokio::test]
async fn a_replay() {
    let (server, request) = (Server::new(), Message::form("/photos", "a=1"));
    server.accepts(&request).await;
    for _ in 0..3 {
        server.refuses(&request, 401, &VerifyError::NonceUsed).await;
    }
}

#[tokio::test]
async fn a_replay_in_another_spelling() {
    let (server, request) = (Server::new(), Message::get("/photos"));
    server.accepts(&request).await;
    let nonce = request.parameter("oauth_nonce");
    let encoded = nonce
        .bytes()
        .map(|b| format!("%{b:02X}"))
        .collect::<String>();
    let copy = request.clone().setting("oauth_nonce", &encoded);
    let copy = copy.replacing("OAuth ", "oauth realm=\"x\", ");
    server.refuses(&copy, 401, &VerifyError::NonceUsed).await;
    // Moved from the header to the query, it is signed alike.
    let pairs = request
        .authorization()
        .replace("OAuth ", "")
        .replace(", ", "&");
    let copy = request.without(header::AUTHORIZATION);
    let copy = copy.target(&format!("/photos?{}", pairs.replace('"', "")));
    server.refuses(&copy, 401, &VerifyError::NonceUsed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn copies_at_the_same_time() {
    let server = Arc::new(Server::new());
    for _ in 0..20 {
        let request = Message::get("/photos");
        let sent: Vec<_> = (0..16)
            .map(|_| {
                let (server, copy) = (Arc::clone(&server), request.received());
                tokio::spawn(async move { server.send(copy).await.status() })
            })
            .collect();
        let mut passed = 0;
        for status in sent {
            passed += usize::from(status.await.unwrap() == 200);
        }
        assert_eq!((passed, server.passed().len()), (1, 1));
    }
}

#[tokio::test]
async fn one_nonce_of_two_tokens_two_clients_and_two_seconds() {
    let server = Server::new();
    let fixed = |signer: Signer| signer.nonces(|| Nonce::new("the-same"));
    let other = Signer::new(ClientCredentials::new("other-id", "other-secret"));
    let other = other.token(TokenCredentials::new("other-token", "other-token-secret"));
    for signer in [
        fixed(signer()),
        fixed(signer()).clock(|| NOW + 1),
        fixed(other).clock(|| NOW),
    ] {
        let request = Message::signed(&signer, Method::GET, "/photos", None);
        server.accepts(&request).await;
        server.refuses(&request, 401, &VerifyError::NonceUsed).await;
    }
}

// Each signed part, changed.

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
async fn dot_segments_for_the_path_that_they_lead_to() {
    // The other way round: signed with dots, sent without.
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
async fn a_form_made_no_form_and_the_other_way_round() {
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
    // The base string is the same, and so is what was asked for: the RFC signs no places.
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

fn verifier_at(origin: PublicOrigin) -> Verifier {
    Verifier::new(origin).clock(|| NOW)
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
        #[cfg(feature = "sha2")]
        ("oauth_signature_method", "HMAC-SHA256"),
    ] {
        forged(&original, original.clone().setting(name, value)).await;
    }
    let version = original.clone().leaving_out("oauth_version");
    forged(&original, version).await;
    let more = original
        .clone()
        .replacing("OAuth ", "OAuth xoauth_requestor_id=\"admin\", ");
    forged(&original, more).await;
}

#[tokio::test]
async fn a_token_added_or_taken_away() {
    let own = Signer::new(client()).clock(|| NOW);
    let original = Message::signed(&own, Method::GET, "/photos", None);
    let server = Server::with(verifier().token_optional());
    let added = original
        .clone()
        .replacing("OAuth ", "OAuth oauth_token=\"token-id\", ");
    server.refuses(&added, 401, &INVALID).await;
    server.accepts(&original).await;
    let taken = Message::get("/photos").leaving_out("oauth_token");
    server.refuses(&taken, 401, &INVALID).await;
    let absent = VerifyError::Absent("oauth_token");
    Server::new().refuses(&taken, 400, &absent).await;
}

// Signatures.

#[tokio::test]
async fn every_bit_of_the_signature() {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD;
    let (server, original) = (Server::new(), Message::get("/photos"));
    let encoded = original.parameter("oauth_signature");
    let decoded = encoded
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=");
    let signature = base64.decode(decoded).unwrap();
    assert_eq!(signature.len(), 20);
    for bit in 0..160 {
        let mut flipped = signature.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let flipped = base64.encode(flipped);
        let flipped = tower_oauth1::protocol::percent_encode(flipped.as_bytes()).into_owned();
        let attack = original.clone().setting("oauth_signature", &flipped);
        server.refuses(&attack, 401, &INVALID).await;
    }
    for length in [0, 1, 10, 19, 21, 32] {
        let mut other = signature.clone();
        other.resize(length, 0);
        let other = base64.encode(other).replace('+', "%2B").replace('/', "%2F");
        let attack = original
            .clone()
            .setting("oauth_signature", &format!("{other}%3D"));
        server.refuses(&attack, 401, &INVALID).await;
    }
    server.accepts(&original).await;
}

#[tokio::test]
async fn loosely_written_signatures() {
    let original = Message::get("/photos");
    let signature = original.parameter("oauth_signature");
    let bare = signature.strip_suffix("%3D").unwrap();
    // The last character of a SHA-1 in base64 carries two bits that are no bits of it.
    let (start, last) = bare.split_at(bare.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = alphabet.find(last).unwrap();
    let same_bits = &alphabet[at + 1..at + 2];
    for loose in [
        bare.to_owned(),
        format!("{bare}%3D%3D"),
        format!("{bare}%3D%3D%3D"),
        format!("{signature}%0A"),
        format!("{signature}%20"),
        format!("%20{signature}"),
        format!("{bare}%0A%3D"),
        format!("{start}{same_bits}%3D"),
        format!("{signature}%00"),
        format!("{signature}{signature}"),
        "%3D".to_owned(),
    ] {
        forged(
            &original,
            original.clone().setting("oauth_signature", &loose),
        )
        .await;
    }
}

#[tokio::test]
async fn signatures_of_the_url_alphabet() {
    // Nonces are tried until the signature has what is spelt otherwise in that alphabet.
    let original = (0..)
        .map(|n: u32| {
            let signer = signer().nonces(move || Nonce::new(format!("n{n}")));
            Message::signed(&signer, Method::GET, "/photos", None)
        })
        .find(|message| message.parameter("oauth_signature").contains("%2B"))
        .unwrap();
    let signature = original.parameter("oauth_signature");
    let url_safe = signature.replace("%2B", "-").replace("%2F", "_");
    forged(
        &original,
        original.clone().setting("oauth_signature", &url_safe),
    )
    .await;
    let spaces = signature.replace("%2B", "%20");
    forged(
        &original,
        original.clone().setting("oauth_signature", &spaces),
    )
    .await;
}

#[tokio::test]
async fn signatures_that_are_not_ascii() {
    let original = Message::get("/photos");
    let accented = original.clone().setting("oauth_signature", "%C3%A9");
    forged(&original, accented).await;
    let reason = VerifyError::Malformed("oauth_signature");
    let broken = original.clone().setting("oauth_signature", "%FF");
    bad(&original, broken, reason).await;
    let mut raw = original.authorization().into_bytes();
    raw.extend_from_slice(b", x=\"\xFF\"");
    Server::new()
        .refuses(&original.with(header::AUTHORIZATION, raw), 401, &INVALID)
        .await;
}

// Secrets.

#[tokio::test]
async fn wrong_secrets() {
    let signer = |client: &str, token: &str| {
        Signer::new(ClientCredentials::new("client-id", client))
            .token(TokenCredentials::new("token-id", token))
            .clock(|| NOW)
    };
    for (client, token) in [
        ("x", "token-secret"),
        ("client-secret", "x"),
        ("token-secret", "client-secret"),
        ("", ""),
        ("client-secret", ""),
        ("", "token-secret"),
        ("client-secret&token-secret", ""),
        ("Client-secret", "token-secret"),
    ] {
        forged_by(&signer(client, token)).await;
    }
}

#[tokio::test]
async fn unknown_clients_and_tokens_with_the_secrets_that_stand_in_for_theirs() {
    let (no_client, no_token) = (
        "no client has this for its secret",
        "no token has this for its secret",
    );
    for (client, token) in [
        (no_client, no_token),
        (no_client, "token-secret"),
        ("client-secret", no_token),
        ("client-secret", "token-secret"),
        ("", ""),
    ] {
        for (client_id, token_id) in [
            ("unknown", "unknown"),
            ("unknown", "token-id"),
            ("client-id", "unknown"),
        ] {
            let client = ClientCredentials::new(client_id, client);
            let signer = Signer::new(client).token(TokenCredentials::new(token_id, token));
            forged_by(&signer.clock(|| NOW)).await;
        }
    }
}

#[tokio::test]
async fn the_token_of_another_client() {
    // With the token's right secret, and the client's own.
    let other = TokenCredentials::new("other-token", "other-token-secret");
    forged_by(&Signer::new(client()).token(other).clock(|| NOW)).await;
    let other = Signer::new(ClientCredentials::new("other-id", "other-secret"));
    forged_by(&other.token(token()).clock(|| NOW)).await;
}

#[tokio::test]
async fn hmac_against_a_client_that_has_no_secret() {
    let token = TokenCredentials::new("rsa-token", "rsa-token-secret");
    let public_key = "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEB\n-----END PUBLIC KEY-----\n";
    for secret in ["", public_key, "no client has this for its secret"] {
        let client = ClientCredentials::new("rsa-id", secret);
        let signer = Signer::new(client).token(token.clone()).clock(|| NOW);
        forged_by(&signer).await;
        let plaintext = signer.signature_method(SignatureMethod::Plaintext);
        let attack = Message::signed(&plaintext, Method::GET, "/photos", None);
        let server = Server::with(verifier().signature_methods([SignatureMethod::Plaintext]));
        server.refuses(&attack, 401, &INVALID).await;
    }
}

// Methods and versions.

#[tokio::test]
async fn unsupported_methods() {
    let original = Message::get("/photos");
    for method in [
        "hmac-sha1",
        "HMAC-MD5",
        "RSA-SHA1",
        "none",
        "HMAC-SHA1%00",
        "HMAC-SHA1%20",
    ] {
        let attack = original.clone().setting("oauth_signature_method", method);
        bad(&original, attack, VerifyError::SignatureMethod).await;
    }
    let narrow = Server::with(verifier().signature_methods([SignatureMethod::Plaintext]));
    narrow
        .refuses(&original, 400, &VerifyError::SignatureMethod)
        .await;
}

#[tokio::test]
async fn a_downgrade_to_plaintext() {
    let plaintext = signer().signature_method(SignatureMethod::Plaintext);
    let attack = Message::signed(&plaintext, Method::GET, "/photos", None);
    // With the right secrets: the server does not take it unless asked ...
    Server::new()
        .refuses(&attack, 400, &VerifyError::SignatureMethod)
        .await;
    let methods = [SignatureMethod::Plaintext, SignatureMethod::HmacSha1];
    let asked = verifier().signature_methods(methods);
    Server::with(asked).accepts(&attack).await;
    // ... and never without TLS ...
    let http = verifier_at(PublicOrigin::as_received(Scheme::HTTP)).signature_methods(methods);
    Server::with(http)
        .refuses(&attack, 400, &VerifyError::PlaintextWithoutTls)
        .await;
    // ... nor from a client that registered another method.
    let careful = Signer::new(ClientCredentials::new("careful-id", "careful-secret"))
        .token(TokenCredentials::new(
            "careful-token",
            "careful-token-secret",
        ))
        .clock(|| NOW);
    let server = Server::with(verifier().signature_methods(methods));
    server
        .accepts(&Message::signed(&careful, Method::GET, "/photos", None))
        .await;
    let careful = careful.signature_method(SignatureMethod::Plaintext);
    let attack = Message::signed(&careful, Method::GET, "/photos", None);
    server.refuses(&attack, 401, &INVALID).await;
}

#[tokio::test]
async fn an_hmac_signature_that_says_it_is_plaintext() {
    let original = Message::get("/photos");
    let attack = original
        .clone()
        .setting("oauth_signature_method", "PLAINTEXT");
    bad(&original, attack, VerifyError::SignatureMethod).await;
}

#[tokio::test]
async fn wrong_versions() {
    let original = Message::get("/photos");
    for version in ["2.0", "1.0a", "1", "1.00", "%201.0", ""] {
        let attack = original.clone().setting("oauth_version", version);
        bad(&original, attack, VerifyError::Version).await;
    }
}

// Time.

fn at(time: u64) -> Message {
    let signer = signer().clock(move || time);
    Message::signed(&signer, Method::GET, "/photos", None)
}

#[tokio::test]
async fn timestamps_at_the_edges_of_the_window() {
    let server = Server::new();
    for time in [NOW - 300, NOW, NOW + 300] {
        server.accepts(&at(time)).await;
    }
    let refused = VerifyError::Timestamp {
        acceptable: NOW - 300..=NOW + 300,
    };
    for time in [
        NOW - 301,
        NOW + 301,
        1,
        NOW - 86400,
        NOW * 2,
        9_999_999_999_999_999_999,
    ] {
        server.refuses(&at(time), 401, &refused).await;
    }
}

#[tokio::test]
async fn timestamps_that_are_no_numbers() {
    let original = Message::get("/photos");
    for timestamp in [
        "0",
        "-1700000000",
        "%2B1700000000",
        "1700000000.0",
        "1.7e9",
        "0x6553f100",
        "1700000000%20",
        "%201700000000",
        "1700000000x",
        "1,700,000,000",
        "%D9%A1%D9%A7",
        "%EF%BC%91%EF%BC%97",
        "NaN",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999",
        "-0",
        "00000000001700000000",
    ] {
        let attack = original.clone().setting("oauth_timestamp", timestamp);
        bad(&original, attack, VerifyError::Malformed("oauth_timestamp")).await;
    }
}

// Parameters.

const ALL: [&str; 7] = [
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_version",
];

#[tokio::test]
async fn parameters_twice_in_the_header() {
    let original = Message::get("/photos");
    for name in ALL {
        let value = original.parameter(name);
        for (name, value) in [
            (name, value.as_str()),
            (name, "x"),
            (&name.replace('_', "%5F"), "x"),
        ] {
            let first = original
                .clone()
                .replacing("OAuth ", &format!("OAuth {name}=\"{value}\", "));
            bad(&original, first, VerifyError::Duplicated).await;
        }
    }
    let unknown = original
        .clone()
        .replacing("OAuth ", "OAuth x=\"1\", x=\"1\", ");
    bad(&original, unknown, VerifyError::Duplicated).await;
}

/// The protocol parameters of a message as a query or form.
fn pairs(message: &Message) -> String {
    let pairs = message.authorization().replace("OAuth ", "");
    pairs.replace(", ", "&").replace('"', "")
}

#[tokio::test]
async fn parameters_twice_in_the_query() {
    let original = Message::get("/photos");
    let bare = original.clone().without(header::AUTHORIZATION);
    let all = pairs(&original);
    for name in ALL {
        for value in [original.parameter(name).as_str(), "x", ""] {
            let attack = bare
                .clone()
                .target(&format!("/photos?{name}={value}&{all}"));
            bad(&original, attack, VerifyError::Duplicated).await;
        }
    }
}

#[tokio::test]
async fn parameters_twice_in_the_form() {
    let original = Message::form("/photos", "");
    let bare = original.clone().without(header::AUTHORIZATION);
    let all = pairs(&original);
    for name in ALL {
        let mut attack = bare.clone();
        attack.body = format!("{all}&{name}=x").into();
        bad(&original, attack, VerifyError::Duplicated).await;
    }
}

#[tokio::test]
async fn parameters_in_two_places() {
    let original = Message::form("/photos", "a=1");
    let all = pairs(&original);
    for name in ALL
        .iter()
        .chain(&["oauth_callback", "oauth_verifier", "oauth_body_hash"])
    {
        let query = original.clone().target(&format!("/photos?{name}=x"));
        bad(&original, query, VerifyError::TwoPlaces).await;
        let mut form = original.clone();
        form.body = format!("a=1&{name}=x").into();
        bad(&original, form, VerifyError::TwoPlaces).await;
    }
    let doubled = original.clone().target(&format!("/photos?{all}"));
    bad(&original, doubled, VerifyError::TwoPlaces).await;
    // Query and form, without a header.
    let mut attack = original
        .clone()
        .without(header::AUTHORIZATION)
        .target(&format!("/photos?{all}"));
    attack.body = "a=1&oauth_token=token-id".into();
    bad(&original, attack, VerifyError::TwoPlaces).await;
}

#[tokio::test]
async fn the_double_form() {
    use tower::{Layer, ServiceExt};
    let recorder = crate::support::Recorder::default();
    let scope = tower_oauth1::Scope::origin(crate::support::API).unwrap();
    let layer = tower_oauth1::OAuth1Layer::new(signer(), scope)
        .transmission(tower_oauth1::protocol::Transmission::Query)
        .header_too();
    let request = http::Request::get("https://api.example.com/photos");
    let request = request
        .body(http_body_util::Full::<bytes::Bytes>::default())
        .unwrap();
    layer
        .layer(recorder.clone())
        .oneshot(request)
        .await
        .unwrap();
    let doubled = Message::sent(recorder.take().remove(0));
    Server::new()
        .refuses(&doubled, 400, &VerifyError::TwoPlaces)
        .await;
}

#[tokio::test]
async fn each_required_parameter_missing_or_empty() {
    let original = Message::get("/photos");
    for name in ALL.into_iter().filter(|name| *name != "oauth_version") {
        let missing = original.clone().leaving_out(name);
        bad(&original, missing, VerifyError::Absent(name)).await;
        let empty = original.clone().setting(name, "");
        bad(&original, empty, VerifyError::Absent(name)).await;
    }
}

#[tokio::test]
async fn values_that_are_too_long_or_no_text() {
    let original = Message::get("/photos");
    for (name, longest) in [
        ("oauth_consumer_key", 256),
        ("oauth_token", 256),
        ("oauth_nonce", 128),
        ("oauth_signature", 2048),
    ] {
        for value in ["x".repeat(longest + 1), "%FF".to_owned(), "%C3".to_owned()] {
            let attack = original.clone().setting(name, &value);
            bad(&original, attack, VerifyError::Malformed(name)).await;
        }
    }
}

// Headers.

#[tokio::test]
async fn two_authorization_headers() {
    let original = Message::get("/photos");
    for second in [
        original.authorization(),
        "OAuth".to_owned(),
        "oauth x=\"\"".to_owned(),
    ] {
        let attack = original.clone().and(header::AUTHORIZATION, second);
        bad(&original, attack, VerifyError::TwoHeaders).await;
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
    bad(&original, padded, VerifyError::MalformedHeader).await;
    let many = original
        .clone()
        .target(&format!("/photos?{}", "a&".repeat(300)));
    bad(&original, many, VerifyError::TooManyParameters).await;
    let names: Vec<_> = (0..300).map(|n| format!("x{n}=\"\"")).collect();
    let many = original
        .clone()
        .replacing("OAuth ", &format!("OAuth {}, ", names.join(",")));
    bad(&original, many, VerifyError::TooManyParameters).await;
}

// Where the request went.

#[tokio::test]
async fn host_tricks() {
    let original = Message::get("/photos");
    let target = |error: OriginError| VerifyError::Target(BaseStringUriError::Origin(error));
    let twice = original.clone().and(header::HOST, "api.example.com");
    bad(&original, twice, target(OriginError::TwoHosts)).await;
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
    // The target's host and the `Host` header disagree: one of both is what the client signed.
    let absolute = original.clone().target("https://api.example.com/photos");
    Server::new().accepts(&absolute).await;
    let evil = absolute.clone().with(header::HOST, "evil.example");
    bad(&original, evil, target(OriginError::TwoHosts)).await;
    let evil = original.clone().target("https://evil.example/photos");
    bad(&original, evil, target(OriginError::TwoHosts)).await;
    // The target's scheme is none that clients use.
    for scheme in ["http", "HTTP", "ftp"] {
        let other = original
            .clone()
            .target(&format!("{scheme}://api.example.com/photos"));
        bad(&original, other, target(OriginError::TwoSchemes)).await;
    }
    // In HTTP/2 it is whatever the proxy before the server writes.
    let http = original.target("http://api.example.com/photos");
    let mut received = http.received();
    *received.version_mut() = http::Version::HTTP_2;
    assert_eq!(Server::new().send(received).await.status(), 200);
}

#[tokio::test]
async fn forwarded_headers_that_nobody_asked_for() {
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
        // It does not turn a request to http into one to https, nor one host into another.
        let attack = original.clone().and(name.clone(), value);
        Server::with(plain.clone())
            .refuses(&attack, 401, &INVALID)
            .await;
        let attack = attack.with(header::HOST, "evil.example").target("/admin");
        forged(&original, attack).await;
        // And it takes nothing from a good request.
        Server::new()
            .accepts(&original.clone().and(name, "evil"))
            .await;
    }
}

#[tokio::test]
async fn targets_that_name_no_resource() {
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
