//! Token credentials of a request that is not the flow's are read with the same checks.

use std::io::Write as _;

use tower_oauth1::GrantedAuthorization;
use tower_oauth1::flow::ResponseError;

use crate::flow::provider::GRANTED;

fn name(body: &[u8]) -> String {
    match GrantedAuthorization::from_body(body) {
        Ok(granted) => {
            let token = granted.credentials();
            format!("{} {}", token.identifier(), token.secret())
        }
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn a_form_or_a_json_object() {
    for body in [
        GRANTED.as_bytes(),
        b"\xef\xbb\xbfoauth_token=token&oauth_token_secret=token-s3cret\n",
        br#"{"oauth_token":"token","oauth_token_secret":"token-s3cret"}"#,
    ] {
        assert_eq!(name(body), "token token-s3cret");
    }
    let body = format!("{GRANTED}&oauth_session_handle=h&oauth_expires_in=60");
    let granted = GrantedAuthorization::from_body(body.as_bytes()).unwrap();
    assert_eq!(granted.session_handle(), Some("h"));
    assert_eq!(granted.expires_in().unwrap().as_secs(), 60);
    assert!(!format!("{granted:?}").contains("s3cret"));
}

#[test]
fn every_check_of_the_flow() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(GRANTED.as_bytes()).unwrap();
    let long = format!("{GRANTED}&{}", "a".repeat(64 * 1024));
    for (body, error) in [
        (&b""[..], "MissingToken"),
        (b"Error: no", "MissingToken"),
        (b"<html>", "Html"),
        (b"{", "Json"),
        (
            b"oauth_token=a&oauth_token=a&oauth_token_secret=b",
            "RepeatedField { name: Some(\"oauth_token\") }",
        ),
        // A name that the protocol does not define may be anything, also a secret.
        (
            b"s3cret=1&s3cret=2&oauth_token=a&oauth_token_secret=b",
            "RepeatedField { name: None }",
        ),
        (
            b"x=1&x=2&oauth_token=a&oauth_token_secret=b&oauth_token_secret=b",
            "RepeatedField { name: Some(\"oauth_token_secret\") }",
        ),
        (b"oauth_token=%FF&oauth_token_secret=b", "NotUtf8"),
        (b"oauth_token=&oauth_token_secret=b", "EmptyToken"),
        (b"oauth_token=a", "MissingTokenSecret"),
        (
            br#"{"oauth_token":false,"oauth_token_secret":"b"}"#,
            "NotText { name: \"oauth_token\" }",
        ),
        (
            &gzip.finish().unwrap(),
            "ContentEncoding { coding: \"gzip\" }",
        ),
        (long.as_bytes(), "TooLong"),
    ] {
        assert_eq!(name(body), error);
    }
}

/// The message names the cause, and then says what to do. It contains nothing of the body.
#[test]
fn every_message_says_what_to_do() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(GRANTED.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let long = "s3cret".repeat(64 * 1024);
    let bodies: [(&[u8], &str); 11] = [
        (b"Error: s3cret", "read the body"),
        (b"", "check the URI"),
        (b"<p>s3cret", "check the URI"),
        (b"{\"s3cret", "try again"),
        (b"s3cret=\xff", "report this fault"),
        (
            b"oauth_token=&oauth_token_secret=s3cret",
            "report this fault",
        ),
        (b"oauth_token=s3cret", "sign with RSA"),
        (b"{\"oauth_token\":[\"s3cret\"]}", "report this fault"),
        (
            b"oauth_token=s3cret&oauth_token=s3cret",
            "report this fault",
        ),
        (&gzip, "add decompression"),
        (long.as_bytes(), "check the URI and the HTTP method"),
    ];
    for (body, words) in bodies {
        let error = GrantedAuthorization::from_body(body).unwrap_err();
        let message = error.to_string();
        let (cause, cure) = message.split_once("; ").expect("a cure");
        assert!(cure.contains(words), "{message}");
        assert!(!cause.contains("check"), "{message}");
        assert!(
            !format!("{message}{error:?}").contains("s3cret"),
            "{message}"
        );
    }
}

/// A body of up to 64 KiB may have thousands of fields.
#[test]
fn a_hostile_body_costs_little() {
    let started = std::time::Instant::now();
    for piece in [
        "a&",
        "&",
        "=&",
        "oauth_token=&",
        "%00&",
        "{",
        "[",
        "<",
        "\u{e9}",
    ] {
        let body = piece.repeat(64 * 1024 / piece.len());
        assert!(GrantedAuthorization::from_body(body.as_bytes()).is_err());
        let huge = piece.repeat(1 << 20);
        let error = GrantedAuthorization::from_body(huge.as_bytes()).unwrap_err();
        assert!(matches!(error, ResponseError::TooLong), "{error:?}");
    }
    let many: String = (0..9_000).map(|name| format!("&{name}=")).collect();
    let many = format!("{GRANTED}{many}");
    let granted = GrantedAuthorization::from_body(many.as_bytes()).unwrap();
    assert_eq!(granted.fields().len(), 9_000);
    assert!(started.elapsed().as_secs() < 10);
}
