//! A search for secrets in what `Debug` and `Display` write.

use std::error::Error;
use std::fmt::{Debug, Display};

pub(crate) const CLIENT_SECRET: &str = "cs&kd94/hf93k+\u{e9}";
pub(crate) const TOKEN_SECRET: &str = "ts&pfkk dhi9%sl3r";
const PASSWORD: &str = "pw=hunter 2+\u{2603}";

/// Percent-encoded as RFC 5849 section 3.6 says. Written by hand here.
pub(crate) const ENCODED_CLIENT_SECRET: &str = "cs%26kd94%2Fhf93k%2B%C3%A9";
pub(crate) const ENCODED_TOKEN_SECRET: &str = "ts%26pfkk%20dhi9%25sl3r";
pub(crate) const ENCODED_PASSWORD: &str = "pw%3Dhunter%202%2B%E2%98%83";

/// The secrets. A PLAINTEXT signature has two of them, so the search finds it with either.
pub(crate) const SECRETS: [(&str, &str, &str); 3] = [
    ("client secret", CLIENT_SECRET, ENCODED_CLIENT_SECRET),
    ("token secret", TOKEN_SECRET, ENCODED_TOKEN_SECRET),
    ("password", PASSWORD, ENCODED_PASSWORD),
];

/// Returns which secret an output contains. The secret may be plain, encoded once or twice or as a
/// form, escaped as `Debug` and `escape_ascii` do, or a list of numbers as `Debug` writes bytes.
pub(crate) fn secret_in(output: &str) -> Option<&'static str> {
    let numbers = |text: &str| format!("{:?}", text.as_bytes()).replace(['[', ']', ' '], "");
    let compact: String = output.split_whitespace().collect();
    let holds = |text: &str| {
        let hexadecimal = text.bytes().map(|b| format!("{b:02x}")).collect::<String>();
        let escaped = text.as_bytes().escape_ascii().to_string();
        output.contains(text)
            || output.contains(&format!("{text:?}").trim_matches('"').to_owned())
            || output.contains(&escaped)
            || compact.contains(&numbers(text))
            || compact.to_lowercase().contains(&hexadecimal)
    };
    let found = SECRETS.iter().find(|(_, plain, encoded)| {
        holds(plain)
            || holds(encoded)
            || holds(&encoded.replace('%', "%25"))
            || holds(&encoded.replace("%20", "+"))
            || holds(&encoded.to_lowercase())
    });
    found.map(|(what, ..)| *what)
}

fn check(name: &str, output: &str) {
    assert!(!output.is_empty(), "{name} shows nothing");
    assert_eq!(secret_in(output), None, "{name} shows a secret: {output}");
}

pub(crate) fn debug(name: &str, value: &dyn Debug) {
    check(name, &format!("{value:?}"));
    check(name, &format!("{value:#?}"));
}

pub(crate) fn display(name: &str, value: &dyn Display) {
    check(name, &value.to_string());
}

pub(crate) fn error(error: &dyn Error) {
    for error in std::iter::successors(Some(error), |&error| error.source()) {
        display("an error", error);
        debug("an error", error);
    }
}
