//! A simple and slow implementation of RFC 5849, which checks whether a header is a valid
//! signature.
//!
//! It shares no code with the crates that it checks. It supports only the features that the cases
//! need. It does not support default ports, capital letters in hosts, or request parameters with
//! names that start with `oauth_`.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::cases::Case;
use crate::hash::Hash;

type Pairs = Vec<(String, String)>;

/// The base string and the nonce of a valid header.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) base_string: String,
    pub(crate) nonce: String,
}

/// Checks a header.
///
/// # Errors
///
/// Returns the reason if the header is not valid.
pub(crate) fn verify(case: &Case, hash: Hash, header: &str) -> Result<Verified, String> {
    let mut protocol = parse(header).ok_or("it is not an OAuth header")?;
    let at = protocol
        .iter()
        .position(|(name, _)| name == "oauth_signature");
    let (_, signature) = protocol.swap_remove(at.ok_or("it has no signature")?);
    let get = |name: &str| {
        let mut all = protocol.iter().filter(|(other, _)| other == name);
        match (all.next(), all.next()) {
            (Some((_, value)), None) => Ok(value.as_str()),
            _ => Err(format!("it does not have exactly one {name}")),
        }
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_err(|error| error.to_string())?.as_secs();
    let timestamp: u64 = get("oauth_timestamp")?
        .parse()
        .map_err(|_| "its timestamp is not a number")?;
    let is_expected = get("oauth_consumer_key")? == case.client.0
        && get("oauth_token")? == case.token.0
        && get("oauth_signature_method")? == hash.method()
        && get("oauth_version").unwrap_or("1.0") == "1.0"
        && !get("oauth_nonce")?.is_empty()
        && now.abs_diff(timestamp) < 10;
    if !is_expected {
        return Err("a protocol parameter is wrong".to_owned());
    }

    let query = pairs(case.uri.split_once('?').map_or("", |(_, query)| query));
    let form = pairs(case.form().map_or("", |_| &case.body));
    let signs = |parameters: &[&Pairs]| {
        let base_string = base_string(case, parameters);
        let hmac = hash.hmac(case, &base_string);
        (BASE64_STANDARD.encode(hmac) == signature).then_some(base_string)
    };
    if let Some(base_string) = signs(&[&protocol, &query, &form]) {
        let nonce = get("oauth_nonce")?.to_owned();
        return Ok(Verified { base_string, nonce });
    }
    let less = [
        ("it does not sign the form", signs(&[&protocol, &query])),
        ("it does not sign the query", signs(&[&protocol, &form])),
        ("it signs neither query nor form", signs(&[&protocol])),
    ];
    let what_it_signs = less.iter().find(|(_, signed)| signed.is_some());
    Err(what_it_signs
        .map_or("it signs another base string", |(what, _)| *what)
        .to_owned())
}

/// Parses an `Authorization` header (section 3.5.1).
fn parse(header: &str) -> Option<Pairs> {
    let parameters = header.strip_prefix("OAuth ")?.split(',');
    parameters
        .map(|parameter| {
            let (name, value) = parameter.trim().split_once('=')?;
            let value = value.strip_prefix('"')?.strip_suffix('"')?;
            Some((decode(name), decode(value)))
        })
        .collect()
}

/// Returns the base string (section 3.4.1.1).
fn base_string(case: &Case, parameters: &[&Pairs]) -> String {
    let mut encoded: Pairs = parameters
        .iter()
        .flat_map(|pairs| pairs.iter())
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    encoded.sort();
    let joined: Vec<_> = encoded.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let uri = encode(case.uri.split('?').next().unwrap_or_default());
    format!("{}&{uri}&{}", case.method, encode(&joined.join("&")))
}

/// Parses a query or a form (section 3.4.1.3.1).
fn pairs(text: &str) -> Pairs {
    let fields = text.split('&').filter(|field| !field.is_empty());
    let fields = fields.map(|field| field.split_once('=').unwrap_or((field, "")));
    let plus = |text: &str| decode(&text.replace('+', " "));
    fields
        .map(|(name, value)| (plus(name), plus(value)))
        .collect()
}

fn decode(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        match u8::from_str_radix(digits, 16) {
            Ok(byte) => bytes.push(byte),
            Err(_) => bytes.extend_from_slice(digits.as_bytes()),
        }
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Percent-encodes a text (section 3.6).
fn encode(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}
