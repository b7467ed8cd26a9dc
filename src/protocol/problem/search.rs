//! Finds the facts of a problem in a text that is not a form: an HTML page, JSON, or a sentence.

use super::names::specified;
use crate::protocol::parameters::parameter::protocol_name;

/// The longest value that is read, in bytes. The names that the extension specifies are shorter.
const LONGEST: usize = 256;

/// Returns whether a text is not a form, because it has characters that a form encodes.
pub(super) fn is_no_form(text: &[u8]) -> bool {
    text.trim_ascii()
        .iter()
        .any(|byte| byte.is_ascii_whitespace() || b"<>\"{}".contains(byte))
}

/// Returns the facts that the text contains: the name of the problem, and what belongs to it.
///
/// Anything can be in such a text. So a fact counts only if its value is one that the extension
/// specifies: the name of a problem, the names of protocol parameters, a range of timestamps.
pub(super) fn facts(text: &[u8]) -> Option<Vec<(String, String)>> {
    let problem = find(text, "oauth_problem", is_name, |value| {
        specified(value).map(str::to_owned)
    })?;
    let mut fields = vec![("oauth_problem".to_owned(), problem)];
    let is_list = |byte: u8| is_name(byte) || b"&%".contains(&byte);
    for list in ["oauth_parameters_absent", "oauth_parameters_rejected"] {
        let names = find(text, list, is_list, |value| {
            let first = value.split(['&', '%']).next().unwrap_or_default();
            protocol_name(first).map(str::to_owned)
        });
        fields.extend(names.map(|names| (list.to_owned(), names)));
    }
    let range = |byte: u8| byte.is_ascii_digit() || byte == b'-';
    let timestamps = find(text, "oauth_acceptable_timestamps", range, |value| {
        value.contains('-').then(|| value.to_owned())
    });
    fields.extend(timestamps.map(|value| ("oauth_acceptable_timestamps".to_owned(), value)));
    Some(fields)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Returns the value of the first field with this name for which `read` returns something.
///
/// `belongs` says which bytes belong to a value. The time depends on the length of the text only:
/// after each name, at most [`LONGEST`] bytes are read.
fn find(
    text: &[u8],
    name: &str,
    belongs: impl Fn(u8) -> bool,
    read: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let name = name.as_bytes();
    let mut rest = text;
    while let Some(at) = rest.windows(name.len()).position(|bytes| bytes == name) {
        let is_whole = at == 0 || !is_name(rest[at - 1]);
        rest = &rest[at + name.len()..];
        let Some(value) = after_equals(rest).filter(|_| is_whole) else {
            continue;
        };
        let end = value.iter().take(LONGEST).position(|&byte| !belongs(byte));
        let value = &value[..end.unwrap_or(value.len().min(LONGEST))];
        let found = std::str::from_utf8(value).ok().and_then(&read);
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Returns what follows `=`, `:` or `>` and an opening quote, as HTML, JSON, XML and URLs write
/// them.
fn after_equals(text: &[u8]) -> Option<&[u8]> {
    const QUOTES: [&[u8]; 7] = [b"\"", b"'", b"\\\"", b"&quot;", b"&#34;", b"&#39;", b"%22"];
    const EQUALS: [&[u8]; 8] = [
        b"=", b":", b">", b"%3D", b"%3d", b"&#61;", b"&#x3D;", b"&gt;",
    ];
    let without = |text: &mut &[u8], starts: &[&'static [u8]]| {
        let rest = starts.iter().find_map(|start| text.strip_prefix(*start));
        if let Some(rest) = rest {
            *text = rest;
        }
        rest.is_some()
    };
    let mut rest = text;
    // A name in JSON ends with a quote.
    without(&mut rest, &QUOTES);
    rest = blanks_removed(rest);
    if !without(&mut rest, &EQUALS) {
        return None;
    }
    rest = blanks_removed(rest);
    without(&mut rest, &QUOTES);
    Some(rest)
}

/// Returns the text without the few blanks at its beginning.
fn blanks_removed(text: &[u8]) -> &[u8] {
    const MOST: usize = 8;
    let blanks = text.iter().take(MOST);
    let count = blanks.take_while(|byte| byte.is_ascii_whitespace()).count();
    &text[count..]
}
