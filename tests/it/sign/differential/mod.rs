//! Compares header signatures with those of another implementation, the crate `oauth1-request`.
//!
//! That crate wants a list of parameters: sorted, with encoded names, and without a query in the
//! URI. This crate reads the parameters from the request. So the test makes each request twice from
//! the same decoded parameters. This crate gets bytes as on the wire, in random order and with
//! random escapes. The other crate gets the list.
//!
//! The test uses HMAC-SHA1 only. The other crate does not encode the PLAINTEXT signature in the
//! header: it writes `secret&`, where the example of section 3.4.4 has `secret%26`.

mod generate;

use std::num::NonZeroU64;

use http::Request;
use oauth1_request::request::AssertSorted;
use oauth1_request::{Builder, Credentials, HMAC_SHA1};
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};

use self::generate::Case;
use crate::support::header;
use crate::support::random::Random;

const REQUESTS: usize = 10_000;

/// Counts the requests with each feature that implementations often get wrong.
#[derive(Debug, Default)]
struct Seen {
    duplicate_names: usize,
    names_in_query_and_form: usize,
    non_ascii_names: usize,
    non_ascii_values: usize,
    plus_for_space: usize,
    plus_itself: usize,
    empty_values: usize,
    forms: usize,
    other_bodies: usize,
}

impl Seen {
    fn count(&mut self, case: &Case) {
        let any = |test: &dyn Fn(&(String, String)) -> bool| {
            usize::from(case.query.iter().chain(&case.form).any(test))
        };
        let names = || case.query.iter().chain(&case.form).map(|(name, _)| name);
        let twice = names().any(|name| names().filter(|other| *other == name).count() > 1);
        let across = case
            .query
            .iter()
            .any(|(name, _)| case.form.iter().any(|(n, _)| n == name));
        let wire = case.uri.split_once('?').map_or("", |(_, query)| query);
        let form = if case.is_form() {
            case.body.as_str()
        } else {
            ""
        };
        self.duplicate_names += usize::from(twice);
        self.names_in_query_and_form += usize::from(across);
        self.non_ascii_names += any(&|(name, _)| !name.is_ascii());
        self.non_ascii_values += any(&|(_, value)| !value.is_ascii());
        self.plus_for_space += usize::from(wire.contains('+') || form.contains('+'));
        self.plus_itself += any(&|(name, value)| name.contains('+') || value.contains('+'));
        self.empty_values += any(&|(_, value)| value.is_empty());
        self.forms += usize::from(!case.form.is_empty());
        self.other_bodies += usize::from(!case.is_form());
    }
}

/// Returns the `Authorization` header of the other implementation.
fn theirs(case: &Case) -> String {
    let mut parameters: Vec<(String, String, &str)> = case
        .query
        .iter()
        .chain(&case.form)
        .map(|(name, value)| (encode(name), encode(value), value.as_str()))
        .collect();
    parameters.sort();
    // The other crate encodes values twice, as the base string needs. For names, the caller must do
    // the first encoding.
    let request: Vec<(String, &str)> = parameters
        .iter()
        .map(|(name, _, value)| (encode(name), *value))
        .collect();
    let request = AssertSorted::new(request.iter().map(|(name, value)| (name, value)));

    let client = Credentials::new(case.client.0.as_str(), case.client.1.as_str());
    let token = case.token.as_ref();
    let mut builder = Builder::new(client, HMAC_SHA1);
    builder
        .token(token.map(|(id, secret)| Credentials::new(id.as_str(), secret.as_str())))
        .nonce(case.nonce.as_str())
        .timestamp(NonZeroU64::new(case.timestamp))
        .version(case.version)
        .callback(case.callback.as_deref())
        .verifier(case.verifier.as_deref());
    builder.authorize(&case.method, &case.base_string_uri, &request)
}

/// Percent-encodes as RFC 5849 section 3.6 says. Written without the code of this crate.
fn encode(text: &str) -> String {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if unreserved(byte) {
            encoded.push(char::from(byte))
        } else {
            encoded += &format!("%{byte:02X}")
        }
        encoded
    })
}

/// Returns the `Authorization` header of this crate.
fn ours(case: &Case) -> String {
    let mut builder = Request::builder()
        .method(case.method.as_str())
        .uri(&case.uri);
    for (name, value) in &case.headers {
        builder = builder.header(*name, *value);
    }
    let (parts, body) = builder
        .body(&case.body)
        .expect("the generator makes requests that `http` takes")
        .into_parts();

    let client = ClientCredentials::new(&case.client.0, &case.client.1);
    let (timestamp, nonce) = (case.timestamp, case.nonce.clone());
    let mut signer = Signer::new(client)
        .with_clock(move || timestamp)
        .with_nonces(move || Nonce::new(nonce.clone()));
    if let Some((identifier, secret)) = &case.token {
        signer = signer.with_token(TokenCredentials::new(identifier, secret));
    }
    if !case.version {
        signer = signer.without_version();
    }
    let callback = case.callback.iter().map(|c| ("oauth_callback", c.as_str()));
    let verifier = case.verifier.iter().map(|v| ("oauth_verifier", v.as_str()));
    let extra: Vec<_> = callback.chain(verifier).collect();
    let signed = signer
        .sign_with_parameters(&parts, Some(body.as_bytes()), &extra)
        .expect("the generator makes requests that can be signed");
    let value = signed.authorization_header();
    String::from_utf8(value.as_bytes().to_vec()).expect("encoded text")
}

#[test]
fn ten_thousand_requests_are_signed_alike() {
    let mut random = Random::new(0x5849);
    let mut seen = Seen::default();
    for number in 0..REQUESTS {
        let case = Case::generate(&mut random);
        seen.count(&case);
        let (theirs, ours) = (header::read(&theirs(&case)), header::read(&ours(&case)));
        assert!(theirs.is_ok(), "request {number}: {theirs:?}");
        assert_eq!(ours, theirs, "request {number}: {case:#?}");
    }
    println!("{REQUESTS} requests signed alike; of these {seen:#?}");
    let Seen {
        duplicate_names,
        names_in_query_and_form,
        non_ascii_names,
        non_ascii_values,
        plus_for_space,
        plus_itself,
        empty_values,
        forms,
        other_bodies,
    } = seen;
    for (what, count) in [
        ("duplicate names", duplicate_names),
        ("names in query and form", names_in_query_and_form),
        ("names beyond ASCII", non_ascii_names),
        ("values beyond ASCII", non_ascii_values),
        ("`+` for a space", plus_for_space),
        ("`+` itself", plus_itself),
        ("empty values", empty_values),
        ("forms", forms),
        ("bodies that are none", other_bodies),
    ] {
        assert!(count > 500, "only {count} of {REQUESTS} have {what}");
    }
}
