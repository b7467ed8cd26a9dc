//! Runs `sign` and `base_string` step by step: base string URI, normalized parameters, base string,
//! signature. Each step calls the function of that step. If a `Signer` can sign the request, it
//! then does.

use http::request::Parts;
use tower_oauth1::protocol::{
    BaseStringUri, BaseStringUriError, Parameters, ProtocolParameters, SignatureBaseString,
    Transmission, is_form, percent_decode,
};
use tower_oauth1::{OriginError, SignatureMethod};

use crate::vectors::key::Key;
use crate::vectors::pieces::compare_headers;
use crate::vectors::report::{Failure, Note, step};
use crate::vectors::signer;
use crate::vectors::vector::Vector;

const USERINFO: Note = Note::DecidedOtherwise("a URI with user information is refused");

pub(crate) fn run(vector: &Vector) -> Result<Vec<Note>, Failure> {
    if let Some(text) = &vector.input.base_string {
        return digest(vector, text);
    }
    let (parts, body) = vector.request()?.into_parts();
    let uri = match BaseStringUri::from_parts(&parts) {
        Ok(uri) => uri,
        Err(BaseStringUriError::Origin(OriginError::Userinfo)) => {
            signer::refuses_userinfo(vector, &parts, &body)?;
            return Ok(vec![USERINFO]);
        }
        Err(error) => return Err(Failure::new("base string URI", error)),
    };
    let pairs = vector.protocol_pairs();
    let parameters = collect(&parts, &body, &pairs).normalize();
    let base_string = SignatureBaseString::new(&parts.method, uri, parameters);
    let expected = ExpectedSteps::of(vector)?;
    expected.compare(
        &base_string.uri().to_string(),
        &base_string.parameters().to_string(),
        Some(&base_string.to_string()),
    )?;
    if vector.signature_method.is_none() && vector.kind == "base_string" {
        return Ok(Vec::new());
    }

    let (key, method) = match Key::of(vector)? {
        Ok(key) => key,
        Err(note) => return Ok(vec![note]),
    };
    let text = base_string.to_string();
    let signature = signature(vector, &key, &text)?;
    #[allow(
        irrefutable_let_patterns,
        reason = "there are RSA keys with the feature `rsa`"
    )]
    if let Key::Secrets(key) = &key {
        let pieces = key.sign(&base_string);
        step(
            "the signature, in pieces",
            signature.as_str(),
            pieces.as_str(),
        )?;
        key.verify(&base_string, signature.as_bytes())
            .map_err(|error| Failure::new("verification", error))?;
    }
    flip(&key, &text, &signature, method)?;

    if !key.signs() {
        return Ok(Vec::new());
    }
    if vector.is_for_low_level_functions() {
        header_by_hand(vector, &pairs, &signature)?;
        Ok(Vec::new())
    } else {
        let request = signer::Case {
            vector,
            method,
            key: &key,
            signature: &signature,
            expected: &expected,
        };
        Ok(request.run(parts, body)?.into_iter().collect())
    }
}

/// Runs only the last step, over a text.
fn digest(vector: &Vector, text: &str) -> Result<Vec<Note>, Failure> {
    let (key, method) = match Key::of(vector)? {
        Ok(key) => key,
        Err(note) => return Ok(vec![note]),
    };
    let signature = signature(vector, &key, text)?;
    flip(&key, text, &signature, method)?;
    Ok(Vec::new())
}

/// Computes the signature, compares it with the one that the vector expects, and verifies it.
fn signature(vector: &Vector, key: &Key, text: &str) -> Result<String, Failure> {
    let expected = vector.expected.signature.clone();
    let made = key.sign(text.as_bytes())?;
    // Some RSA vectors have only a public key.
    let made = made.or_else(|| expected.clone());
    let made = made.ok_or_else(|| Failure::new("the vector", "it has no signature"))?;
    if vector.kind == "sign" {
        step("signature", expected.as_deref(), Some(made.as_str()))?;
    }
    #[cfg(feature = "rsa-legacy")]
    crate::vectors::key::both_backends(vector, text.as_bytes(), &made)?;
    let verifies = key.verifies(text.as_bytes(), made.as_bytes());
    step("verification", true, verifies.unwrap_or(true))?;
    Ok(made)
}

/// The results that the vector expects before the signature. If it states only the base string, the
/// other two are decoded from the second and the third part of the base string.
pub(crate) struct ExpectedSteps(Option<(String, String, String)>);

