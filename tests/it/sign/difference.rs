//! Compares the base string of a server with the one of this crate, and names the likely reason.

use http::{Request, header};
use tower_oauth1::protocol::{DifferingPart, LikelyReason};
use tower_oauth1::{ClientCredentials, Explanation, SignatureMethod, Signer};

/// Returns the explanation of a signed form, and its base string.
fn explained() -> (Explanation, String) {
    let mut request =
        Request::post("https://api.example.com:8443/caf%C3%A9/x?tag=a+b&q=%7e&q=~1&a%5B%5D=2")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("status=50%25+off%2Fnow&password=hunter2")
            .unwrap();
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    signer.sign_request(&mut request).unwrap();
    let (parts, body) = request.into_parts();
    let explanation = Explanation::from_parts(&parts, Some(body.as_bytes())).unwrap();
    let base_string = explanation.base_string().unwrap().to_owned();
    (explanation, base_string)
}

fn parameter(name: &str) -> DifferingPart {
    DifferingPart::Parameter(name.to_owned())
}

#[test]
fn the_first_difference_and_its_likely_reason() {
    let (explanation, ours) = explained();
    assert_eq!(explanation.diff(&ours), None);
    assert_eq!(explanation.diff(&format!(" {ours}\n")), None);
    for (from, to, part, reason) in [
        (
            "POST&",
            "post&",
            DifferingPart::Method,
            LikelyReason::NotNormalized,
        ),
        (
            "POST&",
            "GET&",
            DifferingPart::Method,
            LikelyReason::OtherValue,
        ),
        (
            "&https%3A",
            "&http%3A",
            DifferingPart::Scheme,
            LikelyReason::Proxy,
        ),
        (
            "api.example",
            "API.example",
            DifferingPart::Host,
            LikelyReason::NotNormalized,
        ),
        (
            "api.example.com",
            "10.0.0.7",
            DifferingPart::Host,
            LikelyReason::Proxy,
        ),
        ("%3A8443", "", DifferingPart::Port, LikelyReason::Proxy),
        (
            "%2Fx&",
            "%2Fx%2F&",
            DifferingPart::Path,
            LikelyReason::TrailingSlash,
        ),
        (
            "%25C3%25A9",
            "%C3%A9",
            DifferingPart::Path,
            LikelyReason::DoubledCoding,
        ),
        (
            "%2Fx&",
            "%2Fv1%2Fx&",
            DifferingPart::Path,
            LikelyReason::Proxy,
        ),
        (
            "tag%3Da%2520b",
            "tag%3Da%252Bb",
            parameter("tag"),
            LikelyReason::PlusNotDecoded,
        ),
        (
            "tag%3Da%2520b",
            "tag%3Da%2Bb",
            parameter("tag"),
            LikelyReason::SpaceAsPlus,
        ),
        (
            "q%3D~1",
            "q%3D%257E1",
            parameter("q"),
            LikelyReason::Encoding,
        ),
        (
            "a%255B%255D%3D2",
            "a%5B%5D%3D2",
            parameter("a[]"),
            LikelyReason::DoubledCoding,
        ),
        (
            "status%3D50%2525%2520off%252Fnow",
            "status%3D50%252525%252520off%25252Fnow",
            parameter("status"),
            LikelyReason::DoubledCoding,
        ),
        (
            "%26tag%3Da%2520b",
            "",
            parameter("tag"),
            LikelyReason::LeftOut,
        ),
        (
            "%26status%3D50%2525%2520off%252Fnow",
            "",
            parameter("status"),
            LikelyReason::LeftOut,
        ),
        (
            "%26oauth_version%3D1.0",
            "",
            parameter("oauth_version"),
            LikelyReason::LeftOut,
        ),
        (
            "&https%3A",
            "&HTTPS%3A",
            DifferingPart::Scheme,
            LikelyReason::NotNormalized,
        ),
        (
            "oauth_version%3D1.0",
            "oauth_version%3D2.0",
            parameter("oauth_version"),
            LikelyReason::OtherValue,
        ),
        (
            "%26tag",
            "%26realm%3Dx%26tag",
            parameter("realm"),
            LikelyReason::NotSent,
        ),
        (
            "%26q%3D~%26q%3D~1",
            "%26q%3D~1%26q%3D~",
            DifferingPart::Order,
            LikelyReason::ValuesNotSorted,
        ),
    ] {
        assert!(ours.contains(from), "{from} in {ours}");
        let difference = explanation.diff(&ours.replacen(from, to, 1)).unwrap();
        assert_eq!(
            (difference.part(), difference.reason()),
            (&part, reason),
            "{from} -> {to}"
        );
        assert!(!difference.to_string().contains("hunter2"));
    }
    let in_a_name = ours.replacen("password%3Dhunter2", "password%253Dhunter2%3D", 1);
    let difference = explanation.diff(&in_a_name).unwrap();
    assert!(!difference.to_string().contains("hunter2"), "{difference}");
    let extra = ours.replacen(
        "%26tag",
        &format!("%26x%253Dhunter2{}%3D%26tag", "y".repeat(200)),
        1,
    );
    let difference = explanation.diff(&extra).unwrap();
    assert_eq!(difference.part(), &parameter("x"));
    let newline = ours.replacen("%26tag", "%26x%250Ay%3D%26tag", 1);
    let shown = explanation.diff(&newline).unwrap().to_string();
    assert_eq!(shown.lines().count(), 1, "{shown}");
    for no_base_string in ["", "GET", "GET&a", "GET&a&b&c", "GET&%zz&b"] {
        let difference = explanation.diff(no_base_string).unwrap();
        assert_eq!(
            difference.part(),
            &DifferingPart::NotABaseString,
            "{no_base_string}"
        );
    }
}

