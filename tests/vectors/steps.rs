//! `sign` and `base_string`, step by step: base string URI, normalized parameters, base string,
//! signature, by the functions of each step. What a `Signer` can sign is then signed by one.

use http::request::Parts;
use tower_oauth1::protocol::{
    BaseStringUri, BaseStringUriError, Parameters, ProtocolParameters, SignatureBaseString,
    SigningKey, Transmission, is_form, percent_decode,
};
use tower_oauth1::{OriginError, SignatureMethod};

use crate::pieces::compare_headers;
use crate::report::{Failure, Note, step};
use crate::signer;
use crate::vector::{Method, Vector};

const WAITS_FOR_RSA: Note = Note::Waiting("the signature, with RSA (all steps before it have run)");
const SKIPPED: Note =
    Note::Skipped("HMAC-SHA256 and HMAC-SHA512 need the feature `sha2`; all steps before ran");
const USERINFO: Note = Note::DecidedOtherwise("a URI with user information is refused");

pub(crate) fn run(vector: &Vector) -> Result<Vec<Note>, Failure> {
    if let Some(text) = &vector.input.base_string {
        return digest(vector, text);
    }
    let (parts, body) = vector.request()?.into_parts();
    let uri = match BaseStringUri::of(&parts) {
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
        &uri.to_string(),
        &base_string.parameters().to_string(),
        Some(&base_string.to_string()),
    )?;
    if vector.signature_method.is_none() && vector.kind == "base_string" {
        return Ok(Vec::new());
    }

    let method = match vector.method()? {
        Method::Known(method) => method,
        Method::Rsa => return Ok(vec![WAITS_FOR_RSA]),
        Method::WithoutSha2 => return Ok(vec![SKIPPED]),
    };
    let key = key(vector, method);
    let signature = key.sign(&base_string);
    if vector.kind == "sign" {
        let expected = vector.expected.signature.as_deref();
        step("signature", expected, Some(signature.as_str()))?;
    }
    verify(&key, &base_string, signature.as_str())?;
    flip(&key, &base_string.to_string(), signature.as_str(), method)?;

    if vector.is_for_low_level_functions() {
        header_by_hand(vector, &pairs, signature.as_str())?;
        Ok(Vec::new())
    } else {
        let request = signer::Case {
            vector,
            method,
            key: &key,
            signature: signature.as_str(),
            expected: &expected,
        };
        Ok(request.run(parts, body)?.into_iter().collect())
    }
}

/// The last step alone, over a text.
fn digest(vector: &Vector, text: &str) -> Result<Vec<Note>, Failure> {
    let method = match vector.method()? {
        Method::Known(method) => method,
        Method::Rsa => return Ok(vec![WAITS_FOR_RSA]),
        Method::WithoutSha2 => return Ok(vec![SKIPPED]),
    };
    let key = key(vector, method);
    let signature = key.sign_bytes(text.as_bytes());
    let expected = vector.expected.signature.as_deref();
    step("signature", expected, Some(signature.as_str()))?;
    key.verify_bytes(text.as_bytes(), signature.as_str().as_bytes())
        .map_err(|error| Failure::new("verification", error))?;
    flip(&key, text, signature.as_str(), method)?;
    Ok(Vec::new())
}

/// What the vector expects of the steps before the signature. Where it gives the base string alone,
/// its second and third part are the other two, encoded once more.
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

    /// `text` is the base string, where there is one: PLAINTEXT signs without.
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

fn key(vector: &Vector, method: SignatureMethod) -> SigningKey {
    let secret = |secret: &Option<String>| secret.clone().unwrap_or_default();
    SigningKey::new(
        method,
        &secret(&vector.consumer_secret),
        &secret(&vector.token_secret),
    )
}

pub(crate) fn verify(
    key: &SigningKey,
    base_string: &SignatureBaseString<'_>,
    signature: &str,
) -> Result<(), Failure> {
    let failure = |error| Failure::new("verification", error);
    key.verify(base_string, signature.as_bytes())
        .map_err(failure)?;
    let text = base_string.to_string();
    key.verify_bytes(text.as_bytes(), signature.as_bytes())
        .map_err(failure)
}

/// No signature verifies with one character changed, lost or added, and none over a text with one
/// byte changed. (PLAINTEXT signs no text.)
fn flip(
    key: &SigningKey,
    text: &str,
    signature: &str,
    method: SignatureMethod,
) -> Result<(), Failure> {
    let accepted = |what: &str, at: usize| {
        let text = format!("it accepts {what} at byte {at}");
        Err(Failure::new("refusing what was changed", text))
    };
    let verifies = |text: &[u8], signature: &[u8]| key.verify_bytes(text, signature).is_ok();
    for at in 0..signature.len() {
        let mut changed = signature.as_bytes().to_vec();
        // Still base64, so that it is the comparison that must refuse it.
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
    for at in (0..text.len()).step_by((text.len() / 16).max(1)) {
        let mut changed = text.as_bytes().to_vec();
        changed[at] ^= 1;
        if verifies(&changed, signature.as_bytes()) {
            return accepted("a base string changed", at);
        }
    }
    Ok(())
}

/// The `Authorization` header of a request that no `Signer` can sign.
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
