//! A second parser of the `Authorization` header. It was written from the RFC and shares no code
//! with the crate. The parser and the writer of the crate may share an error, which only another
//! parser shows.

/// An `Authorization: OAuth` header, decoded. Parameters may come in any order, so they are sorted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) realm: Option<String>,
    pub(crate) parameters: Vec<(String, String)>,
}

/// Parses the value of a header.
pub(crate) fn read(value: &str) -> Result<Header, String> {
    let rest = value
        .strip_prefix("OAuth")
        .ok_or("another scheme than OAuth")?;
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return Err("another scheme than OAuth".into());
    }
    let mut header = Header {
        realm: None,
        parameters: Vec::new(),
    };
    for element in elements(rest) {
        let (name, value) = element
            .split_once('=')
            .ok_or_else(|| format!("`{element}` has no `=`"))?;
        let value = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'))
            .ok_or_else(|| format!("`{element}` has no quotes"))?;
        if name == "realm" {
            header.realm = Some(unquote(value));
        } else if value.contains('"') {
            return Err(format!("`{element}` has a quote within its quotes"));
        } else {
            header.parameters.push((decode(name)?, decode(value)?));
        }
    }
    header.parameters.sort();
    Ok(header)
}

/// Splits the list at the commas outside quotes. Removes white space around the elements.
fn elements(list: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    let pieces = list.split(|c| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        c == ',' && !quoted
    });
    pieces.map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// Returns the content of a quoted string without its backslashes.
fn unquote(content: &str) -> String {
    let mut text = String::new();
    let mut characters = content.chars();
    while let Some(c) = characters.next() {
        text.extend(if c == '\\' {
            characters.next()
        } else {
            Some(c)
        });
    }
    text
}

fn decode(text: &str) -> Result<String, String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let escape = piece.get(..2).ok_or("a `%` at the end")?;
        bytes.push(u8::from_str_radix(escape, 16).map_err(|_| format!("`%{escape}`"))?);
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    String::from_utf8(bytes).map_err(|_| format!("`{text}` is not UTF-8"))
}
