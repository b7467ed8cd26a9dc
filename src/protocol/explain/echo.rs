//! Finds a base string in what a server wrote.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::protocol::parameters::parameter::protocol_name;

/// Returns the first signature base string (section 3.4.1.1) in a text that a server wrote. Returns
/// `None` if the text has no base string.
///
/// The text may be everything that a server wrote: the body or a header of its response. It may be
/// a sentence, JSON, HTML, or one of these URL-encoded once more, as in a form. Escapes of JSON and
/// HTML and the encoding of the form are removed.
///
/// A base string begins with the word before the first `&http%3A` or `&https%3A`, or before
/// `&http://` or `&https://` if there is no other one. It ends at a blank, a quote or the end of
/// the line. In a sentence, `.`, `,`, `;`, `:`, `!`, `)`, `]` and `}` at its end are cut. To
/// compare it with the base string of a request, pass the whole text to [`Explanation::diff`]
/// instead: it does not cut a full stop with which the base string of the request ends too.
///
/// A base string contains the token and all parameters of the request, so do not log it.
///
/// ```
/// use tower_oauth1::protocol::find_base_string;
///
/// let base_string = "GET&https%3A%2F%2Fapi.example.com%2Fphotos&size%3Dlarge";
/// for text in [
///     "Invalid signature. Base string: GET&https%3A%2F%2Fapi.example.com%2Fphotos&size%3Dlarge.",
///     r#"{"base":"GET\u0026https%3A%2F%2Fapi.example.com%2Fphotos\u0026size%3Dlarge"}"#,
///     "<p>GET&amp;https%3A%2F%2Fapi.example.com%2Fphotos&amp;size%3Dlarge</p>",
///     "debug_sbs=GET%26https%253A%252F%252Fapi.example.com%252Fphotos%26size%253Dlarge&x=1",
/// ] {
///     assert_eq!(find_base_string(text).as_deref(), Some(base_string));
/// }
/// assert_eq!(find_base_string("Invalid signature"), None);
/// ```
///
/// [`Explanation::diff`]: crate::Explanation::diff
pub fn find_base_string(text: &str) -> Option<Cow<'_, str>> {
    base_string(text, None)
}

/// Returns the first base string in a text. `ours` is the base string of the request.
pub(super) fn base_string<'a>(text: &'a str, ours: Option<&str>) -> Option<Cow<'a, str>> {
    let own = |found: &str| Cow::Owned(found.to_owned());
    if let Some(found) = plain(text, ours) {
        return Some(Cow::Borrowed(found));
    }
    if let Some((before, once)) = encoded(text, ours) {
        let decoded = percent_decode_str(once).decode_utf8_lossy();
        let found = plain(&decoded, ours)?;
        return Some(own(without_punctuation(found, before, ours)));
    }
    // JSON in an HTML page is escaped twice.
    let mut unescaped = unescape(text);
    for _ in 0..2 {
        if let Some(found) = unescaped.as_deref().and_then(|text| plain(text, ours)) {
            return Some(own(found));
        }
        unescaped = unescaped.as_deref().and_then(unescape);
    }
    not_encoded(text, ours).map(Cow::Borrowed)
}

/// Returns the part of the text from `WORD&http%3A` or `WORD&https%3A` to a blank, a quote or the
/// end of the line.
fn plain<'a>(text: &'a str, ours: Option<&str>) -> Option<&'a str> {
    let at = position(text, "&", "%3a")?;
    let start = method_start(text, at, ours.and_then(method));
    let (before, found) = text.split_at(start);
    // An apostrophe ends the base string only if another one begins it.
    let quote = before.chars().next_back().filter(|c| "'`".contains(*c));
    let is_end = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || "\"<>\\\u{201c}\u{201d}".contains(c)
            || quote == Some(c)
    };
    let end = found.find(is_end).unwrap_or(found.len());
    let parts = without_next_field(&found[..end]);
    Some(without_punctuation(parts, before, ours))
}

/// Cuts the punctuation of a sentence. `before` is the text before the base string.
fn without_punctuation<'a>(found: &'a str, before: &str, ours: Option<&str>) -> &'a str {
    if !before.contains(char::is_whitespace) && !before.ends_with(['(', '[', '{']) {
        return found;
    }
    let is_ours = |c: char| ours.is_some_and(|ours| ours.ends_with(c));
    let is_punctuation = |c: char| ".,;:!)]}".contains(c) && !is_ours(c);
    found.trim_end_matches(is_punctuation)
}

