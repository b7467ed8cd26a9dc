//! The causes that the base string of the server shows.

use super::{Case, URL, assert_first};

/// The base string of the request.
const OURS: &str = "GET&https%3A%2F%2Fapi.example.com%2Fv1%2Fphotos&oauth_consumer_key%3Dkey%26\
                    oauth_nonce%3Dn1%26oauth_signature_method%3DHMAC-SHA1%26\
                    oauth_timestamp%3D1700000000%26oauth_version%3D1.0%26tag%3Da%2520b";

/// What differs, the base string of the server, the cause, and words of the advice.
type Row = (&'static str, String, &'static str, &'static [&'static str]);

fn rows() -> [Row; 10] {
    let ours = OURS;
    let secret = (
        "the same",
        ours.to_owned(),
        "secret",
        &["the same base string"][..],
    );
    let replaced = |from: &str, to: &str| {
        assert!(ours.contains(from), "{from}");
        ours.replacen(from, to, 1)
    };
    [
        secret,
        (
            "scheme",
            replaced("&https", "&http"),
            "origin",
            &["`http://api.example.com`", "public_origin"],
        ),
        (
            "host",
            replaced("api.example.com", "10.0.0.7"),
            "origin",
            &["`https://10.0.0.7`", "host"],
        ),
        (
            "port",
            replaced("api.example.com", "api.example.com%3A8443"),
            "origin",
            &["port", ":8443"],
        ),
        (
            "prefix",
            replaced("%2Fv1%2Fphotos", "%2Fphotos"),
            "path",
            &["removes the prefix `/v1`"],
        ),
        (
            "added",
            replaced("%2Fv1", "%2Fapp%2Fv1"),
            "path",
            &["adds the prefix `/app`"],
        ),
        (
            "plus",
            replaced("a%2520b", "a%252Bb"),
            "encoding",
            &["a space as `%20`"],
        ),
        (
            "double",
            replaced("a%2520b", "a%252520b"),
            "encoding",
            &["encodes it once more"],
        ),
        (
            "query",
            replaced("%26tag%3Da%2520b", ""),
            "form",
            &["in a form"],
        ),
        ("value", replaced("a%2520b", "c"), "parameter", &["`tag`"]),
    ]
}

/// A case for each base string, in a sentence of the server.
pub(super) fn cases() -> Vec<Case> {
    let rows = rows().into_iter();
    let cases = rows.map(|(name, theirs, cause, words)| Case {
        name: format!("a base string: {name}"),
        response: format!("HTTP/1.1 401 Unauthorized\n\nThe base string is {theirs}"),
        arguments: vec![URL],
        cause,
        words,
    });
    cases.collect()
}

/// The responses have the server's base string in many ways. The nonce and the timestamp of the
/// refused request are taken from there.
#[test]
fn every_cause_in_every_response() {
    for (name, theirs, cause, words) in rows() {
        let html = theirs.replace('&', "&amp;");
        let encoded = theirs.replace('%', "%25").replace('&', "%26");
        for (kind, body) in [
            (
                "sentence",
                format!("Invalid signature. Expected base string: {theirs}\n"),
            ),
            (
                "json",
                format!("{{\"error\":\"bad\",\"base\":\"{theirs}\"}}"),
            ),
            (
                "escaped-json",
                format!("{{\"base\":\"{}\"}}", theirs.replace('&', "\\u0026")),
            ),
            ("html", format!("<p>Base string: {html}</p>")),
            (
                "report",
                format!("oauth_problem=signature_invalid&oauth_problem_base={encoded}&x=1"),
            ),
        ] {
            let response = format!("HTTP/2 401 \ncontent-type: text/plain\n\n{body}");
            assert_first(&format!("{name}-{kind}"), &response, &[URL], cause, words);
        }
        let response = format!(
            "HTTP/2 401 \nwww-authenticate: OAuth oauth_problem=\"signature_invalid\", \
             debug_sbs=\"{encoded}\"\n\nno"
        );
        assert_first(&format!("{name}-header"), &response, &[URL], cause, words);
    }
    // The full stop belongs to the value, as the signed request shows.
    let url = "https://api.example.com/v1/photos?z=1.";
    let theirs = OURS.replace("%26tag%3Da%2520b", "%26z%3D1.");
    let response = format!("HTTP/1.1 401 Unauthorized\n\nThe base string was {theirs}");
    let words = &["the same base string"];
    assert_first("full-stop", &response, &[url], "secret", words);
    let form = ["-d", "status=hello", "https://api.example.com/v1/photos"];
    let without = "POST&https%3A%2F%2Fapi.example.com%2Fv1%2Fphotos&oauth_consumer_key%3Dkey%26\
                   oauth_nonce%3Dn1%26oauth_signature_method%3DHMAC-SHA1%26\
                   oauth_timestamp%3D1700000000%26oauth_version%3D1.0";
    let response = format!("HTTP/1.1 401 Unauthorized\n\n{without}");
    assert_first("form", &response, &form, "form", &["`Content-Type`"]);
}
