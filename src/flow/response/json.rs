//! Responses in JSON. RFC 5849 does not specify them, but some servers send them.

use json_event_parser::{JsonEvent, SliceJsonParser, WriterJsonSerializer};

use super::error::ResponseError;

/// The value of a member of a JSON object.
#[derive(Debug, PartialEq)]
pub(crate) enum Value {
    /// A string (decoded), or the digits of a number as they were sent.
    Text(String),
    /// A boolean, an object or an array, as JSON text.
    Other(String),
    /// `null`.
    Null,
}

/// Returns the members of the JSON object in `text`, in their order. A name may occur more than
/// once.
pub(crate) fn members(text: &[u8]) -> Result<Vec<(String, Value)>, ResponseError> {
    let mut parser = SliceJsonParser::new(text);
    let mut next = || parser.parse_next().map_err(|_| ResponseError::Json);
    let mut members = Vec::new();
    if next()? != JsonEvent::StartObject {
        return Err(ResponseError::Json);
    }
    loop {
        match next()? {
            JsonEvent::ObjectKey(name) => {
                let value = value(&mut next)?;
                members.push((name.into_owned(), value));
            }
            // Nothing may follow the object.
            JsonEvent::EndObject if next()? == JsonEvent::Eof => return Ok(members),
            _ => return Err(ResponseError::Json),
        }
    }
}

/// Reads the value of one member.
fn value<'a>(
    next: &mut impl FnMut() -> Result<JsonEvent<'a>, ResponseError>,
) -> Result<Value, ResponseError> {
    Ok(match next()? {
        JsonEvent::String(text) | JsonEvent::Number(text) => Value::Text(text.into_owned()),
        JsonEvent::Boolean(value) => Value::Other(value.to_string()),
        JsonEvent::Null => Value::Null,
        start => Value::Other(nested(start, next)?),
    })
}

/// Returns the JSON text of an object or array, without white space between its parts.
///
/// `start` is the event that opens it.
fn nested<'a>(
    start: JsonEvent<'a>,
    next: &mut impl FnMut() -> Result<JsonEvent<'a>, ResponseError>,
) -> Result<String, ResponseError> {
    let mut writer = WriterJsonSerializer::new(Vec::new());
    let mut depth = 0;
    let mut event = start;
    loop {
        match event {
            JsonEvent::StartObject | JsonEvent::StartArray => depth += 1,
            JsonEvent::EndObject | JsonEvent::EndArray => depth -= 1,
            _ => {}
        }
        let written = writer.serialize_event(event);
        written.map_err(|_| ResponseError::Json)?;
        if depth == 0 {
            break;
        }
        event = next()?;
    }
    let written = writer.finish().map_err(|_| ResponseError::Json)?;
    String::from_utf8(written).map_err(|_| ResponseError::Json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_their_text() {
        let text = r#" {"b":"x\u00e9\n\"","a":1.50,"b":true, "c":null,"d":{"e":[1, "]",{}]},"f":[]}
        "#;
        let members = members(text.as_bytes()).unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        let other = |text: &str| Value::Other(text.to_owned());
        let expected = [
            ("b", text("x\u{e9}\n\"")),
            ("a", text("1.50")),
            ("b", other("true")),
            ("c", Value::Null),
            ("d", other(r#"{"e":[1,"]",{}]}"#)),
            ("f", other("[]")),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value));
        assert_eq!(members, expected);
        assert_eq!(super::members(b"{}").unwrap(), []);
    }

    #[test]
    fn what_is_no_whole_object_is_none() {
        for text in [
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{\"a\":[1}",
            "{} {}",
            "{}x",
            "[]",
            "1",
            "",
            "{'a':1}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":01}",
            "{a:1}",
        ] {
            let read = members(text.as_bytes());
            assert!(matches!(read, Err(ResponseError::Json)), "{text}");
        }
        assert!(members(b"{\"a\":\"\xff\"}").is_err(), "not UTF-8");
        let deep = [b"{\"a\":".as_slice(), &[b'['; 60_000]].concat();
        assert!(members(&deep).is_err());
    }
}
