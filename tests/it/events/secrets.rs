//! The secrets of all tests of this binary, and a search for them.

use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use crate::support::leaks;

/// The secrets, token identifiers and verifiers that the tests and their test vectors use.
static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut words = HashSet::new();
    collect(&tests.join("it"), &mut words);
    collect(&tests.join("fixtures/vectors"), &mut words);
    assert!(words.len() > 300, "found only {} secrets", words.len());
    words
});

/// What stands before a secret in the source, and how many texts in quotes are between.
const BEFORE: [(&str, usize); 12] = [
    ("ClientCredentials::new(", 1),
    ("TokenCredentials::new(", 0),
    ("TokenCredentials::new(", 1),
    ("TemporaryCredentials::new(", 0),
    ("TemporaryCredentials::new(", 1),
    ("oauth_token=", 0),
    ("oauth_token_secret=", 0),
    ("oauth_verifier=", 0),
    // The test vectors.
    ("\"consumer_secret\":", 0),
    ("\"token\":", 0),
    ("\"token_secret\":", 0),
    ("\"verifier\":", 0),
];

/// Shorter texts are words of every language, or numbers.
const SHORTEST: usize = 6;

/// Texts that the tests also use for something that is no secret.
const NO_SECRETS: [&str; 0] = [];

fn collect(folder: &Path, words: &mut HashSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, words);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for (before, skipped) in BEFORE {
            for rest in text.split(before).skip(1) {
                let secret = if before.ends_with('=') {
                    rest.split(|c: char| !is_in_word(c)).next()
                } else {
                    let line = rest.split([')', ';', '}', '\n']).next().unwrap_or_default();
                    line.split('"').skip(1).step_by(2).nth(skipped)
                };
                let secret = secret.filter(|secret| secret.chars().all(is_in_word));
                let secret = secret.filter(|secret| secret.len() >= SHORTEST);
                let secret = secret.filter(|secret| !NO_SECRETS.contains(secret));
                words.extend(secret.map(str::to_owned));
            }
        }
    }
}

fn is_in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-_.~".contains(letter)
}

/// Returns which kind of secret is in the value of a field.
pub(crate) fn found_in(name: &str, value: &str) -> Option<&'static str> {
    let mut words = value.split(|c: char| !is_in_word(c));
    if words.any(|word| WORDS.contains(word)) {
        return Some("a secret");
    }
    // In base64, a path may look like a signature.
    if name != "url.path" && has_signature(value) {
        return Some("a signature");
    }
    leaks::secret_in(value)
}

/// Returns whether a text has base64 with padding that is as long as the shortest HMAC or longer.
fn has_signature(value: &str) -> bool {
    let value = value.replace("%2B", "+").replace("%2F", "/");
    let value = value.replace("%3D", "=");
    let is_base64 = |letter: char| letter.is_ascii_alphanumeric() || "+/".contains(letter);
    let mut pieces = value.split('=');
    pieces.next_back(); // what is after the last `=`
    pieces.any(|piece| piece.chars().rev().take_while(|&c| is_base64(c)).count() >= 27)
}

/// Returns some of the secrets that must be found.
pub(crate) fn samples() -> Vec<String> {
    let known = [
        "client-secret",
        "token-secret",
        "kd94hf93k423kf44",
        "nnch734d00sl2jdk",
    ];
    let known = known.into_iter().map(str::to_owned);
    let encoded = leaks::SECRETS
        .iter()
        .map(|(_, _, encoded)| (*encoded).to_owned());
    known.chain(encoded).collect()
}
