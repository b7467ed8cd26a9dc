//! What the secrets show about the key that is made of them.

use tower_oauth1::protocol::percent_encode;

use crate::arguments::Arguments;

/// Returns the secrets, with the name of their owner.
fn secrets(arguments: &Arguments) -> [(&'static str, &str); 2] {
    let client_secret = arguments.client_secret.as_deref().unwrap_or_default();
    [
        ("client", client_secret),
        ("token", &arguments.token_secret),
    ]
}

/// Returns which secrets begin or end in white space.
pub(crate) fn white_space_hints(arguments: &Arguments) -> Vec<String> {
    let blank = secrets(arguments).into_iter();
    let blank = blank.filter(|(_, secret)| secret.trim() != *secret);
    let hint = |(owner, _)| format!("the {owner} secret begins or ends in white space");
    blank.map(hint).collect()
}

/// Returns which secrets may be encoded once too often, or once less by the other side.
pub(crate) fn encoding_hints(arguments: &Arguments) -> Vec<String> {
    let hint = |(owner, secret): (&str, &str)| {
        if has_escape(secret) {
            Some(format!(
                "the {owner} secret contains a `%` with two hexadecimal digits, so it may already \
                 be percent-encoded; pass it decoded"
            ))
        } else if percent_encode(secret.trim().as_bytes()) != secret.trim() {
            Some(format!(
                "the {owner} secret has characters that are percent-encoded in the key; the other \
                 side may not encode them"
            ))
        } else {
            None
        }
    };
    secrets(arguments).into_iter().filter_map(hint).collect()
}

/// Returns whether a text contains `%` and two hexadecimal digits.
fn has_escape(text: &str) -> bool {
    text.as_bytes().windows(3).any(|bytes| {
        bytes[0] == b'%' && bytes[1].is_ascii_hexdigit() && bytes[2].is_ascii_hexdigit()
    })
}
