//! Conversions between URIs, origins, scopes and public origins.

use http::Uri;
use tower_oauth1::{Origin, OriginError, PublicOrigin, Scope};

fn origin(text: &str) -> Origin {
    text.parse().unwrap()
}

fn uri(text: &str) -> Uri {
    text.parse().unwrap()
}

#[test]
fn the_origin_of_a_uri_ignores_path_and_query() {
    for (text, expected) in [
        ("https://api.example.com", "https://api.example.com"),
        (
            "https://API.example.com:443/v1?a=b",
            "https://api.example.com",
        ),
        (
            "http://api.example.com:8080/",
            "http://api.example.com:8080",
        ),
        ("http://[::1]:80/x", "http://[::1]"),
    ] {
        let converted = Origin::try_from(&uri(text)).unwrap();
        assert_eq!(converted, origin(expected), "{text}");
    }
}

#[test]
fn a_uri_without_a_usable_origin_is_an_error() {
    for (text, expected) in [
        ("/path", OriginError::NotAbsolute),
        ("*", OriginError::NotAbsolute),
        ("api.example.com:443", OriginError::NotAbsolute),
        ("ftp://api.example.com/", OriginError::Scheme),
        ("https://user@api.example.com/", OriginError::Userinfo),
        (
            "https://user:password@api.example.com/",
            OriginError::Userinfo,
        ),
        ("https://api.example.com:65536/", OriginError::Port),
        ("https://:443/", OriginError::Host),
    ] {
        let uri: Uri = match text.parse() {
            Ok(uri) => uri,
            Err(error) => panic!("{text}: {error}"),
        };
        assert_eq!(Origin::try_from(&uri), Err(expected), "{text}");
    }
}

#[test]
fn a_scope_is_made_of_one_or_more_origins() {
    let (api, upload) = ("https://api.example.com", "https://upload.example.com:8443");
    let one = Scope::from(origin(api));
    assert!(one.contains(&uri("https://api.example.com/photos")));
    assert!(!one.contains(&uri("http://api.example.com/photos")));
    assert!(!one.contains(&uri(upload)));
    let two = Scope::from_origins([origin(api), origin(upload)]).unwrap();
    assert!(two.contains(&uri(api)) && two.contains(&uri(upload)));
    assert!(!two.contains(&uri("https://upload.example.com")));
    let none = Scope::from_origins([]).unwrap_err();
    assert_eq!(none, OriginError::NoOrigins);
}

#[test]
fn an_origin_is_a_fixed_public_origin() {
    let public = PublicOrigin::from(origin("https://api.example.com"));
    let request = http::Request::get("/photos").header("host", "10.0.0.7:8080");
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let received = public.from_parts(&parts).unwrap();
    assert_eq!(received, origin("https://api.example.com"));
}
