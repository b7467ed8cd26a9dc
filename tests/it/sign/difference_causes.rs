//! Base strings as other clients and servers make them. Each cause has its own reason, and there is
//! no reason if the evidence fits two causes.

use http::{Request, header};
use tower_oauth1::Explanation;
use tower_oauth1::protocol::{DifferingPart, LikelyReason, percent_encode};

/// Explains a request with these headers.
fn explained(uri: &str, form: &str, authorization: &str) -> Explanation {
    let mut request = Request::post(uri).header(header::AUTHORIZATION, authorization);
    if !form.is_empty() {
        let form = "application/x-www-form-urlencoded";
        request = request.header(header::CONTENT_TYPE, form);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    Explanation::from_parts(&parts, Some(form.as_bytes())).unwrap()
}

/// Returns the difference to a base string with this URI and these parameters (encoded once).
fn difference(ours: &Explanation, uri: &str, parameters: &str) -> (DifferingPart, LikelyReason) {
    let encoded = |text: &str| percent_encode(text.as_bytes()).into_owned();
    let other = format!("POST&{}&{}", encoded(uri), encoded(parameters));
    let found = ours.diff(&other).unwrap();
    (found.part().clone(), found.reason())
}

/// Returns the difference for a request with this query.
fn of_query(query: &str, parameters: &str) -> (DifferingPart, LikelyReason) {
    let ours = explained(
        &format!("https://h/p?{query}"),
        "",
        "OAuth oauth_nonce=\"n\"",
    );
    let parameters = parameters.replace("(oauth)", "oauth_nonce=n");
    difference(&ours, "https://h/p", &parameters)
}

fn parameter(name: &str) -> DifferingPart {
    DifferingPart::Parameter(name.to_owned())
}

#[test]
fn values_of_equal_names_are_not_sorted() {
    let found = of_query("a=2&a=1&b=3", "a=2&a=1&b=3&(oauth)");
    assert_eq!(found, (DifferingPart::Order, LikelyReason::ValuesNotSorted));
    // Nothing is sorted.
    let found = of_query("b=3&a=2&a=1", "b=3&a=2&a=1&(oauth)");
    assert_eq!(found, (DifferingPart::Order, LikelyReason::NotSorted));
    // `[` is after `Z`, but `%5B` is before it.
    let found = of_query("a=[&b=1&a=Z", "a=Z&a=%5B&b=1&(oauth)");
    assert_eq!(found, (DifferingPart::Order, LikelyReason::Sorting));
    // `=` is after `1`.
    let found = of_query("a=x&a1=y", "a1=y&a=x&(oauth)");
    assert_eq!(found, (DifferingPart::Order, LikelyReason::SortedAsText));
    // The order of the request is also the order before encoding: two causes fit.
    let found = of_query("a=Z&a=[&b=1", "a=Z&a=%5B&b=1&(oauth)");
    assert_eq!(found, (DifferingPart::Order, LikelyReason::OtherValue));
}

#[test]
fn the_path() {
    for (ours, other, reason) in [
        ("/p?a=1", "https://h/p?a=1", LikelyReason::QueryInUri),
        ("/?a=1", "https://h?a=1", LikelyReason::QueryInUri),
        (
            "/p?a=1&b=x+y",
            "https://h/p?b=x%20y",
            LikelyReason::QueryInUri,
        ),
        (
            "/p?a=%C3%A9+1",
            "https://h/p?a=\u{e9} 1",
            LikelyReason::QueryInUri,
        ),
        // The request has no query, or another one.
        ("/p", "https://h/p?a=1", LikelyReason::OtherValue),
        ("/p", "https://h/p?", LikelyReason::OtherValue),
        ("/p?a=1", "https://h/p?a=2", LikelyReason::OtherValue),
        (
            "/p?a=1",
            "https://h/p?a=1&session=x",
            LikelyReason::OtherValue,
        ),
        ("/p;v=1?a=1", "https://h/p", LikelyReason::PathParameters),
        (
            "/p;v=1/q;w?a=1",
            "https://h/p/q",
            LikelyReason::PathParameters,
        ),
        ("/p;v=1/q?a=1", "https://h/p", LikelyReason::PathParameters),
        ("/a%2Fb?a=1", "https://h/a/b", LikelyReason::RawSlash),
        (
            "/a%2Fb?a=1",
            "https://h/a%252Fb",
            LikelyReason::DoubledCoding,
        ),
        (
            "/caf%C3%A9?a=1",
            "https://h/caf\u{e9}",
            LikelyReason::DoubledCoding,
        ),
        (
            "/caf%C3%A9?a=1",
            "https://h/caf%C3%83%C2%A9",
            LikelyReason::Utf8Twice,
        ),
        ("/p/?a=1", "https://h/p", LikelyReason::TrailingSlash),
        ("/v1/p?a=1", "https://h/p", LikelyReason::Proxy),
    ] {
        let ours = explained(&format!("https://h{ours}"), "", "Basic x");
        let found = difference(&ours, other, "a=1");
        assert_eq!(found, (DifferingPart::Path, reason), "{other}");
    }
}

#[test]
fn values() {
    use LikelyReason as Reason;
    for (query, parameters, reason) in [
        ("a=1&a=2&b=3", "a=1%2C2&b=3&(oauth)", Reason::JoinedByComma),
        ("a=2&a=1", "a=2,%201&(oauth)", Reason::JoinedByComma),
        ("a=1,2&a=3", "a=1%2C2%2C3&(oauth)", Reason::JoinedByComma),
        ("a=1&b=2", "a=1%2C2&b=2&(oauth)", Reason::OtherValue),
        ("a=%C3%A9", "a=%C3%83%C2%A9&(oauth)", Reason::Utf8Twice),
        (
            "a=%E2%82%AC",
            "a=%C3%A2%E2%80%9A%C2%AC&(oauth)",
            Reason::Utf8Twice,
        ),
        ("a=%C3%A9", "a=%E9&(oauth)", Reason::NotUtf8),
        ("a=x+y", "a=x+y&(oauth)", Reason::SpaceAsPlus),
        ("a=x%20y", "a=x%2By&(oauth)", Reason::PlusNotDecoded),
        ("a=x%2By", "a=x+y&(oauth)", Reason::RawPlus),
        ("a=x%2Fy+z", "a=x/y%20z&(oauth)", Reason::RawSlash),
        ("a=x%2Fy", "a=x/y&(oauth)", Reason::RawSlash),
        ("a=x%2Fy", "a=x%252Fy&(oauth)", Reason::DoubledCoding),
        ("a=x%2Fy+z", "a=x/y+z&(oauth)", Reason::Encoding),
        ("a=x*y+z", "a=x*y%20z&(oauth)", Reason::Encoding),
        ("a=x%20", "a=x&(oauth)", Reason::WhiteSpace),
        ("a=x", "a=%0Ax&(oauth)", Reason::WhiteSpace),
        ("a=x", "a=y&(oauth)", Reason::OtherValue),
    ] {
        let found = of_query(query, parameters);
        assert_eq!(found, (parameter("a"), reason), "{query} {parameters}");
    }
}

#[test]
fn names() {
    for (query, parameters, name) in [
        ("a[]=1", "a%5B0%5D=1&(oauth)", "a[]"),
        ("a=1&a=2", "a%5B0%5D=1&a%5B1%5D=2&(oauth)", "a"),
        ("a%5B%5D=1", "a=1&(oauth)", "a[]"),
        ("a.b=1", "a_b=1&(oauth)", "a.b"),
        ("a+b=1", "a_b=1&(oauth)", "a b"),
        ("a[b=1", "a_b=1&(oauth)", "a[b"),
        ("7=x&9=y", "0=x&1=y&(oauth)", "7"),
    ] {
        let found = of_query(query, parameters);
        let expected = (parameter(name), LikelyReason::Renamed);
        assert_eq!(found, expected, "{query} {parameters}");
    }
    // Another value is another parameter.
    let found = of_query("a=1&c=2", "a%5B0%5D=7&c=2&(oauth)");
    assert_eq!(found, (parameter("a"), LikelyReason::LeftOut));
    let found = of_query("7=x&c=2", "0=z&c=2&(oauth)");
    assert_eq!(found, (parameter("7"), LikelyReason::LeftOut));
}

/// A server in PHP signs the empty pair, or drops pairs without a name.
#[test]
fn pairs_without_a_name() {
    for (query, parameters, reason) in [
        ("a=1&&b=2", "=&a=1&b=2&(oauth)", LikelyReason::EmptyName),
        ("a=1&", "&a=1&(oauth)", LikelyReason::EmptyName),
        ("a=1&=x&b=2", "a=1&b=2&(oauth)", LikelyReason::EmptyName),
        ("a=1&=x&b=2", "a=1&(oauth)", LikelyReason::EmptyName),
        // The server may ignore the query, or drop the pair.
        ("=x", "(oauth)", LikelyReason::OtherValue),
        ("a=1&=x", "(oauth)", LikelyReason::QueryNotRead),
    ] {
        let found = of_query(query, parameters);
        assert_eq!(found, (parameter(""), reason), "{query}");
    }
}

#[test]
fn the_form_is_left_out() {
    let ours = explained("https://h/p?a=1", "x=2&y=3", "OAuth oauth_nonce=\"n\"");
    let found = difference(&ours, "https://h/p", "a=1&oauth_nonce=n");
    assert_eq!(found, (parameter("x"), LikelyReason::FormNotRead));
    // The same pair is in the query and in the form. Nothing says which one is missing.
    let ours = explained("https://h/p?x=1", "x=1", "OAuth oauth_nonce=\"n\"");
    let found = difference(&ours, "https://h/p", "oauth_nonce=n&x=1");
    assert_eq!(found, (parameter("x"), LikelyReason::OtherValue));
}

#[test]
fn protocol_parameters_are_not_encoded() {
    let authorization = "OAuth oauth_callback=\"http%3A%2F%2Fc%2Fready\", oauth_token=\"a%2Fb\"";
    let ours = explained("https://h/p?a=x%2Fy", "", authorization);
    let callback = "oauth_callback=http://c/ready";
    let found = difference(
        &ours,
        "https://h/p",
        &format!("a=x%2Fy&{callback}&oauth_token=a/b"),
    );
    let expected = LikelyReason::ProtocolParametersNotEncoded;
    assert_eq!(found, (parameter("oauth_callback"), expected));
    // Two causes fit: protocol parameters are not encoded, or slashes are not.
    let encoded = "oauth_callback=http%3A%2F%2Fc%2Fready";
    let found = difference(
        &ours,
        "https://h/p",
        &format!("a=x%2Fy&{encoded}&oauth_token=a/b"),
    );
    assert_eq!(found, (parameter("oauth_token"), LikelyReason::Encoding));
}

/// Some clients append the protocol parameters to the base string as they are.
#[test]
fn protocol_parameters_are_appended() {
    let ours = explained("https://h/p?a=x%2Fy&b=1", "", "OAuth oauth_nonce=\"n\"");
    let query = "a%3Dx%252Fy%26b%3D1";
    let appended = ours.diff(&format!("POST&https%3A%2F%2Fh%2Fp&{query}&oauth_nonce=n"));
    let appended = appended.unwrap();
    assert_eq!(appended.part(), &DifferingPart::Encoding);
    let expected = LikelyReason::ProtocolParametersNotEncoded;
    assert_eq!(appended.reason(), expected);
    // A field of a form that follows is not a part of the base string.
    let other = format!("debug_sbs=POST&https%3A%2F%2Fh%2Fp&{query}&oauth_problem=x");
    let missing = ours.diff(&other).unwrap();
    assert_eq!(missing.part(), &parameter("oauth_nonce"));
}

/// Some clients forget to encode the parameters as a whole.
#[test]
fn the_parameters_are_not_encoded_as_a_whole() {
    let ours = explained("https://h/p?a=x%2Fy&b=1", "", "OAuth oauth_nonce=\"n\"");
    let uri = "https%3A%2F%2Fh%2Fp";
    let whole = ours
        .diff(&format!("POST&{uri}&a=x%2Fy&b=1&oauth_nonce=n"))
        .unwrap();
    assert_eq!(whole.part(), &DifferingPart::Encoding);
    assert_eq!(whole.reason(), LikelyReason::ParametersNotEncoded);
    let missing = ours
        .diff(&format!("POST&{uri}&a=x%2Fy&oauth_nonce=n"))
        .unwrap();
    assert_eq!(missing.part(), &parameter("b"));
}

/// If the secrets are not encoded in the key, the base strings are equal.
#[test]
fn the_key_does_not_show() {
    let ours = explained("https://h/p?a=1", "", "OAuth oauth_nonce=\"n\"");
    assert_eq!(ours.diff(ours.base_string().unwrap()), None);
}

/// The time grows with the number of parameters, not with its square.
#[test]
fn many_parameters_cost_little() {
    const COUNT: usize = 20_000;
    let same_name: Vec<_> = (0..COUNT).map(|n| format!("a={n}")).collect();
    let same_name = same_name.join("&");
    let names: Vec<_> = (0..COUNT).map(|n| format!("n{n}=1")).collect();
    let reversed: Vec<_> = names.iter().rev().cloned().collect();
    let joined: Vec<_> = (0..COUNT).map(|n| n.to_string()).collect();
    for (form, parameters, reason) in [
        (&same_name, &same_name, LikelyReason::ValuesNotSorted),
        (
            &names.join("&"),
            &reversed.join("&"),
            LikelyReason::NotSorted,
        ),
        (
            &same_name,
            &format!("a={}", joined.join("%2C")),
            LikelyReason::JoinedByComma,
        ),
        (
            &format!("a={}", "x+".repeat(COUNT)),
            &format!("a={}", "x+".repeat(COUNT)),
            LikelyReason::SpaceAsPlus,
        ),
        (
            &format!("a={}", "%C3%A9".repeat(COUNT)),
            &format!("a={}", "%C3%83%C2%A9".repeat(COUNT)),
            LikelyReason::Utf8Twice,
        ),
    ] {
        let started = std::time::Instant::now();
        let ours = explained("https://h/p", form, "Basic x");
        let (_, found) = difference(&ours, "https://h/p", parameters);
        assert_eq!(found, reason);
        let time = started.elapsed();
        assert!(time.as_secs() < 20, "{reason:?}: {time:?}");
    }
}
