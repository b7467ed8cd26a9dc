//! Which bodies count as forms, and the limits of a request.

use http::{HeaderValue, Request, StatusCode, header};
use tower_oauth1::{PublicOrigin, RequestVerifier, VerifyError};

use crate::support::{API, FORM, signer};
use crate::verify::verifier::{received, verify};

#[test]
fn forms_must_be_complete_and_unchanged() {
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let mut parts = received(&signer(), API, "a=1");
    assert_eq!(
        verify(&verifier, &parts, b"a=2"),
        Err(VerifyError::SignatureInvalid)
    );
    let missing = verifier.parse(&parts, None).unwrap_err();
    assert_eq!(missing, VerifyError::FormNeeded);
    parts
        .headers
        .insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
    let encoded = verifier.parse(&parts, Some(b"a=1")).unwrap_err();
    assert_eq!(encoded.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    parts.headers.remove(header::CONTENT_ENCODING);
    // Two content types: a reader that looks at the other one would not see a form.
    parts
        .headers
        .insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
    parts
        .headers
        .append(header::CONTENT_TYPE, FORM.parse().unwrap());
    assert_eq!(
        verify(&verifier, &parts, b"a=1"),
        Ok(()),
        "it counts as a form"
    );
    // Without a content type the body is not a form, so the signature is wrong.
    parts.headers.remove(header::CONTENT_TYPE);
    assert_eq!(
        verify(&verifier, &parts, b"a=1"),
        Err(VerifyError::SignatureInvalid)
    );
}

#[test]
fn a_content_type_that_is_almost_a_forms_is_refused() {
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let mut request = Request::post(API).body("").unwrap();
    signer().sign_request(&mut request).unwrap();
    let (mut parts, _) = request.into_parts();
    assert_eq!(verify(&verifier, &parts, b""), Ok(()));
    for almost in [
        &b" Application/x-www-form-urlencodedx"[..],
        b"application/x-www-form-urlencoded charset=utf-8",
        b"application/x-www-form-urlencoded, text/plain",
        b"application/x-www-form-urlencoded/",
        b"\"application/x-www-form-urlencoded\"",
        b"text/plain; application/X-WWW-form-urlencoded",
        b"text/plain,application/x-www-form-urlencoded",
        b";application/x-www-form-urlencoded",
        b"\xa0application/x-www-form-urlencoded",
        b"xapplication/x-www-form-urlencoded",
    ] {
        let content_type = HeaderValue::from_bytes(almost).unwrap();
        parts
            .headers
            .insert(header::CONTENT_TYPE, content_type.clone());
        let refused = verify(&verifier, &parts, b"admin=1").unwrap_err();
        assert_eq!(
            refused,
            VerifyError::AmbiguousContentType,
            "{content_type:?}"
        );
        let second = parts.headers[header::CONTENT_TYPE].clone();
        parts
            .headers
            .insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
        parts.headers.append(header::CONTENT_TYPE, second);
        let refused = verify(&verifier, &parts, b"admin=1").unwrap_err();
        assert_eq!(
            refused,
            VerifyError::AmbiguousContentType,
            "{content_type:?} in the second header"
        );
        assert_eq!(refused.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}

#[test]
fn bodies_other_than_forms_are_ignored() {
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let mut request = Request::post(API)
        .header(header::CONTENT_TYPE, "application/json")
        .body("&".repeat(1000))
        .unwrap();
    signer().sign_request(&mut request).unwrap();
    let (parts, body) = request.into_parts();
    assert_eq!(verify(&verifier, &parts, body.as_bytes()), Ok(()));
    assert_eq!(verify(&verifier, &parts, b"another"), Ok(()));
}

#[test]
fn oversized_requests_are_refused_before_any_work() {
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let parse = |uri: String, header: &str, form: &[u8]| {
        let request = Request::post(uri).header(header::CONTENT_TYPE, FORM);
        let request = request.header(header::AUTHORIZATION, header);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        verifier.parse(&parts, Some(form)).map(drop).unwrap_err()
    };
    let many = "a&".repeat(300);
    let too_many = |name: Option<&str>| VerifyError::TooManyParameters {
        limit: 256,
        name: name.map(str::to_owned),
    };
    // Separators without parameters count too, in the query and the form together.
    let separators = |query: usize, form: usize| {
        let uri = format!("{API}/?{}", "&".repeat(query));
        parse(uri, "OAuth a=\"\"", "&".repeat(form).as_bytes())
    };
    for (query, form) in [(257, 0), (0, 257), (128, 129)] {
        assert_eq!(separators(query, form), too_many(None), "{query} {form}");
    }
    for (query, form) in [(256, 0), (0, 256), (128, 128)] {
        let absent = VerifyError::MissingParameter("oauth_signature_method");
        assert_eq!(separators(query, form), absent, "{query} {form}");
    }
    assert_eq!(
        parse(format!("{API}/?{many}"), "OAuth a=\"\"", b""),
        too_many(Some("a"))
    );
    assert_eq!(
        parse(API.to_owned(), "OAuth a=\"\"", many.as_bytes()),
        too_many(Some("a"))
    );
    let names = (0..300)
        .map(|n| format!("a{n}=\"\""))
        .collect::<Vec<_>>()
        .join(",");
    assert_eq!(
        parse(API.to_owned(), &format!("OAuth {names}"), b""),
        too_many(Some("a256"))
    );
    let long = format!("OAuth a=\"{}\"", "x".repeat(8192));
    assert_eq!(
        parse(API.to_owned(), &long, b""),
        VerifyError::HeaderTooLong { limit: 8192 }
    );
}
