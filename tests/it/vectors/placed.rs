//! The same signature in the query and in the form body, appended to the existing bytes.

use http::request::Parts;
use tower_oauth1::Explanation;
use tower_oauth1::protocol::{ProtocolParameters, is_form};

use crate::vectors::report::{Failure, step};
use crate::vectors::vector::Vector;

/// Puts the signed parameters where RFC 5849 sections 3.5.2 and 3.5.3 say, and parses the result.
pub(crate) fn run(
    vector: &Vector,
    signed: &ProtocolParameters,
    parts: &Parts,
    body: &[u8],
) -> Result<(), Failure> {
    let uri = signed
        .append_to_query(&parts.uri)
        .map_err(|error| Failure::new("appending to the query", error))?;
    let before = parts.uri.to_string();
    let kept = uri.to_string().starts_with(before.trim_end_matches('?'));
    step("keeping the query's bytes", true, kept)?;
    let mut in_query = parts.clone();
    in_query.uri = uri;
    compare_base_string(vector, &in_query, body)?;
    if let Some(expected) = &vector.expected.signed_url {
        let query = |url: &str| pairs(vector, url.split_once('?').unwrap_or_default().1.as_bytes());
        step(
            "signed URL",
            query(expected),
            query(&in_query.uri.to_string()),
        )?;
    }

    if !is_form(&parts.headers) {
        return Ok(());
    }
    let form = signed.append_to_form(body);
    step("keeping the form's bytes", true, form.starts_with(body))?;
    compare_base_string(vector, parts, &form)?;
    if let Some(expected) = &vector.expected.signed_body {
        step(
            "signed body",
            pairs(vector, expected.as_bytes()),
            pairs(vector, &form),
        )?;
    }
    Ok(())
}

/// The base string must not depend on the transmission.
fn compare_base_string(vector: &Vector, parts: &Parts, body: &[u8]) -> Result<(), Failure> {
    let explained = Explanation::from_parts(parts, Some(body));
    let explained = explained.map_err(|error| Failure::new("explaining", error))?;
    let expected = vector.expected.base_string.as_deref();
    match explained.base_string() {
        // PLAINTEXT has no base string.
        None => Ok(()),
        got => step("base string, appended", expected, got),
    }
}

/// Parses the text with the crate `url` and sorts the pairs, because the sources of the vectors
/// append in different orders. Vectors without secrets keep the signature of their source, which is
/// left out.
fn pairs(vector: &Vector, text: &[u8]) -> Vec<(String, String)> {
    let signed = vector.consumer_secret.is_some();
    let mut pairs: Vec<_> = url::form_urlencoded::parse(text)
        .into_owned()
        .filter(|(name, _)| signed || name != "oauth_signature")
        .collect();
    pairs.sort();
    pairs
}
