//! Reads a response as `curl -i` prints it: a head, an empty line, and a body.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::BoxError;

/// A response of a server.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The base string that the server computed, if the response contains it.
    pub(crate) base_string: Option<String>,
}

impl Response {
    pub(crate) fn read(file: &str) -> Result<Self, BoxError> {
        let bytes = std::fs::read(file)
            .map_err(|error| format!("the response cannot be read from {file}: {error}"))?;
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        Self::parse(&text).ok_or_else(|| {
            format!("{file} has no response; save what `curl -i` prints, with its status line")
                .into()
        })
    }

    /// curl prints the heads of redirects and of 100 (Continue) too. The last head counts.
    fn parse(mut text: &str) -> Option<Self> {
        loop {
            let (head, rest) = text.split_once("\n\n").unwrap_or((text, ""));
            let response = Self::from_head(head, rest)?;
            if !rest.starts_with("HTTP/") {
                return Some(response);
            }
            text = rest;
        }
    }

    fn from_head(head: &str, body: &str) -> Option<Self> {
        let mut lines = head.trim_start().lines();
        let status_line = lines.next()?.strip_prefix("HTTP/")?;
        let status = status_line.split_whitespace().nth(1)?.parse().ok()?;
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(':')?;
            let name: HeaderName = name.trim().parse().ok()?;
            headers.append(name, HeaderValue::from_str(value.trim()).ok()?);
        }
        let all = headers.values().filter_map(|value| value.to_str().ok());
        let base_string = all.chain([body]).find_map(base_string);
        Some(Self {
            status,
            headers,
            body: body.to_owned(),
            base_string,
        })
    }

    /// Returns the decoded value of a parameter in the base string of the server.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let parameters = self.base_string.as_deref()?.split('&').nth(2)?;
        let start = format!("{name}%3D");
        let mut pairs = parameters.split("%26");
        let value = pairs.find_map(|pair| pair.strip_prefix(&start))?;
        let once = tower_oauth1::protocol::percent_decode(value.as_bytes())?;
        let twice = tower_oauth1::protocol::percent_decode(&once)?;
        String::from_utf8(twice.into_owned()).ok()
    }
}

/// Finds a base string in a text: a method, `&http`, and everything up to a blank, a quote or `<`.
fn base_string(text: &str) -> Option<String> {
    // A form or a header of a problem report encodes the base string once more.
    let once_more = text.contains("%26http");
    let text = if once_more {
        let at = text.find("%26http")?;
        let start = text[..at].rfind(|c: char| !c.is_ascii_alphabetic());
        let rest = &text[start.map_or(0, |start| start + 1)..];
        let end = rest
            .find(['&', ' ', '"', ',', '\n', '<'])
            .unwrap_or(rest.len());
        let decoded = tower_oauth1::protocol::percent_decode(&rest.as_bytes()[..end])?;
        String::from_utf8(decoded.into_owned()).ok()?
    } else {
        text.replace("&amp;", "&")
    };
    let at = ["&http%3A", "&https%3A"]
        .iter()
        .find_map(|scheme| text.find(scheme))?;
    let start = text[..at].rfind(|c: char| !c.is_ascii_alphabetic());
    let rest = &text[start.map_or(0, |start| start + 1)..];
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<');
    let end = rest.find(is_end).unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}
