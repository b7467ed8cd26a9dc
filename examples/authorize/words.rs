//! The words of a server that refuses, from the body of its response.

/// The longest part of a server's message to print, in characters.
const LONGEST: usize = 500;

/// Returns what a body says to people, in one line. Returns `None` if it is empty, or if a field in
/// it is named like a secret or a token.
///
/// The text is escaped, so a server cannot add lines that look like output of this program.
pub(crate) fn read(body: &[u8]) -> Option<String> {
    let body = String::from_utf8_lossy(body);
    if has_secret_field(&body) {
        return None;
    }
    let body = body.trim();
    let text = if body.starts_with('<') {
        without_tags(body)
    } else {
        body.to_owned()
    };
    shorten(&text)
}

/// Returns a text in one line, or `None` if it is empty.
pub(crate) fn shorten(text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(LONGEST).collect();
    (!text.is_empty()).then(|| text.escape_debug().to_string())
}

/// Returns whether a field in a form, JSON or XML has such a name. A word in a sentence is not a
/// field.
fn has_secret_field(text: &str) -> bool {
    const NAMES: [&str; 7] = [
        "secret",
        "token",
        "verifier",
        "passw",
        "session",
        "credential",
        "api_key",
    ];
    let text = text.to_ascii_lowercase();
    NAMES.iter().any(|name| {
        text.match_indices(name).any(|(at, _)| {
            let rest = &text[at..];
            let is_name = |c: char| c.is_ascii_alphanumeric() || "_-[]".contains(c);
            is_assigned(rest.trim_start_matches(is_name))
        })
    })
}

/// Returns whether a value follows: `=` or `:` or `>`, after the end of a quote.
fn is_assigned(after_name: &str) -> bool {
    const QUOTES: [&str; 6] = ["\\", "\"", "'", "&quot;", "%22", " "];
    const EQUALS: [&str; 6] = ["=", ":", ">", "%3d", "&#61;", "&gt;"];
    let mut rest = after_name;
    while let Some(after) = QUOTES.iter().find_map(|quote| rest.strip_prefix(quote)) {
        rest = after;
    }
    EQUALS.iter().any(|equals| rest.starts_with(equals))
}

/// Returns the text of a page, without its tags.
fn without_tags(page: &str) -> String {
    let pieces = page.split('<').map(|piece| match piece.split_once('>') {
        Some((tag, _)) if tag.starts_with("style") || tag.starts_with("script") => "",
        Some((_, text)) => text,
        None => "",
    });
    let words: Vec<_> = pieces.flat_map(str::split_whitespace).collect();
    words.join(" ")
}
