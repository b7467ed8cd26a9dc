//! Protocol parameters in more than one of header, query and form, if the server allows it.

use bytes::Bytes;
use http::{HeaderName, Method, Request, header};
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{ClientCredentials, RequestVerifier, Signer, TokenCredentials, VerifyError};

use crate::support::{API, FORM};
use crate::verify::server::harness::{Message, NOW, Server, signer, verifier};

fn allowing() -> RequestVerifier {
    verifier().allow_multiple_transmissions()
}

fn multiple(name: &str) -> VerifyError {
    let names = vec![name.to_owned()];
    VerifyError::MultipleTransmissions { names }
}

fn duplicate(name: &str) -> VerifyError {
    let names = vec![name.to_owned()];
    VerifyError::DuplicateParameter { names }
}

const INVALID: VerifyError = VerifyError::SignatureInvalid;
const CALLBACK: &str = "oauth_callback=https%3A%2F%2Fapp.example.com%2Fready%3Fa%3D1";

/// Returns a request that a program sent, as the server receives it.
fn recorded(method: Method, target: &str, signature: &str, form: &'static str) -> Message {
    let authorization = format!(
        "OAuth oauth_nonce=\"7d8f3e4a\", oauth_timestamp=\"1700000000\", oauth_version=\"1.0\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_consumer_key=\"client-id\", \
         oauth_signature=\"{signature}\""
    );
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{API}{target}"));
    request = request.header(header::AUTHORIZATION, authorization);
    if !form.is_empty() {
        request = request.header(header::CONTENT_TYPE, FORM);
    }
    Message::sent(request.body(Bytes::from_static(form.as_bytes())).unwrap())
}

/// Requests for temporary credentials by Twython 3.9.1 and flickrapi 2.4.0.
fn programs() -> [Message; 2] {
    let twython = recorded(
        Method::GET,
        &format!("/initiate?{CALLBACK}"),
        "MS4zfqaE8AoF6mIx1q35Qb%2BMC9U%3D",
        "",
    );
    let flickrapi = recorded(
        Method::POST,
        "/initiate",
        "NyItKOIaJOCf54nG%2BOpuP8bZyp8%3D",
        CALLBACK,
    );
    [twython, flickrapi]
}

#[tokio::test]
async fn callbacks_beside_the_header_are_accepted_by_choice_only() {
    for request in programs() {
        let server = Server::with(verifier().allow_missing_token());
        server
            .refuses(&request, 400, &multiple("oauth_callback"))
            .await;

        let server = Server::with(allowing().allow_missing_token());
        let caller = server.accepts(&request).await.by;
        let callback = "https://app.example.com/ready?a=1";
        assert_eq!(caller.parameter("oauth_callback"), Some(callback));
        server.refuses(&request, 401, &VerifyError::NonceUsed).await;
        // The callback is signed where it is.
        let mut changed = request.clone();
        changed.target = changed.target.replace("a%3D1", "a%3D2");
        changed.body = Bytes::from(
            String::from_utf8(changed.body.to_vec())
                .unwrap()
                .replace("a%3D1", "a%3D2"),
        );
        server.refuses(&changed, 401, &INVALID).await;
    }
}

/// twitter-lite 1.1.0 sends the callback twice, and signs it once.
#[tokio::test]
async fn a_callback_in_two_places_is_refused() {
    let request = recorded(
        Method::POST,
        &format!("/request_token?{CALLBACK}"),
        "fhVrFJcr%2FhuO85C7I3OylLuPsrE%3D",
        "",
    );
    let callback = CALLBACK.replace('=', "=\"") + "\"";
    let request = request.replacing("OAuth ", &format!("OAuth {callback}, "));
    let server = Server::with(allowing().allow_missing_token());
    server
        .refuses(&request, 400, &duplicate("oauth_callback"))
        .await;
    let server = Server::with(verifier().allow_missing_token());
    server
        .refuses(&request, 400, &multiple("oauth_callback"))
        .await;
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Header,
    Query,
    Form,
}

const PLACES: [Place; 3] = [Place::Header, Place::Query, Place::Form];

/// Adds a parameter, percent-encoded, to a request.
fn adding(mut request: Message, place: Place, name: &str, value: &str) -> Message {
    match place {
        Place::Header => {
            let added = format!("OAuth {name}=\"{value}\", ");
            return request.replacing("OAuth ", &added);
        }
        Place::Query => request.target = format!("{}&{name}={value}", request.target),
        Place::Form => {
            let form = String::from_utf8(request.body.to_vec()).unwrap();
            request.body = Bytes::from(format!("{form}&{name}={value}"));
        }
    }
    request
}

const NAMES: [&str; 7] = [
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_version",
    "oauth_signature",
];

