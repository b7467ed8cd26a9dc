//! Parameters that an attacker moves to another place. The signature stays valid: RFC 5849 signs
//! names and values, but not places (section 3.4.1.3.1).

use http::{Method, header};
use tower_oauth1::protocol::{Problem, Transmission};
use tower_oauth1::{Signer, VerifyError};

use super::{bad, forged};
use crate::support::FORM;
use crate::verify::server::harness::{Message, Passed, Server, signer, verifier};

/// Returns all parameters that are not of the protocol, as `name=value`, each with its place.
fn parameters(passed: &Passed) -> Vec<(String, Transmission)> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let parameters = passed.by.parameters();
    let shown = parameters.map(|parameter| {
        let pair = format!("{}={}", text(&parameter.name()), text(&parameter.value()));
        (pair, parameter.source())
    });
    shown
        .filter(|(pair, _)| !pair.starts_with("oauth_"))
        .collect()
}

fn unexpected(name: &str) -> VerifyError {
    let name = name.to_owned();
    VerifyError::UnexpectedHeaderParameter { name }
}

/// Moves one field of a form into the header.
fn hidden(original: &Message, pair: &str, rest: &'static str) -> Message {
    let (name, value) = pair.split_once('=').unwrap();
    let moved = original.clone().body(rest);
    moved.replacing("OAuth ", &format!("OAuth {name}=\"{value}\", "))
}

#[tokio::test]
async fn a_field_of_a_form_hidden_in_the_header() {
    let original = Message::form("/pay", "amount=1&limit=5");
    let attack = hidden(&original, "limit=5", "amount=1");
    bad(&original, attack, unexpected("limit")).await;
    // The whole form.
    let attack = hidden(&original, "limit=5", "");
    let attack = attack.replacing("OAuth ", "OAuth amount=\"1\", ");
    bad(&original, attack, unexpected("amount")).await;
    // Names that only look like names of the protocol.
    for name in [
        "OAUTH_limit",
        "oauth",
        "oauth%2Dlimit",
        "xoauth_limit",
        "x_auth_limit",
        "Oauth_",
    ] {
        let header = format!("OAuth {name}=\"5\", ");
        let attack = original.clone().replacing("OAuth ", &header);
        bad(&original, attack, unexpected(&name.replace("%2D", "-"))).await;
    }
    let query = Message::get("/pay?limit=5");
    let attack = query.clone().target("/pay");
    let attack = attack.replacing("OAuth ", "OAuth limit=\"5\", ");
    bad(&query, attack, unexpected("limit")).await;
}

#[tokio::test]
async fn a_server_can_allow_a_parameter_in_the_header() {
    let allowing = || verifier().extra_header_parameters(["limit", "caf\u{e9} au lait"]);
    let original = Message::form("/pay", "amount=1&limit=5");
    let moved = hidden(&original, "limit=5", "amount=1");
    let passed = Server::with(allowing()).accepts(&moved).await;
    assert_eq!(
        parameters(&passed),
        [
            ("limit=5".to_owned(), Transmission::AuthorizationHeader),
            ("amount=1".to_owned(), Transmission::FormBody),
        ],
        "handlers find the parameter wherever it is"
    );
    assert_eq!(passed.by.parameter("limit"), Some("5"));
    let other = hidden(&original, "amount=1", "limit=5");
    let server = Server::with(allowing());
    server.refuses(&other, 400, &unexpected("amount")).await;
    // Names are compared decoded, and their case matters.
    let original = Message::form("/", "caf%C3%A9+au+lait=1&Limit=2");
    let moved = hidden(&original, "caf%C3%A9%20au%20lait=1", "Limit=2");
    Server::with(allowing()).accepts(&moved).await;
    let moved = hidden(&original, "Limit=2", "caf%C3%A9+au+lait=1");
    let server = Server::with(allowing());
    server.refuses(&moved, 400, &unexpected("Limit")).await;
}

