//! The text of a difference: both sides of the method and the URI, and which side has more. It
//! shows no query and no value of a parameter.

use http::Request;
use tower_oauth1::Explanation;
use tower_oauth1::protocol::percent_encode;

fn explained(uri: &str) -> Explanation {
    let (parts, ()) = Request::get(uri).body(()).unwrap().into_parts();
    Explanation::from_parts(&parts, None).unwrap()
}

/// Returns the text for a base string with this method, URI and parameters (encoded once).
fn text(ours: &str, method: &str, uri: &str, parameters: &str) -> String {
    let encoded = |text: &str| percent_encode(text.as_bytes()).into_owned();
    let other = format!("{method}&{}&{}", encoded(uri), encoded(parameters));
    explained(ours).diff(&other).unwrap().to_string()
}

#[test]
fn both_sides() {
    let ours = "https://api.example.com/v1/photos?a=1";
    for (method, uri, expected) in [
        (
            "PUT",
            "https://api.example.com/v1/photos",
            "you signed `GET`, the server sees `PUT`; ",
        ),
        (
            "GET",
            "http://api.example.com/v1/photos",
            "you signed `https`, the server sees `http`; ",
        ),
        (
            "GET",
            "https://internal.example/v1/photos",
            "you signed `api.example.com`, the server sees `internal.example`; ",
        ),
        (
            "GET",
            "https://api.example.com:8443/v1/photos",
            "you signed the default port, the server sees `8443`; ",
        ),
        (
            "GET",
            "https://api.example.com/photos?token=s3cret",
            "you signed `/v1/photos`, the server sees `/photos`; ",
        ),
        (
            "GET",
            "https://api.example.com/photos\n\u{202e}",
            "the server sees `/photos\\n\\u{202e}`; ",
        ),
    ] {
        let text = text(ours, method, uri, "a=1");
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("s3cret"), "{text}");
    }
    let ours = "https://api.example.com:8443/?a=1";
    let text = text(ours, "GET", "https://api.example.com/", "a=1");
    let expected = "you signed `8443`, the server sees the default port; ";
    assert!(text.contains(expected), "{text}");
}

/// The server may send anything in the place of a method or a host.
#[test]
fn what_is_no_method_and_no_host_is_not_shown() {
    let uri = "https://h/p?a=1";
    for (method, other) in [
        ("token=s3cret", "https://h/p"),
        ("GET", "https://u:s3cret@h/p"),
        ("GET", "s3cret=1&https://h/p"),
        ("GET", "https://h/p&token=s3cret"),
        ("", "https://h/p?token=s3cret"),
        ("GET", "https%3A%2F%2Fh%2Fp?token=s3cret"),
    ] {
        let encoded = percent_encode(method.as_bytes()).into_owned();
        let text = text(uri, &encoded, other, "a=1");
        assert!(text.contains(" differs: the server sees another"), "{text}");
        assert!(!text.contains("s3cret"), "{text}");
    }
    let long = format!("https://{}/p", "s3cret.".repeat(1000));
    assert!(text(uri, "GET", &long, "a=1").len() < 500);
    let long = format!("https://h/{}", "x/".repeat(1000));
    assert!(text(uri, "GET", &long, "a=1").len() < 500);
}

#[test]
fn which_side_has_more() {
    for (ours, uri, parameters, expected) in [
        ("/p?a=1", "/p/", "a=1", "the server adds a slash"),
        ("/p/?a=1", "/p", "a=1", "the server removes the slash"),
        ("/%20?a=1", "/%2520", "a=1", "encodes it once more"),
        ("/%20?a=1", "/ ", "a=1", "encodes it once less"),
        ("/?a=%2F", "/", "a=%252F", "encodes it once more"),
        ("/?a=%2520", "/", "a=%20", "encodes it once less"),
        ("/?a%2520b=1", "/", "a%252520b=1", "encodes it once more"),
        ("/?a%2520b=1", "/", "a%20b=1", "encodes it once less"),
        ("/?a=x+", "/", "a=x", "the server removes white space"),
        ("/?a=x", "/", "a=x%20", "the server sees more white space"),
    ] {
        let text = text(
            &format!("https://h{ours}"),
            "GET",
            &format!("https://h{uri}"),
            parameters,
        );
        assert!(text.contains(expected), "{ours} {uri} {parameters}: {text}");
    }
}