#[tokio::test]
async fn each_parameter_may_be_anywhere_but_only_once() {
    for name in NAMES {
        for place in [Place::Query, Place::Form] {
            let original = Message::form("/photos?a=1", "b=2");
            let value = original.parameter(name);
            let moved = adding(original.clone().leaving_out(name), place, name, &value);
            let default = Server::new();
            // Without the setting, the head of the request must be complete.
            let reason = match place {
                Place::Form if name != "oauth_version" => VerifyError::MissingParameter(name),
                _ => multiple(name),
            };
            default.refuses(&moved, 400, &reason).await;

            let server = Server::with(allowing());
            let passed = server.accepts(&moved).await;
            assert_eq!(
                passed.by.client_identifier(),
                "client-id",
                "{name} {place:?}"
            );
            assert_eq!(passed.by.token_identifier(), Some("token-id"));
            let mut sources: Vec<Transmission> = Vec::new();
            for parameter in passed.by.parameters() {
                if !sources.contains(&parameter.source()) {
                    sources.push(parameter.source());
                }
            }
            assert_eq!(sources.len(), 3);
            // The same request, whole or moved, is a copy.
            for copy in [&original, &moved] {
                server.refuses(copy, 401, &VerifyError::NonceUsed).await;
            }
            // The parameter a second time, in each place and with another spelling of its name.
            for second in PLACES {
                for spelling in [name.to_owned(), name.replacen('_', "%5F", 1)] {
                    // A wrong value in the head is refused before the form is read.
                    let is_in_head = !matches!(second, Place::Form);
                    let others = if is_in_head { &[][..] } else { &["x", ""] };
                    for value in others.iter().copied().chain([&*value]) {
                        let twice = adding(moved.clone(), second, &spelling, value);
                        server.refuses(&twice, 400, &duplicate(name)).await;
                    }
                }
            }
        }
    }
}

/// A signature in one place and a nonce in another are one set.
#[tokio::test]
async fn all_parameters_are_spread_over_all_places() {
    let original = Message::form("/photos?a=1", "b=2");
    let mut spread = original.clone();
    for (name, place) in NAMES.into_iter().zip(PLACES.into_iter().cycle()) {
        let value = original.parameter(name);
        spread = adding(spread.leaving_out(name), place, name, &value);
    }
    let server = Server::with(allowing());
    server.accepts(&spread).await;
    server
        .refuses(&original, 401, &VerifyError::NonceUsed)
        .await;
    // Another nonce, in the place where the real one is or in another place.
    let nonce = original.parameter("oauth_nonce");
    let mut changed = spread.clone();
    changed.target = changed.target.replace(&nonce, "another");
    let text = String::from_utf8(changed.body.to_vec()).unwrap();
    changed.body = Bytes::from(text.replace(&nonce, "another"));
    server.refuses(&changed, 401, &INVALID).await;
    for place in PLACES {
        let two = adding(spread.clone(), place, "oauth_nonce", "another");
        server.refuses(&two, 400, &duplicate("oauth_nonce")).await;
    }
}

/// If the token is optional, nobody can remove, move or exchange it unseen.
#[tokio::test]
async fn an_optional_token_is_signed_in_each_place() {
    let with_token = Message::form("/photos?a=1", "b=2");
    let alone = Signer::new(crate::support::client()).with_clock(|| NOW);
    let without = Message::signed(&alone, Method::POST, "/photos?a=1", Some((FORM, "b=2")));
    let server = Server::with(allowing().allow_missing_token());
    let stripped = with_token.clone().leaving_out("oauth_token");
    server.refuses(&stripped, 401, &INVALID).await;
    for place in PLACES {
        let moved = adding(stripped.clone(), place, "oauth_token", "other-token");
        server.refuses(&moved, 401, &INVALID).await;
        let added = adding(without.clone(), place, "oauth_token", "token-id");
        server.refuses(&added, 401, &INVALID).await;
        let empty = adding(without.clone(), place, "oauth_token", "");
        server.refuses(&empty, 401, &INVALID).await;
        let verifier = adding(without.clone(), place, "oauth_verifier", "planted");
        server.refuses(&verifier, 401, &INVALID).await;
        let two = adding(with_token.clone(), place, "oauth_token", "other-token");
        server.refuses(&two, 400, &duplicate("oauth_token")).await;
    }
    let moved = adding(stripped, Place::Form, "oauth_token", "token-id");
    let caller = server.accepts(&moved).await.by;
    assert_eq!(caller.token_identifier(), Some("token-id"));
    assert_eq!(server.accepts(&without).await.by.token_identifier(), None);
}

/// The token of another client, in a place of its own.
#[tokio::test]
async fn a_token_of_another_client_in_another_place_is_refused() {
    let token = TokenCredentials::new("other-token", "other-token-secret");
    let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    let signer = signer.with_token(token).with_clock(|| NOW);
    let request = Message::signed(&signer, Method::POST, "/photos?a=1", Some((FORM, "b=2")));
    let request = request.leaving_out("oauth_token");
    let server = Server::with(allowing());
    for place in PLACES {
        let moved = adding(request.clone(), place, "oauth_token", "other-token");
        server.refuses(&moved, 401, &INVALID).await;
    }
}

/// What the header says is checked before the form is read, and what is missing after it.
#[tokio::test]
async fn the_form_is_read_only_if_the_header_may_be_right() {
    let server = Server::with(allowing());
    let original = Message::form("/photos?a=1", "b=2");
    for name in ["oauth_nonce", "oauth_token", "oauth_signature"] {
        let missing = original.clone().leaving_out(name);
        let reason = VerifyError::MissingParameter(name);
        server.refuses(&missing, 400, &reason).await;
    }
    let late = Message::signed(
        &signer().with_clock(|| NOW - 301),
        Method::POST,
        "/photos?a=1",
        Some((FORM, "b=2")),
    );
    let nonce = late.parameter("oauth_nonce");
    let acceptable = NOW - 300..=NOW + 300;
    let reason = VerifyError::Timestamp { acceptable };
    server.refuses(&late, 401, &reason).await;
    let late = adding(
        late.leaving_out("oauth_nonce"),
        Place::Form,
        "oauth_nonce",
        &nonce,
    );
    server.refuses(&late, 401, &reason).await;
    // The names of the protocol are no data: a header of another scheme changes nothing.
    let other = original
        .clone()
        .with(HeaderName::from_static("authorization"), "Basic eA==");
    server.refuses(&other, 401, &VerifyError::Unsigned).await;
}
