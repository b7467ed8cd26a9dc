//! Sections 3.5 and 3.5.1: where the protocol parameters are, and how the header is parsed.

use http::{Request, header};
use tower_oauth1::VerifyError;
use tower_oauth1::protocol::{AuthorizationHeader, AuthorizationHeaderError};

use crate::support::API;

use crate::verify::verifier::parameters::{WHOLE, header_of, parse, verifier};

#[test]
fn each_parameter_occurs_once_and_all_in_one_place() {
    let whole = header_of(&WHOLE);
    assert_eq!(
        parse(&verifier(), &[&whole, &whole]),
        Err(VerifyError::MultipleHeaders)
    );
    assert_eq!(
        parse(&verifier(), &[&whole, "oauth x=\"\""]),
        Err(VerifyError::MultipleHeaders)
    );
    assert_eq!(
        parse(&verifier(), &["Basic x", &whole]),
        Ok(()),
        "a header of another scheme does not count"
    );
    // Two spellings of one name are the same name. Unknown parameters count too.
    for (twice, name) in [
        ("oauth_nonce=\"y\"", "oauth_nonce"),
        ("oauth%5Fnonce=\"y\"", "oauth_nonce"),
        ("x=\"\", x=\"\"", "x"),
    ] {
        let names = vec![name.to_owned()];
        let header = format!("{whole}, {twice}");
        assert_eq!(
            parse(&verifier(), &[&header]),
            Err(VerifyError::DuplicateParameter { names }),
            "{twice}"
        );
    }
    let two_places = |query: &str| {
        let request = Request::get(format!("{API}/?{query}")).header(header::AUTHORIZATION, &whole);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        verifier().parse(&parts, None).map(drop)
    };
    assert_eq!(two_places("oauth_unknown=data&x=1&x=1"), Ok(()));
    assert_eq!(
        two_places("oauth_callback=oob"),
        Err(VerifyError::MultipleTransmissions {
            names: vec!["oauth_callback".to_owned()]
        })
    );
}

#[test]
fn the_header_is_read_strictly() {
    let whole = header_of(&WHOLE);
    for malformed in [
        "x=\"%\"",
        "x=\"%4\"",
        "x=\"%zz\"",
        "%zz=\"\"",
        "x=\"a\\b\"",
        "x=unquoted",
        "x",
        "x=\"open",
        "=\"\"",
        "realm=\"a\", realm=\"b\"",
        "Realm=\"a\", realm=\"b\"",
        "x y=\"\"",
        "x oauth_callback=\"\"",
        "\"x\"=\"\"",
    ] {
        let header = format!("{whole}, {malformed}");
        let refused = parse(&verifier(), &[&header]);
        assert_eq!(refused, Err(VerifyError::MalformedHeader), "{malformed}");
    }
    let spaced = format!(",{whole} ,\t, realm=\"a \\\"quoted\\\" % word\" ,");
    let spaced = spaced.replacen(",OAuth", "OAuth ,", 1);
    assert_eq!(parse(&verifier(), &[&spaced]), Ok(()), "{spaced}");
    let read = AuthorizationHeader::parse(spaced.as_bytes()).unwrap();
    assert_eq!(read.realm().as_deref(), Some(&b"a \"quoted\" % word"[..]));
    let beyond_ascii = format!("{whole}, \u{e9}=\"\"");
    let refused = AuthorizationHeader::parse(beyond_ascii.as_bytes()).unwrap_err();
    assert_eq!(refused, AuthorizationHeaderError::Malformed);
}