/// Returns the part from `WORD&http://`, of a server that does not encode the URI.
fn not_encoded<'a>(text: &'a str, ours: Option<&str>) -> Option<&'a str> {
    let at = position(text, "&", "://")?;
    let found = &text[method_start(text, at, ours.and_then(method))..];
    Some(&found[..found.find(char::is_whitespace).unwrap_or(found.len())])
}

/// Returns the part that contains a base string, encoded once more, and the text before it.
fn encoded<'a>(text: &'a str, ours: Option<&str>) -> Option<(&'a str, &'a str)> {
    let at = position(text, "%26", "%253a")?;
    let method = ours
        .and_then(method)
        .map(|method| method.replace('%', "%25"));
    let (before, found) = text.split_at(method_start(text, at, method.as_deref()));
    // In a form, a plus is a blank.
    let is_end = |c: char| c.is_whitespace() || "&\"'`<>\\+".contains(c);
    let end = found.find(is_end).unwrap_or(found.len());
    Some((before, &found[..end]))
}

/// Returns the position of the first `before`, `http` or `https`, and `after`, in upper or lower
/// case.
fn position(text: &str, before: &str, after: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let has = |at: usize, word: &str| {
        let part = bytes.get(at..at + word.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    text.match_indices(before).map(|(at, _)| at).find(|&at| {
        let scheme = at + before.len();
        has(scheme, "http")
            && (has(scheme + 4, after) || has(scheme + 4, "s") && has(scheme + 5, after))
    })
}

/// Returns the method of a base string.
fn method(base_string: &str) -> Option<&str> {
    base_string.split('&').next()
}

/// Returns where the method before a position begins: a word, or the method of the request. A
/// method such as `M-SEARCH` is more than one word.
fn method_start(text: &str, at: usize, ours: Option<&str>) -> usize {
    let is_word = |method: &str| method.bytes().all(|byte| byte.is_ascii_alphabetic());
    let ours = ours.filter(|ours| !is_word(ours) && text[..at].ends_with(ours));
    ours.map_or_else(|| word_start(text, at), |ours| at - ours.len())
}

/// Returns where the word before a position begins. An escape before the word is not part of it.
fn word_start(text: &str, at: usize) -> usize {
    let bytes = &text.as_bytes()[..at];
    let letters = bytes.iter().rev();
    let letters = letters
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let start = at - letters;
    let digits = match bytes[..start] {
        // `%3D` and `%0A`.
        [.., b'%', digit] if digit.is_ascii_digit() => 1,
        [.., b'%'] => 2,
        // `\n`.
        [.., b'\\'] => 1,
        _ => 0,
    };
    // A word of a few letters may be a method.
    start + digits.min(letters)
}

/// Cuts what follows the three parts of a base string, as the next field of a form does. If the
/// parameters are not encoded, their separators do not end the base string.
fn without_next_field(found: &str) -> &str {
    let mut separators = found.match_indices('&').map(|(at, _)| at).skip(1);
    let (Some(second), Some(third)) = (separators.next(), separators.next()) else {
        return found;
    };
    let next = found[third + 1..].split('=').next().unwrap_or_default();
    if found[second..third].contains('=') || protocol_name(next).is_some() {
        found
    } else {
        &found[..third]
    }
}

/// Replaces the escapes of HTML and JSON. Returns `None` if the text has no escapes.
fn unescape(text: &str) -> Option<String> {
    const ESCAPES: [(&str, char); 24] = [
        ("&amp;", '&'),
        ("&#38;", '&'),
        ("&#x26;", '&'),
        ("&#X26;", '&'),
        ("&#037;", '%'),
        ("&#37;", '%'),
        ("&#x25;", '%'),
        ("&quot;", '"'),
        ("&#34;", '"'),
        ("&#034;", '"'),
        ("&#x22;", '"'),
        ("&#39;", '\''),
        ("&#039;", '\''),
        ("&#x27;", '\''),
        ("&apos;", '\''),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("\\u0026", '&'),
        ("\\u0025", '%'),
        ("\\u0022", '"'),
        ("\\\"", '"'),
        ("\\/", '/'),
        ("\\n", '\n'),
        ("\\\\", '\\'),
    ];
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_changed = false;
    while let Some(at) = rest.find(['&', '\\']) {
        let (before, escape) = rest.split_at(at);
        result.push_str(before);
        let known = ESCAPES.iter().find(|(name, _)| escape.starts_with(name));
        rest = match known {
            Some((name, character)) => {
                result.push(*character);
                is_changed = true;
                &escape[name.len()..]
            }
            None => {
                result.push_str(&escape[..1]);
                &escape[1..]
            }
        };
    }
    result.push_str(rest);
    is_changed.then_some(result)
}
