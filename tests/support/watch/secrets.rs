//! The secrets of all tests and examples, and a search for them.

use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use super::leaks;

/// What stands before a secret, a token identifier or a verifier in the source of the tests and in
/// the test vectors, and how many texts in quotes are between.
const BEFORE_SECRETS: [(&str, usize); 13] = [
    ("ClientCredentials::new(", 1),
    ("TokenCredentials::new(", 0),
    ("TokenCredentials::new(", 1),
    ("TemporaryCredentials::new(", 0),
    ("TemporaryCredentials::new(", 1),
    ("oauth_token=", 0),
    ("oauth_token_secret=", 0),
    ("oauth_verifier=", 0),
    ("\"consumer_secret\":", 0),
    ("\"token\":", 0),
    ("\"token_secret\":", 0),
    ("\"verifier\":", 0),
    ("\"secret\":", 0),
];

/// What stands before a client identifier or a nonce, which may be logged.
const BEFORE_OTHERS: [(&str, usize); 4] = [
    ("ClientCredentials::new(", 0),
    ("Nonce::new(", 0),
    ("\"consumer_key\":", 0),
    ("\"nonce\":", 0),
];

const FOLDERS: [&str; 7] = [
    "examples",
    "tests/browser",
    "tests/fixtures/vectors",
    "tests/it",
    "tests/programs",
    "tests/redis",
    "tests/support",
];

/// Shorter texts are words of every language, or numbers.
const SHORTEST: usize = 7;

/// The texts that must not be in a log. If a test uses one of them as a client identifier or as a
/// nonce, it is left out.
static SECRETS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut secrets, mut others) = (HashSet::new(), HashSet::new());
    for folder in FOLDERS {
        collect(&root.join(folder), &BEFORE_SECRETS, &mut secrets);
        collect(&root.join(folder), &BEFORE_OTHERS, &mut others);
    }
    secrets.retain(|secret| !others.contains(secret));
    assert!(secrets.len() > 300, "found only {}", secrets.len());
    secrets
});

fn collect(folder: &Path, before: &[(&str, usize)], words: &mut HashSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, before, words);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for (start, skipped) in before {
            for rest in text.split(start).skip(1) {
                let word = if start.ends_with('=') {
                    rest.split(|c: char| !is_in_word(c)).next()
                } else {
                    let line = rest.split([')', ';', '}', '\n']).next().unwrap_or_default();
                    line.split('"').skip(1).step_by(2).nth(*skipped)
                };
                let is_word = |word: &&str| word.len() >= SHORTEST && word.chars().all(is_in_word);
                words.extend(word.filter(is_word).map(str::to_owned));
            }
        }
    }
}

fn is_in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-_.~".contains(letter)
}

/// Pieces of the secrets of `leaks`. No encoding changes them, except one that writes all bytes as
/// numbers, as `Debug` does in brackets.
const PIECES: [&str; 7] = ["kd94", "hf93k", "pfkk", "dhi9", "sl3r", "hunter", "["];

/// Returns which kind of secret is in the value of a field.
pub(crate) fn found_in(value: &str) -> Option<&'static str> {
    let plain = without_escapes(value);
    let mut words = plain.split(|c: char| !is_in_word(c));
    if words.any(|word| SECRETS.contains(word)) {
        return Some("a secret");
    }
    // The `/` is a letter of base64, and it also separates the segments of a path.
    if has_signature(value) || value.split('/').any(has_signature) {
        return Some("a signature");
    }
    let may_be = PIECES.iter().any(|piece| value.contains(piece));
    may_be.then(|| leaks::secret_in(value)).flatten()
}

/// Replaces escapes such as `%26` and `%2526` with blanks.
fn without_escapes(value: &str) -> String {
    let value = value.replace("%25", "%");
    let mut pieces = value.split('%');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push(' ');
        plain.push_str(piece.get(2..).unwrap_or_default());
    }
    plain
}

/// Returns whether a text has base64 that is as long as an HMAC or an RSA signature, with its
/// padding.
fn has_signature(value: &str) -> bool {
    let decoded = value.replace("%2B", "+").replace("%2F", "/");
    let decoded = decoded.replace("%3D", "=");
    let is_base64 = |letter: &char| letter.is_ascii_alphanumeric() || "+/".contains(*letter);
    let mut pieces = decoded.split('=');
    pieces.next_back(); // what is after the last `=`
    pieces.any(|piece| {
        let text: String = piece.chars().rev().take_while(is_base64).collect();
        let has = |is: fn(char) -> bool| text.contains(is);
        // SHA-1, SHA-256 and SHA-512, and keys of 1024, 2048 and 4096 bits. Words have no digits.
        [27, 43, 86, 171, 342, 683].contains(&text.len())
            && has(|letter| letter.is_ascii_digit())
            && has(|letter| letter.is_ascii_uppercase())
    })
}

/// Returns some of the secrets that must be found, in several encodings.
pub(crate) fn samples() -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for word in [
        "client-secret",
        "token-secret",
        "token-id",
        "kd94hf93k423kf44",
    ] {
        samples.push(word.to_owned());
        samples.push(format!("x%26{word}&y"));
    }
    for (_, plain, encoded) in leaks::SECRETS {
        samples.push(encoded.to_owned());
        samples.push(encoded.replace('%', "%25"));
        samples.push(plain.escape_debug().to_string());
        samples.push(format!("{:?}", plain.as_bytes()));
    }
    samples
}
