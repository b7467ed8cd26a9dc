//! Reads a response as `curl -i` prints it: a head, an empty line, and a body.

use std::borrow::Cow;
use std::io::Read as _;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tower_oauth1::protocol::{find_base_string, percent_decode};

use crate::BoxError;

/// How many bytes of the file are read.
const LONGEST_FILE: u64 = 4 << 20;

/// A response of a server.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The header or body that contains the base string that the server computed.
    pub(crate) echo: Option<String>,
}

impl Response {
    pub(crate) fn read(file: &str) -> Result<Self, BoxError> {
        let mut bytes = Vec::new();
        let opened = std::fs::File::open(file);
        opened
            .and_then(|file| file.take(LONGEST_FILE).read_to_end(&mut bytes))
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
            // A line that is not a header says nothing. The other lines still do.
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = HeaderValue::from_bytes(value.trim().as_bytes());
            if let (Ok(name), Ok(value)) = (name.trim().parse::<HeaderName>(), value) {
                headers.append(name, value);
            }
        }
        let all = headers.values().filter_map(|value| value.to_str().ok());
        let echo = all
            .chain([body])
            .find(|text| find_base_string(text).is_some());
        let echo = echo.map(str::to_owned);
        Some(Self {
            status,
            headers,
            body: body.to_owned(),
            echo,
        })
    }

    /// Returns the base string that the server computed, if the response contains it.
    pub(crate) fn base_string(&self) -> Option<Cow<'_, str>> {
        find_base_string(self.echo.as_deref()?)
    }

    /// Returns the decoded value of a parameter in the base string of the server.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let base_string = self.base_string()?;
        let parameters = base_string.split('&').nth(2)?;
        let start = format!("{name}%3D");
        let mut pairs = parameters.split("%26");
        let value = pairs.find_map(|pair| pair.strip_prefix(&start))?;
        let once = percent_decode(value.as_bytes())?;
        let twice = percent_decode(&once)?;
        String::from_utf8(twice.into_owned()).ok()
    }
}
