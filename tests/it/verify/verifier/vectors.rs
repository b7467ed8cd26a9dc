//! The published vectors, given to the verifier: forged requests, and requests that others signed.

use http::Request;
use serde_json::Value;
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, SignatureMethod, TokenCredentials,
    VerifyError,
};

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value[name].as_str()
}

/// Verifies the request of a vector with the credentials that the server of the vector knows.
fn verify(vector: &Value) -> Result<(), VerifyError> {
    let url = text(vector, "url").unwrap();
    let mut request = Request::builder()
        .method(text(vector, "method").unwrap())
        .uri(url);
    for (name, value) in vector["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let body = text(vector, "body").unwrap_or_default();
    let (parts, body) = request.body(body).unwrap().into_parts();

    let every = ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"];
    let allowed = vector["input"]["server_signature_methods"].as_array();
    let allowed: Vec<&str> = match allowed {
        Some(names) => names.iter().filter_map(Value::as_str).collect(),
        None => every.to_vec(),
    };
    let methods = allowed.into_iter().filter_map(|name| name.parse().ok());
    let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
    let verifier =
        RequestVerifier::new(PublicOrigin::fixed(origin.split('?').next().unwrap()).unwrap())
            .signature_methods(methods);

    let unverified = verifier.parse(&parts, Some(body.as_bytes()))?;
    let client = match (
        text(vector, "consumer_key"),
        text(vector, "consumer_secret"),
    ) {
        (Some(key), Some(secret)) if key == unverified.client_identifier() => {
            ClientCredentials::new(key, secret)
        }
        (Some(key), None) => ClientCredentials::without_secret(key),
        _ => ClientCredentials::new("nobody", "no secret"),
    };
    let known = text(vector, "token").zip(Some(text(vector, "token_secret").unwrap_or_default()));
    let token = known
        .filter(|(token, _)| Some(*token) == unverified.token_identifier())
        .map(|(token, secret)| TokenCredentials::new(token, secret));
    unverified.verify(&client, token.as_ref()).map(drop)
}

/// The signatures of these vectors are valid, or the verifier does not check what is wrong. The
/// policy, the clock, the nonces and the body hash of the layer find it.
const BEYOND_THE_VERIFIER: &[&str] = &[
    "devdefined-reject-body-hash-with-form",
    "reject-nonce-used",
    "reject-timestamp-future",
    "reject-timestamp-stale",
    "reject-token-left-out",
    "reject-token-without-verifier",
    "reject-token-wrong-verifier",
];

/// Returns whether the refusal has the reason that the vector expects.
fn is_for(id: &str, error: &VerifyError, reason: &str) -> bool {
    let method_unknown = *error == VerifyError::SignatureMethod;
    match id {
        // The signature is not percent-encoded text, so the header counts as malformed.
        "joauth-reject-signature-2" => return *error == VerifyError::MalformedHeader,
        // A header without parameters is well-formed, but the parameters are missing.
        "passport-reject-scheme-alone" => return matches!(error, VerifyError::MissingParameter(_)),
        "passport-reject-no-oauth-scheme" => return *error == VerifyError::Unsigned,
        // This verifier does not accept RSA.
        id if id.starts_with("reject-rsa-") => return method_unknown,
        _ => {}
    }
    match reason {
        // The verifier does not say which of client, token and signature is wrong. One vector has a
        // wrong clock too, but the signature is checked first.
        "signature_invalid" | "token_rejected" | "consumer_key_unknown" | "timestamp_refused" => {
            *error == VerifyError::SignatureInvalid
        }
        "multiple_transmission" => matches!(error, VerifyError::MultipleTransmissions { .. }),
        "parameter_absent" => matches!(error, VerifyError::MissingParameter(_)),
        "parameter_duplicated" => matches!(error, VerifyError::DuplicateParameter { .. }),
        "parameter_rejected" => matches!(error, VerifyError::Malformed(_)),
        "version_rejected" => *error == VerifyError::Version,
        "signature_method_rejected" => method_unknown,
        "malformed" => *error == VerifyError::MalformedHeader,
        "insecure_transport" => *error == VerifyError::PlaintextWithoutTls,
        _ => false,
    }
}

fn published() -> Vec<Value> {
    serde_json::from_str(include_str!("../../../fixtures/vectors/published.json")).unwrap()
}

#[test]
fn forged_requests_are_refused() {
    let (mut refused, mut beyond) = (0, Vec::new());
    for vector in published() {
        if text(&vector, "kind") != Some("verify_reject") {
            continue;
        }
        let id = text(&vector, "id").unwrap();
        let Err(error) = verify(&vector) else {
            beyond.push(id.to_owned());
            continue;
        };
        refused += 1;
        let reason = vector["expected"]["reason"].as_str().unwrap();
        assert!(is_for(id, &error, reason), "{id}: {reason}, and {error:?}");
    }
    beyond.sort_unstable();
    assert_eq!(beyond, BEYOND_THE_VERIFIER);
    assert_eq!(refused + beyond.len(), 64);
}

#[test]
fn requests_signed_by_others_are_accepted() {
    let mut accepted = 0;
    for mut vector in published() {
        let header = vector["expected"]["authorization_header"].clone();
        let method = text(&vector, "signature_method").unwrap_or_default();
        let known = method.parse::<SignatureMethod>();
        let known = known.is_ok_and(SignatureMethod::uses_shared_secrets);
        if text(&vector, "kind") != Some("sign") || header.is_null() || !known {
            continue;
        }
        let id = text(&vector, "id").unwrap().to_owned();
        vector["headers"]["Authorization"] = header;
        if text(&vector, "consumer_secret").is_none() {
            vector["consumer_secret"] = "".into();
        }
        match verify(&vector) {
            Ok(()) => accepted += 1,
            // The RFC allows PLAINTEXT over http for tests. This verifier is not configured to
            // accept it.
            Err(VerifyError::PlaintextWithoutTls) => {}
            Err(error) => panic!("{id}: {error}"),
        }
    }
    assert_eq!(accepted, 19);
}