/// Clients of some services send other parameters in the header, and sign them.
#[tokio::test]
async fn requests_of_clients_that_send_other_parameters_in_the_header() {
    for (name, value) in [
        ("xoauth_requestor_id", "jane@example.com"),
        ("diffie_hellman_challenge", "a1b2c3"),
        ("opensocial_viewer_id", "7"),
        ("x_auth_mode", "client_auth"),
    ] {
        let mut request = http::Request::post("https://api.example.com/live")
            .body(bytes::Bytes::new())
            .unwrap();
        let (parts, ()) = request.clone().map(drop).into_parts();
        let parameters = signer()
            .sign_with_parameters(&parts, None, &[(name, value)])
            .unwrap();
        let header = parameters.authorization_header();
        request.headers_mut().insert(header::AUTHORIZATION, header);
        let message = Message::sent(request);
        Server::new()
            .refuses(&message, 400, &unexpected(name))
            .await;
        let server = Server::with(verifier().extra_header_parameters([name]));
        let passed = server.accepts(&message).await;
        assert_eq!(passed.by.parameter(name), Some(value));
    }
    // The realm, and unknown parameters that begin with `oauth_`, need no setting.
    let realm = signer().with_realm("Photos").unwrap();
    Server::new()
        .accepts(&Message::signed(&realm, Method::GET, "/", None))
        .await;
    let original = Message::get("/");
    let unknown = original
        .clone()
        .replacing("OAuth ", "OAuth oauth_x=\"1\", ");
    forged(&original, unknown).await;
}

/// The refusal names the parameter, so that the client and the operator can find it.
#[tokio::test]
async fn the_refusal_of_a_header_parameter() {
    let name = "a%0D%0Ab%22";
    let header = format!("OAuth {name}=\"1\", ");
    let attack = Message::get("/").replacing("OAuth ", &header);
    let response = Server::new().send(attack.received()).await;
    let problem = Problem::from_headers(response.headers()).unwrap();
    assert_eq!(problem.name(), "parameter_rejected");
    let rejected: Vec<_> = problem.parameters_rejected().collect();
    assert_eq!(rejected, ["a\r\nb\""]);
    let error = response
        .extensions()
        .get::<VerifyError>()
        .unwrap()
        .to_string();
    assert!(error.contains(r#""a\r\nb\"""#), "{error}");
    assert!(
        error.contains("`RequestVerifier::extra_header_parameters`"),
        "{error}"
    );
    // A long name is cut.
    let header = format!("OAuth {}=\"1\", ", "n".repeat(5000));
    let attack = Message::get("/").replacing("OAuth ", &header);
    let response = Server::new().send(attack.received()).await;
    let error = response
        .extensions()
        .get::<VerifyError>()
        .unwrap()
        .to_string();
    assert!(error.len() < 400, "{error}");
}

/// What the RFC does not prevent. The documentation says so.
#[tokio::test]
async fn places_and_order_are_not_signed() {
    // A field may move between form and query.
    let original = Message::form("/pay?a=1", "b=2");
    let moved = original.clone().target("/pay?a=1&b=2").body("");
    let passed = Server::new().accepts(&moved).await;
    let query = Transmission::Query;
    assert_eq!(
        parameters(&passed),
        [("a=1".to_owned(), query), ("b=2".to_owned(), query)]
    );
    // Parameters with equal names may swap.
    let original = Message::form("/pay", "to=jane&to=mallory");
    let swapped = original.body("to=mallory&to=jane");
    Server::new().accepts(&swapped).await;
    // A form may move to the query and leave its place to a body that is not signed.
    let original = Message::form("/pay", "amount=1");
    let moved = original
        .clone()
        .target("/pay?amount=1")
        .body("{\"amount\":9}");
    let moved = moved.with(header::CONTENT_TYPE, "application/json");
    let passed = Server::new().accepts(&moved).await;
    assert!(!passed.by.body_is_signed());
    let absent = VerifyError::MissingParameter("oauth_body_hash");
    let server = Server::with(verifier().require_body_hash());
    server.refuses(&moved, 400, &absent).await;
    // Signed in the query or form, a parameter may move too.
    let signer: Signer = signer();
    let original = Message::signed(&signer, Method::POST, "/pay", Some((FORM, "a=1")));
    let pairs = super::pairs(&original);
    let in_query = original.without(header::AUTHORIZATION);
    let in_query = in_query.target(&format!("/pay?{pairs}"));
    Server::new().accepts(&in_query).await;
    let moved = in_query.target(&format!("/pay?a=1&{pairs}")).body("");
    Server::new().accepts(&moved).await;
}