#[test]
fn a_default_port_that_was_kept() {
    let (parts, ()) = Request::get("https://h/x").body(()).unwrap().into_parts();
    let explanation = Explanation::from_parts(&parts, None).unwrap();
    let difference = explanation.diff("GET&https%3A%2F%2Fh%3A443%2Fx&").unwrap();
    assert_eq!(difference.part(), &DifferingPart::Port);
    assert_eq!(difference.reason(), LikelyReason::NotNormalized);
    assert_eq!(
        difference.to_string(),
        "the port differs: the server leaves the default port in the base string, but OAuth \
         removes it; report this fault to the provider"
    );
    let (parts, ()) = Request::get("http://[::1]/x")
        .body(())
        .unwrap()
        .into_parts();
    let explanation = Explanation::from_parts(&parts, None).unwrap();
    let kept = explanation.diff("GET&http%3A%2F%2F%5B%3A%3A1%5D%3A80%2Fx&");
    assert_eq!(kept.unwrap().reason(), LikelyReason::NotNormalized);
    let difference = explanation
        .diff("GET&http%3A%2F%2F%5B%3A%3A1%5D%3A8080%2Fx&")
        .unwrap();
    assert_eq!(difference.part(), &DifferingPart::Port);
}

#[test]
fn plaintext_has_nothing_to_compare() {
    let mut request = Request::get("https://h/x").body("").unwrap();
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    let signer = signer.with_signature_method(SignatureMethod::Plaintext);
    signer.sign_request(&mut request).unwrap();
    let explanation = Explanation::from_parts(&request.into_parts().0, None).unwrap();
    let difference = explanation.diff("GET&a&b").unwrap();
    assert_eq!(difference.part(), &DifferingPart::SignatureMethod);
    let text = "this request has no base string: its signature method is PLAINTEXT, which signs no part of the request; check the client secret and the token secret";
    assert_eq!(difference.to_string(), text);
}

#[test]
fn text_that_cannot_be_decoded_is_not_called_an_encoding() {
    let explained = |query: &str| {
        let request = Request::get(format!("https://h/?{query}"))
            .body(())
            .unwrap();
        Explanation::from_parts(&request.into_parts().0, None).unwrap()
    };
    for (query, other, reason) in [
        ("a=50%25+x", "a%3D9%25", LikelyReason::OtherValue),
        ("a=", "a%3D%25zz", LikelyReason::OtherValue),
        ("a=50%2525", "a%3D50%2525", LikelyReason::DoubledCoding),
    ] {
        let difference = explained(query)
            .diff(&format!("GET&https%3A%2F%2Fh%2F&{other}"))
            .unwrap();
        assert_eq!(difference.reason(), reason, "{query} {other}");
    }
}

/// The parameters are equal. Only the encoding of the whole base string differs.
#[test]
fn another_encoding_of_the_whole() {
    use LikelyReason as Reason;
    let (explanation, ours) = explained();
    for other in [
        ours.replace("%3A%2F%2F", "%3a%2f%2f"),
        ours.replace("q%3D~1", "q%3D%7E1"),
    ] {
        let found = explanation.diff(&other).unwrap();
        let expected = (&DifferingPart::Encoding, Reason::Encoding);
        assert_eq!((found.part(), found.reason()), expected, "{other}");
    }
}
