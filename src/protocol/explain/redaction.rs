//! Decides what is shown to users and in logs.

use std::fmt::{self, Write as _};

/// Returns whether a parameter with this name is redacted in logs.
pub(crate) fn sounds_like_a_secret(name: &[u8]) -> bool {
    /// Names that sound like secrets, but whose values are not secret.
    const PLAIN: [&str; 3] = [
        "oauth_consumer_key",
        "oauth_signature_method",
        "oauth_token",
    ];
    const PARTS: [&str; 13] = [
        "pass",
        "pwd",
        "secret",
        "verifier",
        "credential",
        "signature",
        "session",
        "apikey",
        "privatekey",
        "idtoken",
        "assertion",
        "authorization",
        "cookie",
    ];
    const WORDS: [&str; 12] = [
        "pin", "pincode", "pw", "otp", "cvv", "cvc", "key", "token", "auth", "bearer", "jwt", "sid",
    ];
    let name = String::from_utf8_lossy(name);
    if PLAIN.contains(&&*name) {
        return false;
    }
    let joined = name.replace(|c: char| !c.is_alphanumeric(), "");
    let joined = joined.to_ascii_lowercase();
    let last = last_word(&name);
    PARTS.iter().any(|part| joined.contains(part)) || WORDS.contains(&last.as_str())
}

/// Returns the last word of a name, in lower case and singular: `token` for `accessTokens[0]`.
fn last_word(name: &str) -> String {
    let name = name.trim_end_matches(|c: char| !c.is_alphabetic());
    let mut reversed: Vec<char> = Vec::new();
    for letter in name.chars().rev().take_while(|c| c.is_alphabetic()) {
        // A capital letter before small letters begins a word.
        let begins = letter.is_uppercase() && reversed.last().is_some_and(|c| c.is_lowercase());
        reversed.push(letter);
        if begins {
            break;
        }
    }
    let word: String = reversed.into_iter().rev().collect();
    let word = word.to_lowercase();
    word.strip_suffix('s').unwrap_or(&word).to_owned()
}

/// Writes a text from another party. Control characters and bytes that are not UTF-8 are escaped,
/// so that the text cannot forge a line of a log.
pub(crate) fn write_escaped(f: &mut fmt::Formatter<'_>, text: &[u8]) -> fmt::Result {
    let Ok(text) = std::str::from_utf8(text) else {
        return write!(f, "{}", text.escape_ascii());
    };
    for character in text.chars() {
        match character {
            '\'' | '"' => f.write_char(character)?,
            _ => write!(f, "{}", character.escape_debug())?,
        }
    }
    Ok(())
}
