//! The output, as text and as JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header;
use http::request::Parts;
use serde_json::{Map, Value, json};
use tower_oauth1::Explanation;

use crate::doctor::{self, Finding};

/// A signed request and the details to print.
pub(crate) struct Output<'a> {
    pub(crate) parts: Parts,
    pub(crate) body: Option<&'a [u8]>,
    pub(crate) explanation: Explanation,
    pub(crate) signature: Option<String>,
    pub(crate) comparison: Option<Comparison>,
    /// The result of `--check`.
    pub(crate) findings: Option<Vec<Finding>>,
}

/// The result of `--compare`.
pub(crate) enum Comparison {
    Same {
        /// What the base string does not show: how the key is made of the secrets.
        key_hints: Vec<String>,
    },
    Differs(String),
}

impl Output<'_> {
    pub(crate) fn for_people(&self) -> String {
        let mut text = format!("What is signed\n\n{}\n", self.explanation);
        if let Some(base_string) = self.explanation.base_string() {
            text += &format!("\nBase string\n\n{base_string}\n");
        }
        match &self.comparison {
            None => {}
            Some(Comparison::Same { key_hints }) => {
                text += "\nCompared\n\nno difference; if the file is the server's, a secret is wrong: \
                         check that none begins or ends in white space\n";
                for hint in key_hints {
                    text += &format!("{hint}\n");
                }
            }
            Some(Comparison::Differs(where_)) => text += &format!("\nCompared\n\n{where_}\n"),
        }
        if let Some(findings) = &self.findings {
            let causes = doctor::for_people(findings);
            text += &format!("\nWhat is probably wrong, the most likely cause first\n\n{causes}");
        }
        let (method, uri) = (&self.parts.method, &self.parts.uri);
        let query = uri.query().map(|query| format!("?{query}"));
        let target = uri.path().to_owned() + &query.unwrap_or_default();
        text += &format!("\nSigned request\n\n{method} {target} HTTP/1.1\n");
        let headers = &self.parts.headers;
        if let (None, Some(host)) = (headers.get(header::HOST), uri.authority()) {
            text += &format!("host: {host}\n");
        }
        for (name, value) in headers {
            text += &format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()));
        }
        match self
            .body
            .map(|bytes| (bytes.len(), std::str::from_utf8(bytes)))
        {
            None => {}
            Some((_, Ok(body))) => text += &format!("\n{body}\n"),
            Some((length, Err(_))) => text += &format!("\n({length} bytes that are not UTF-8)\n"),
        }
        text
    }

    /// Returns one JSON object.
    ///
    /// `body` is null if there is no body. `body` is also null if the body is not UTF-8; then
    /// `body_base64` contains it.
    pub(crate) fn for_programs(&self) -> String {
        let mut headers = Map::new();
        for name in self.parts.headers.keys() {
            let all = self.parts.headers.get_all(name).iter();
            let values: Vec<_> = all
                .map(|value| String::from_utf8_lossy(value.as_bytes()))
                .collect();
            headers.insert(name.to_string(), values.join(", ").into());
        }
        let text = self.body.map(std::str::from_utf8);
        let mut request = json!({
            "method": self.parts.method.as_str(),
            "url": self.parts.uri.to_string(),
            "headers": headers,
            "body": text.and_then(Result::ok),
            "base_string": self.explanation.base_string(),
            "signature": self.signature,
            "authorization": headers.get("authorization"),
        });
        if let (Some(Err(_)), Some(bytes)) = (text, self.body) {
            request["body_base64"] = STANDARD.encode(bytes).into();
        }
        match &self.comparison {
            None => {}
            Some(Comparison::Same { .. }) => request["difference"] = Value::Null,
            Some(Comparison::Differs(where_)) => request["difference"] = where_.as_str().into(),
        }
        if let Some(findings) = &self.findings {
            request["causes"] = doctor::for_programs(findings);
        }
        format!("{request}\n")
    }
}
