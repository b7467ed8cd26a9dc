//! The text of an error of other code, with its causes, for the message of a `FlowError`.

use std::error::Error;
use std::fmt::Write as _;

/// The maximum number of characters.
const LONGEST: usize = 512;

/// Returns the text of an error and of its sources, in one line of limited length.
///
/// The errors of HTTP clients contain the URL of the request, and its query may have secrets. So
/// this function hides queries, and control characters are escaped.
pub(super) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    for cause in std::iter::successors(Some(error), |&error| error.source()) {
        let text = cause.to_string();
        // Some errors contain the text of their source.
        if !texts.iter().any(|outer| outer.contains(&text)) {
            texts.push(text);
        }
    }
    let text = texts.join(": ");
    let words: Vec<_> = text.split(char::is_whitespace).map(without_query).collect();
    let text = words.join(" ");
    let mut line = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            line.push_str("..");
            break;
        }
        match character {
            '"' | '\'' | '\\' => line.push(character),
            _ => write!(line, "{}", character.escape_debug()).expect("a `String` takes any text"),
        }
    }
    line
}

/// Returns a word without the query of a URL in it. Keeps a bracket or a colon after the URL.
fn without_query(word: &str) -> String {
    match word.split_once('?') {
        Some((start, query)) if start.contains("://") || query.contains('=') => {
            let end = query.trim_end_matches([')', ':', ',', '"', '`']);
            format!("{start}?..{}", &query[end.len()..])
        }
        _ => word.to_owned(),
    }
}
