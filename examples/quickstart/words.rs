//! The provider's response as readable text.

use std::fmt::Write as _;

use serde_json::Value;

/// Returns the verified parts of a request as lines of text.
pub(crate) fn describe(response: &Value) -> String {
    let text = |name: &str| response[name].as_str().unwrap_or("(none)");
    let mut words = format!("verified     {} {}\n", text("method"), text("uri"));
    let (client, method) = (text("client"), text("signature_method"));
    let _ = writeln!(words, "signed by    client {client}, {method}");
    let _ = writeln!(words, "on behalf of token {}", text("token"));
    for parameter in response["parameters"].as_array().into_iter().flatten() {
        let field = |name: &str| parameter[name].as_str().unwrap_or_default();
        if field("place") != "header" {
            let (place, name, value) = (field("place"), field("name"), field("value"));
            let _ = writeln!(words, "{place:<12} {name} = {value}");
        }
    }
    if response["body_length"] != 0 {
        let length = &response["body_length"];
        let signed = if response["body_is_signed"] == true {
            "signed"
        } else {
            "not signed, because it is not a form"
        };
        let _ = writeln!(words, "body         {length} bytes, {signed}");
    }
    for attempt in response["attempts"].as_array().into_iter().flatten() {
        let _ = writeln!(words, "{}", attempt.as_str().unwrap_or_default());
    }
    words
}
