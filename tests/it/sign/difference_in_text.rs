//! A base string is found in everything that a server writes.

use http::Request;
use tower_oauth1::Explanation;
use tower_oauth1::protocol::{DifferingPart, LikelyReason, find_base_string, percent_encode};

fn explained() -> Explanation {
    let request = Request::get("https://h/i?a=1&b=x%2Fy").body(()).unwrap();
    Explanation::from_parts(&request.into_parts().0, None).unwrap()
}

/// Texts around a base string, which stands where `{}` is.
const TEXTS: [&str; 14] = [
    "{}",
    " {}\n",
    "Invalid signature. Expected signature base string: {}",
    "Expected signature base string: {}\nGiven: other",
    "Base string \"{}\" does not match",
    "Base string '{}' does not match",
    "Base string `{}`, key hidden",
    "Base string \u{201c}{}\u{201d}.",
    "<p>Base string: {}</p>",
    "<pre>{}<br>",
    "signature mismatch ({}).",
    "The base string is {}. Check it.",
    "oauth_problem=signature_invalid&debug_sbs={}&x=1",
    "{\"error\":\"invalid\",\"base_string\":\"{}\",\"code\":7}",
];

fn assert_found(text: &str, written: impl Fn(&str) -> String) {
    let explanation = explained();
    let ours = explanation.base_string().unwrap();
    let text = |base_string: &str| text.replace("{}", &written(base_string));
    let same = text(ours);
    assert_eq!(explanation.diff(&same), None, "{same}");
    let found = find_base_string(&same);
    assert_eq!(found.as_deref(), Some(ours), "{same}");
    for (from, to, part) in [
        ("a%3D1", "a%3D2", DifferingPart::Parameter("a".into())),
        ("x%252Fy", "x%252Fz", DifferingPart::Parameter("b".into())),
        ("https%3A", "http%3A", DifferingPart::Scheme),
        ("GET&", "POST&", DifferingPart::Method),
        ("%2Fi&", "%2Fj&", DifferingPart::Path),
    ] {
        assert!(ours.contains(from));
        let other = text(&ours.replacen(from, to, 1));
        let difference = explanation.diff(&other).unwrap();
        assert_eq!(difference.part(), &part, "{other}");
    }
}

#[test]
fn in_a_sentence_or_a_page() {
    for text in TEXTS {
        assert_found(text, str::to_owned);
    }
    let sentence =
        "Invalid signature. Expected signature base string: GET&https%3A%2F%2Fh%2Fi&a%3D2";
    let difference = explained().diff(sentence).unwrap();
    assert_eq!(difference.part(), &DifferingPart::Parameter("a".into()));
}

#[test]
fn escaped_by_html_or_json() {
    for text in TEXTS {
        for (from, to) in [
            ("&", "&amp;"),
            ("&", "&#38;"),
            ("&", "&#x26;"),
            ("&", "\\u0026"),
            ("&", "&amp;amp;"),
            ("&", "\\\\u0026"),
        ] {
            // A form is not escaped.
            if !text.contains("debug_sbs") {
                assert_found(text, |base_string| base_string.replace(from, to));
            }
        }
    }
    assert_found("<p>&quot;{}&quot; is wrong", |text| {
        text.replace('&', "&amp;")
    });
    assert_found("{\"m\":\"wrong:\\n{}\\n\"}", str::to_owned);
    assert_found("{\"m\":\"wrong: \\\"{}\\\"\"}", str::to_owned);
}

#[test]
fn encoded_once_more() {
    let encoded = |text: &str| text.replace('%', "%25").replace('&', "%26");
    for text in TEXTS.into_iter().filter(|text| !text.contains("is {}. ")) {
        assert_found(text, encoded);
        assert_found(text, |text| {
            encoded(text)
                .replace("%25", "%2525")
                .replace("%2525", "%25")
        });
    }
    for text in [
        "error=wrong&message=Expected+base+string%3A+{}+and+more",
        "error=wrong&message=Expected%3D{}",
        "error=wrong&message=Expected%0A{}%0A",
        "error=wrong&message=%22{}%22",
    ] {
        assert_found(text, encoded);
    }
}

