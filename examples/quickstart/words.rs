//! The server's words.

use std::fmt::Write as _;

use http::header;
use http::request::Parts;
use tower_oauth1::protocol::Transmission;
use tower_oauth1::verify::SignatureVerified;

/// What was verified, for a person to read.
pub(crate) fn describe(verified: &SignatureVerified<'_>, parts: &Parts, length: usize) -> String {
    let base_string = verified.base_string();
    let mut words = format!("verified     {} {}\n", parts.method, base_string.uri());
    let method = verified.signature_method().name();
    let _ = writeln!(words, "signed by    client {}, {method}", verified.client());
    let token = verified.token().unwrap_or("(none)");
    let _ = writeln!(words, "on behalf of token {token}");
    for parameter in verified.parameters() {
        let source = parameter.source();
        if source == Transmission::AuthorizationHeader {
            continue;
        }
        let (name, value) = (parameter.name(), parameter.value());
        let name = String::from_utf8_lossy(&name);
        let value = String::from_utf8_lossy(&value);
        let _ = writeln!(words, "{:<12} {name} = {value}", source.to_string());
    }
    if let Some(content_type) = parts.headers.get(header::CONTENT_TYPE) {
        let content_type = content_type.to_str().unwrap_or("?");
        let _ = writeln!(words, "body         {length} bytes of {content_type}");
    }
    words
}