impl ExpectedSteps {
    fn of(vector: &Vector) -> Result<Self, Failure> {
        let expected = &vector.expected;
        let Some(base_string) = expected.base_string.clone() else {
            return match vector.method_name() {
                Some("PLAINTEXT") => Ok(Self(None)),
                _ => Err(Failure::new("the vector", "it has no base string")),
            };
        };
        let mut parts = base_string.split('&').skip(1).map(|part| {
            let decoded = percent_decode(part.as_bytes())?;
            String::from_utf8(decoded.into_owned()).ok()
        });
        let mut part = |stated: &Option<String>| {
            let part = parts.next().flatten();
            stated
                .clone()
                .or(part)
                .ok_or_else(|| Failure::new("the vector", "its base string has not three parts"))
        };
        let uri = part(&expected.base_uri)?;
        let normalized = part(&expected.normalized_params)?;
        Ok(Self(Some((uri, normalized, base_string))))
    }

    /// `text` is the base string, or `None` for PLAINTEXT, which has none.
    pub(crate) fn compare(
        &self,
        uri: &str,
        params: &str,
        text: Option<&str>,
    ) -> Result<(), Failure> {
        let Some((expected_uri, expected_params, expected_text)) = &self.0 else {
            return Ok(());
        };
        step("base string URI", expected_uri.as_str(), uri)?;
        step("normalized parameters", expected_params.as_str(), params)?;
        match text {
            Some(text) => step("base string", expected_text.as_str(), text),
            None => Ok(()),
        }
    }
}

fn collect<'a>(parts: &'a Parts, body: &'a [u8], pairs: &[(&'a str, &'a str)]) -> Parameters<'a> {
    let mut parameters = Parameters::new();
    parameters.add_query(parts.uri.query().unwrap_or_default());
    if is_form(&parts.headers) {
        parameters.add_form(body);
    }
    for (name, value) in pairs {
        let source = Transmission::AuthorizationHeader;
        parameters.add(name.as_bytes(), value.as_bytes(), source);
    }
    parameters
}

/// Returns the distance of the bytes that are changed. Miri is slow, so it changes two bytes only.
fn step_of(step: usize, text: &str) -> usize {
    if cfg!(miri) {
        text.len().div_ceil(2).max(1)
    } else {
        step
    }
}

/// Checks that a signature does not verify after one character is changed, removed or added, nor
/// over a text with one byte changed. PLAINTEXT does not sign a text.
fn flip(key: &Key, text: &str, signature: &str, method: SignatureMethod) -> Result<(), Failure> {
    let accepted = |what: &str, at: usize| {
        let text = format!("it accepts {what} at byte {at}");
        Err(Failure::new("refusing what was changed", text))
    };
    let verifies = |text: &[u8], signature: &[u8]| key.verifies(text, signature) == Some(true);
    for at in (0..signature.len()).step_by(step_of(1, signature)) {
        let mut changed = signature.as_bytes().to_vec();
        // The text stays base64, so the comparison must refuse it.
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        if verifies(text.as_bytes(), &changed) {
            return accepted("a signature changed", at);
        }
        if verifies(text.as_bytes(), &signature.as_bytes()[..at]) {
            return accepted("a signature cut", at);
        }
    }
    let longer = format!("{signature}AAAA");
    if verifies(text.as_bytes(), longer.as_bytes()) {
        return accepted("a signature lengthened", signature.len());
    }
    if method == SignatureMethod::Plaintext {
        return Ok(());
    }
    for at in (0..text.len()).step_by(step_of((text.len() / 16).max(1), text)) {
        let mut changed = text.as_bytes().to_vec();
        changed[at] ^= 1;
        if verifies(&changed, signature.as_bytes()) {
            return accepted("a base string changed", at);
        }
    }
    Ok(())
}

/// Writes the `Authorization` header of a request that no `Signer` can sign.
fn header_by_hand(vector: &Vector, pairs: &[(&str, &str)], signature: &str) -> Result<(), Failure> {
    let Some(expected) = &vector.expected.authorization_header else {
        return Ok(());
    };
    let mut protocol = ProtocolParameters::new();
    for (name, value) in pairs {
        protocol.push(name, value);
    }
    protocol.push("oauth_signature", signature);
    let header = protocol.authorization_header();
    let text = std::str::from_utf8(header.as_bytes()).map_err(|e| Failure::new("header", e))?;
    compare_headers(expected, text)
}