#[test]
fn a_server_that_does_not_encode_the_uri() {
    let other = "Base string: GET&https://h/i&a%3D1%26b%3Dx%252Fy";
    let found = find_base_string(other);
    assert_eq!(found.as_deref(), other.strip_prefix("Base string: "));
    let difference = explained().diff(other).unwrap();
    assert_eq!(difference.part(), &DifferingPart::Encoding);
    assert_eq!(difference.reason(), LikelyReason::Encoding);
}

#[test]
fn no_base_string() {
    for text in [
        "Invalid signature",
        "see https://h/?a=1&b=https",
        "&",
        "&amp;",
        "\\u0026",
        "GET%26https",
        "%26https%253A",
        "\u{e9}&https%3A%2F%2Fh",
    ] {
        let difference = explained().diff(text).unwrap();
        assert_eq!(difference.part(), &DifferingPart::NotABaseString, "{text}");
    }
    for text in [
        "",
        "Invalid signature",
        "see https://h/?a=1&b=https",
        "GET%26https",
    ] {
        assert_eq!(find_base_string(text), None, "{text}");
    }
}

/// A full stop at the end may be that of the sentence or that of a value. Only a comparison with
/// the request can tell.
#[test]
fn a_full_stop_at_the_end() {
    let request = Request::get("https://h/i?a=x.").body(()).unwrap();
    let explanation = Explanation::from_parts(&request.into_parts().0, None).unwrap();
    let ours = explanation.base_string().unwrap();
    assert_eq!(ours, "GET&https%3A%2F%2Fh%2Fi&a%3Dx.");
    let sentence = format!("The base string is {ours}");
    assert_eq!(explanation.diff(&sentence), None);
    let found = find_base_string(&sentence).unwrap();
    assert_eq!(found, "GET&https%3A%2F%2Fh%2Fi&a%3Dx");
    assert_eq!(find_base_string(ours).unwrap(), ours, "not in a sentence");
}

/// The time grows with the length of the text, not with its square.
#[test]
fn a_hostile_text_costs_little() {
    for piece in [
        "&",
        "&http",
        "&https%3",
        "&amp;",
        "\\u0026",
        "%26https%253",
        "a&https%3A",
        "\\",
        "GET",
        "&https%3A%2F%2Fh&a%3D1&",
        "%26https%253A%252F",
        "\u{e9}",
    ] {
        let text = piece.repeat(200_000);
        let started = std::time::Instant::now();
        let explanation = explained();
        assert!(explanation.diff(&text).is_some());
        let _any = find_base_string(&text);
        let time = started.elapsed();
        assert!(time.as_secs() < 10, "{piece}: {time:?}");
    }
}

/// A method is a token (RFC 9110 section 5.6.2). `VERSION-CONTROL` is one of WebDAV (RFC 3253).
#[test]
fn after_a_method_that_is_not_one_word() {
    for method in ["M-SEARCH", "VERSION-CONTROL", "X!Y"] {
        let request = Request::builder().method(method).uri("https://h/i?a=1");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let explanation = Explanation::from_parts(&parts, None).unwrap();
        let ours = explanation.base_string().unwrap();
        let again = percent_encode(ours.as_bytes());
        for text in TEXTS {
            for written in [ours, &*again] {
                let text = text.replace("{}", written);
                assert_eq!(explanation.diff(&text), None, "{text}");
            }
        }
        let other = explanation.diff("SEARCH&https%3A%2F%2Fh%2Fi&a%3D1");
        assert_eq!(other.unwrap().part(), &DifferingPart::Method);
    }
}

#[test]
fn alone_with_another_base_string_in_its_path() {
    let request = Request::get("custom://h/GET&http%3A%2F%2Fh&").body(());
    let (parts, ()) = request.unwrap().into_parts();
    let explanation = Explanation::from_parts(&parts, None).unwrap();
    let ours = explanation.base_string().unwrap();
    assert_eq!(explanation.diff(ours), None, "{ours}");
    assert_eq!(explanation.diff(&format!(" {ours}\n")), None);
}
