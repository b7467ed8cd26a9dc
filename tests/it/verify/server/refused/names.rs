//! The parameters that a refusal names in `oauth_parameters_rejected`.

use http::{Method, header};
use tower_oauth1::VerifyError;
use tower_oauth1::protocol::Problem;

use crate::support::{FORM, as_text};
use crate::verify::server::bodies::hashed;
use crate::verify::server::harness::{Message, Server, signer};

/// Returns the names in the header and in the body, which must be the same.
async fn rejected(message: &Message) -> Vec<String> {
    let response = as_text(Server::new().send(message.received()).await).await;
    assert_eq!(response.status(), 400, "{message:?}");
    let header = Problem::from_headers(response.headers()).unwrap();
    let body = Problem::from_body(response.body().as_bytes()).unwrap();
    assert_eq!(header, body);
    assert_eq!(header.name(), "parameter_rejected");
    header.parameters_rejected().collect()
}

#[tokio::test]
async fn duplicate_parameters() {
    let get = Message::get("/photos");
    let twice = get
        .clone()
        .replacing("OAuth ", "OAuth oauth_nonce=\"x\", oauth_signature=\"x\", ");
    assert_eq!(rejected(&twice).await, ["oauth_nonce", "oauth_signature"]);
    let three_times = get
        .clone()
        .replacing("OAuth ", "OAuth oauth_token=\"x\", oauth%5Ftoken=\"x\", ");
    assert_eq!(rejected(&three_times).await, ["oauth_token"]);
    let unknown = get.replacing("OAuth ", "OAuth a%26b%3D=\"x\", a%26b%3D=\"x\", ");
    assert_eq!(rejected(&unknown).await, ["a&b"], "the reader cuts at `=`");
}

#[tokio::test]
async fn parameters_in_a_second_place() {
    let form = Message::form("/photos", "a=1");
    let in_query = form.clone().target("/photos?oauth_verifier=x");
    assert_eq!(rejected(&in_query).await, ["oauth_verifier"]);
    let form = form.body("a=1&oauth_version=1.0&oauth_callback=oob");
    assert_eq!(rejected(&form).await, ["oauth_version", "oauth_callback"]);
}

#[tokio::test]
async fn the_parameter_that_is_too_many() {
    let fields: Vec<_> = (0..300).map(|field| format!("f{field}=1")).collect();
    let fields: &'static str = fields.join("&").leak();
    let form = Message::signed(&signer(), Method::POST, "/photos?q=1", Some((FORM, fields)));
    // The query has the first one.
    assert_eq!(rejected(&form).await, ["f255"]);
    let unsigned = form.without(header::AUTHORIZATION);
    assert_eq!(rejected(&unsigned).await, ["f255"]);
}

#[tokio::test]
async fn malformed_unexpected_and_hashed() {
    let get = Message::get("/photos");
    let malformed = get.clone().setting("oauth_timestamp", "x");
    assert_eq!(rejected(&malformed).await, ["oauth_timestamp"]);
    let unexpected = get.replacing("OAuth ", "OAuth a%26b=\"x\", ");
    assert_eq!(rejected(&unexpected).await, ["a&b"]);
    let hashed = hashed(FORM, "Lve95gjOVATpfV8EL5X4nxwjKHE=", "a=1");
    assert_eq!(rejected(&hashed).await, ["oauth_body_hash"]);
}

/// A name in the header and in the query is not repeated. The header may not have it.
#[tokio::test]
async fn an_unexpected_parameter_with_the_name_of_another() {
    let get = Message::get("/photos?a=1").replacing("OAuth ", "OAuth a=\"x\", ");
    let name = "a".to_owned();
    let unexpected = VerifyError::UnexpectedHeaderParameter { name };
    Server::new().refuses(&get, 400, &unexpected).await;
}

/// The message for the operator.
#[tokio::test]
async fn the_error_names_them_in_quotes() {
    let twice = r#"OAuth a%22b="x", a%22b="x", oauth_nonce="x", "#;
    let get = Message::get("/photos").replacing("OAuth ", twice);
    let response = Server::new().send(get.received()).await;
    let error = response.extensions().get::<VerifyError>().unwrap();
    assert_eq!(
        error.to_string(),
        r#"a protocol parameter occurs more than once: "a\"b", "oauth_nonce""#
    );
}

/// The list is percent-encoded twice, so that a `&` in a name is not a separator.
#[tokio::test]
async fn names_are_encoded_twice() {
    let unexpected = Message::get("/photos").replacing("OAuth ", "OAuth a%26b%0D%0A=\"x\", ");
    let response = as_text(Server::new().send(unexpected.received()).await).await;
    let report = "oauth_problem=parameter_rejected&oauth_parameters_rejected=a%2526b%250D%250A";
    assert_eq!(response.body(), report);
}

/// The header stays small, whatever the request has.
#[tokio::test]
async fn long_names_and_many_of_them() {
    let long = "%F0%9F%98%80".repeat(100);
    let many: Vec<_> = (0..60)
        .map(|n| format!("oauth_x{n}=\"\", oauth_x{n}=\"\""))
        .collect();
    for pairs in [format!("{long}=\"\", {long}=\"\""), many.join(", ")] {
        let message = Message::get("/photos").replacing("OAuth ", &format!("OAuth {pairs}, "));
        let response = Server::new().send(message.received()).await;
        let length = response.headers()[header::WWW_AUTHENTICATE].len();
        assert!((100..1400).contains(&length), "{length}");
    }
}
