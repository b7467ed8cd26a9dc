//! RFC 5849 sections 3.1, 3.2 and 3.5: the rules for protocol parameters.

use http::uri::Scheme;
use http::{Request, header};
use tower_oauth1::protocol::BaseStringUriError;
use tower_oauth1::{OriginError, PublicOrigin, RequestVerifier, SignatureMethod, VerifyError};

use crate::support::{API, client, signer, token as token_credentials};

/// Names and values of a request that is complete except for its signature.
pub(crate) const WHOLE: [(&str, &str); 6] = [
    ("oauth_consumer_key", "client"),
    ("oauth_nonce", "7d8f3e4a"),
    ("oauth_signature", "c2lnbmF0dXJl"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "137131201"),
    ("oauth_version", "1.0"),
];

pub(crate) fn header_of(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{name}=\"{value}\""))
        .collect();
    format!("OAuth {}", pairs.join(", "))
}

/// Returns how the verifier parses a request with these headers. It does not check the signature.
pub(crate) fn parse(verifier: &RequestVerifier, headers: &[&str]) -> Result<(), VerifyError> {
    let mut request = Request::get(API);
    for value in headers {
        request = request.header(header::AUTHORIZATION, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    verifier.parse(&parts, None).map(drop)
}

pub(crate) fn verifier() -> RequestVerifier {
    RequestVerifier::new(PublicOrigin::fixed(API).unwrap())
}

/// Parses the complete request with one value changed.
fn with(name: &str, value: &str) -> Result<(), VerifyError> {
    let changed = WHOLE.map(|(other, old)| (other, if other == name { value } else { old }));
    parse(&verifier(), &[&header_of(&changed)])
}

#[test]
fn each_required_parameter_is_there_and_not_empty() {
    assert_eq!(parse(&verifier(), &[&header_of(&WHOLE)]), Ok(()));
    for (name, _) in WHOLE {
        let without: Vec<_> = WHOLE
            .into_iter()
            .filter(|(other, _)| *other != name)
            .collect();
        let missing = parse(&verifier(), &[&header_of(&without)]);
        let empty = with(name, "");
        if name == "oauth_version" {
            assert_eq!(missing, Ok(()), "it is optional");
            assert_eq!(empty, Err(VerifyError::Version));
        } else {
            assert_eq!(missing, Err(VerifyError::MissingParameter(name)));
            assert_eq!(empty, Err(VerifyError::MissingParameter(name)));
        }
    }
}

#[test]
fn plaintext_needs_neither_timestamp_nor_nonce() {
    let plaintext = [WHOLE[0], WHOLE[2], ("oauth_signature_method", "PLAINTEXT")];
    let plaintext = header_of(&plaintext);
    let taking =
        |origin| RequestVerifier::new(origin).signature_methods([SignatureMethod::Plaintext]);
    let https = PublicOrigin::as_received(Scheme::HTTPS);
    assert_eq!(parse(&taking(https), &[&plaintext]), Ok(()));
    let http = PublicOrigin::fixed("http://api.example.com").unwrap();
    let refused = parse(&taking(http), &[&plaintext]);
    assert_eq!(refused, Err(VerifyError::PlaintextWithoutTls));
}

#[test]
fn values_follow_the_section() {
    for timestamp in [
        "0",
        "-1",
        "%2B1",
        "1.0",
        "1a",
        "%20137131201",
        "99999999999999999999",
    ] {
        let refused = with("oauth_timestamp", timestamp);
        assert_eq!(
            refused,
            Err(VerifyError::Malformed("oauth_timestamp")),
            "{timestamp}"
        );
    }
    for version in ["1", "1.0a", "2.0", "%201.0"] {
        assert_eq!(
            with("oauth_version", version),
            Err(VerifyError::Version),
            "{version}"
        );
    }
    for method in ["hmac-sha1", "HMAC-MD5", "PLAINTEXT", "RSA-SHA1"] {
        let refused = with("oauth_signature_method", method);
        assert_eq!(refused, Err(VerifyError::SignatureMethod), "{method}");
    }
    let plaintext = [
        WHOLE[0],
        WHOLE[2],
        ("oauth_signature_method", "PLAINTEXT"),
        ("oauth_timestamp", "x"),
    ];
    let taking = verifier().signature_methods([SignatureMethod::Plaintext]);
    let refused = parse(&taking, &[&header_of(&plaintext)]);
    assert_eq!(
        refused,
        Err(VerifyError::Malformed("oauth_timestamp")),
        "an optional timestamp is checked too"
    );
    let limits = [
        ("oauth_consumer_key", 256),
        ("oauth_nonce", 128),
        ("oauth_signature", 2048),
    ];
    for (name, longest) in limits {
        assert_eq!(with(name, &"x".repeat(longest)), Ok(()));
        let refused = with(name, &"x".repeat(longest + 1));
        let limit = longest;
        assert_eq!(refused, Err(VerifyError::TooLong { name, limit }));
        assert_eq!(
            with(name, "%FF"),
            Err(VerifyError::Malformed(name)),
            "not UTF-8"
        );
    }
}

#[test]
fn names_have_no_control_characters() {
    for control in ["%00", "%0A", "%1B", "%7F", "%C2%80", "%C2%9F"] {
        for name in ["oauth_consumer_key", "oauth_nonce", "oauth_token"] {
            let value = format!("a{control}b");
            let mut pairs: Vec<_> = WHOLE
                .into_iter()
                .filter(|(other, _)| *other != name)
                .collect();
            pairs.push((name, &value));
            let refused = parse(&verifier(), &[&header_of(&pairs)]).unwrap_err();
            assert_eq!(refused, VerifyError::Malformed(name), "{control}");
            assert_eq!(refused.status(), 400);
        }
    }
    assert_eq!(with("oauth_nonce", "a%20b%C2%A0%C3%A9"), Ok(()));
}

#[test]
fn extra_values_have_limits_too() {
    let token = |length| {
        let token = "x".repeat(length);
        let whole = [&WHOLE[..], &[("oauth_token", &token)]].concat();
        parse(&verifier(), &[&header_of(&whole)])
    };
    assert_eq!(token(256), Ok(()));
    let name = "oauth_token";
    let limit = 256;
    assert_eq!(token(257), Err(VerifyError::TooLong { name, limit }));

    let signed = |name: &'static str, length: usize| {
        let (mut parts, ()) = Request::post(API).body(()).unwrap().into_parts();
        let extra = [(name, "x".repeat(length))];
        let extra = extra
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let header = signer().sign_with_parameters(&parts, None, &extra).unwrap();
        parts
            .headers
            .insert(header::AUTHORIZATION, header.authorization_header());
        let verifier = verifier();
        let unverified = verifier.parse(&parts, None).unwrap();
        let verified = unverified
            .verify(&client(), Some(&token_credentials()))
            .unwrap();
        match name {
            "oauth_callback" => verified.callback().map(|value| value.is_some()),
            _ => verified.verifier().map(|value| value.is_some()),
        }
    };
    for (name, longest) in [("oauth_callback", 2048), ("oauth_verifier", 256)] {
        assert_eq!(signed(name, longest), Ok(true));
        let limit = longest;
        let refused = signed(name, longest + 1);
        assert_eq!(refused, Err(VerifyError::TooLong { name, limit }));
    }
}

#[test]
fn each_refusal_has_its_status() {
    let target = VerifyError::Target(BaseStringUriError::Origin(OriginError::NoHost));
    for (status, refusals) in [
        (
            400,
            vec![
                VerifyError::MalformedHeader,
                VerifyError::MultipleHeaders,
                VerifyError::MultipleTransmissions { names: Vec::new() },
            ],
        ),
        (
            400,
            vec![
                VerifyError::TooManyParameters {
                    limit: 1,
                    name: None,
                },
                VerifyError::HeaderTooLong { limit: 1 },
                VerifyError::TooLong {
                    name: "x",
                    limit: 1,
                },
                VerifyError::DuplicateParameter { names: Vec::new() },
                VerifyError::Version,
            ],
        ),
        (
            400,
            vec![
                VerifyError::MissingParameter("x"),
                VerifyError::Malformed("x"),
                target,
            ],
        ),
        (
            400,
            vec![
                VerifyError::SignatureMethod,
                VerifyError::PlaintextWithoutTls,
            ],
        ),
        (
            401,
            vec![VerifyError::Unsigned, VerifyError::SignatureInvalid],
        ),
        (
            415,
            vec![
                VerifyError::FormWithContentEncoding,
                VerifyError::AmbiguousContentType,
            ],
        ),
        (500, vec![VerifyError::FormNeeded]),
    ] {
        for refusal in refusals {
            assert_eq!(refusal.status().as_u16(), status, "{refusal:?}");
        }
    }
}
