//! The cause "status of success": the server refuses the request, although the status is 2xx.

use serde_json::Value;
use tower_oauth1::protocol::Problem;

use super::response::Response;
use super::{Evidence, header_text};

/// The header with which the API of MediaWiki refuses a request.
const MEDIAWIKI: http::HeaderName = http::HeaderName::from_static("mediawiki-api-error");

pub(super) fn success(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let status = evidence.response.status;
    let sign = evidence.sign_of_refusal.as_ref()?;
    let text = format!(
        "the status is {status}, but {sign} says that the server refuses the request; read its \
         message in the body; if it names no cause, check the client, the token, both secrets and \
         the clock, and use the host that the service documents"
    );
    Some((50, text))
}

/// Returns what says that a response with a status of success refuses its request.
pub(super) fn sign_of_refusal(response: &Response, problem: Option<&Problem>) -> Option<String> {
    if !response.status.is_success() {
        return None;
    }
    if let Some(code) = header_text(&response.headers, MEDIAWIKI) {
        return Some(format!("the header `MediaWiki-API-Error: {code}`"));
    }
    if let Some(problem) = problem {
        return Some(format!("`oauth_problem={}`", problem.name().escape_debug()));
    }
    let body = response.body.trim_start_matches('\u{feff}').trim();
    // Flickr calls a function of JavaScript with its JSON.
    let json = body.strip_prefix("jsonFlickrApi(");
    let json = json.and_then(|json| json.trim_end_matches(';').strip_suffix(')'));
    match serde_json::from_str(json.unwrap_or(body)) {
        Ok(value) => sign_in_json(&value).map(str::to_owned),
        Err(_) if body.starts_with('<') => sign_in_xml(body).map(str::to_owned),
        Err(_) => {
            let start = body.get(..5).unwrap_or_default();
            let is_error = start.eq_ignore_ascii_case("error");
            is_error.then(|| "the text, which begins with `Error`,".to_owned())
        }
    }
}

fn sign_in_json(value: &Value) -> Option<&'static str> {
    let is_set = |member: &Value| match member {
        Value::Null | Value::Bool(false) => false,
        Value::Array(values) => !values.is_empty(),
        _ => true,
    };
    if value["meta"]["code"]
        .as_u64()
        .is_some_and(|code| code >= 400)
    {
        Some("the member `meta.code`")
    } else if value["stat"] == "fail" {
        Some("the member `stat`")
    } else if is_set(&value["error"]) {
        Some("the member `error`")
    } else if is_set(&value["errors"]) {
        Some("the member `errors`")
    } else {
        None
    }
}

fn sign_in_xml(body: &str) -> Option<&'static str> {
    let elements = body.split('<').map(str::trim);
    let mut elements = elements.filter(|text| !text.is_empty() && !text.starts_with(['?', '!']));
    let root = elements.next()?;
    if root.contains("stat=\"fail\"") {
        Some("the attribute `stat`")
    } else if root.starts_with("error") {
        Some("the element `error`")
    } else {
        None
    }
}
