//! Signs whole requests with `Signer::sign_with_parameters` and `Signer::sign_request`.

use http::request::Parts;
use http::{HeaderValue, Request, header};
use tower_oauth1::protocol::{AuthorizationHeader, BaseStringUriError, Nonce};
use tower_oauth1::{
    ClientCredentials, Explanation, OriginError, SignError, SignatureMethod, Signer,
    TokenCredentials,
};

use crate::support::header::{self as by_test, Header};
use crate::vectors::key::Key;
use crate::vectors::pieces::{compare_headers, read_by_crate};
use crate::vectors::placed;
use crate::vectors::report::{Failure, Note, step};
use crate::vectors::steps::ExpectedSteps;
use crate::vectors::vector::Vector;

const PROTOCOL_NAME: Note = Note::DecidedOtherwise(
    "a protocol parameter's name in the query is refused by the signer (the base string is right)",
);
const CANONICAL_PATH: Note = Note::DecidedOtherwise(
    "`Signer::sign` signs the given path, `sign_request` the canonical path",
);

/// Returns a signer with the clock, the nonce and the other settings that the vector states.
fn signer(vector: &Vector, method: SignatureMethod, key: Option<&Key>) -> Result<Signer, Failure> {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    // For the vectors, an absent secret equals an empty one. The crate needs an explicit setting
    // for this.
    let client = ClientCredentials::new(text(&vector.consumer_key), text(&vector.consumer_secret));
    let mut signer = Signer::new(client).with_signature_method(method);
    #[cfg(feature = "rsa")]
    if let Some(key) = key.and_then(Key::private) {
        let identifier = text(&vector.consumer_key);
        let signing = Signer::rsa(identifier, method, key);
        signer = signing.map_err(|error| Failure::new("the key", error))?;
    }
    #[cfg(not(feature = "rsa"))]
    let _ = key;
    if let Some(token) = &vector.token {
        signer = signer.with_token(TokenCredentials::new(token, text(&vector.token_secret)));
    }
    signer = match &vector.timestamp {
        Some(digits) => {
            let seconds = digits.parse().map_err(|e| Failure::new("timestamp", e))?;
            signer.with_clock(move || seconds)
        }
        None => signer.without_timestamp(),
    };
    signer = match vector.nonce.clone() {
        Some(nonce) => signer.with_nonces(move || Nonce::new(nonce.clone())),
        None => signer.without_nonce(),
    };
    signer = match vector.version.as_deref() {
        Some("1.0") => signer,
        Some(other) => return Err(Failure::new("the vector's version", other)),
        None => signer.without_version(),
    };
    match &vector.realm {
        Some(realm) => signer
            .with_realm(realm)
            .map_err(|e| Failure::new("realm", e)),
        None => Ok(signer),
    }
}

/// The RFC does not say what to do with user information. The crate refuses it with every method.
pub(crate) fn refuses_userinfo(vector: &Vector, parts: &Parts, body: &[u8]) -> Result<(), Failure> {
    let signer = signer(vector, SignatureMethod::HmacSha1, None)?;
    match signer.sign_with_parameters(parts, Some(body), &vector.extra()) {
        Err(SignError::Target(BaseStringUriError::Origin(OriginError::Userinfo))) => Ok(()),
        other => Err(Failure::new("refusing the URI", format!("{other:?}"))),
    }
}

/// A complete request, and the results of the steps.
pub(crate) struct Case<'a> {
    pub(crate) vector: &'a Vector,
    pub(crate) method: SignatureMethod,
    pub(crate) key: &'a Key,
    pub(crate) signature: &'a str,
    pub(crate) expected: &'a ExpectedSteps,
}

impl Case<'_> {
    pub(crate) fn run(&self, mut parts: Parts, body: Vec<u8>) -> Result<Option<Note>, Failure> {
        let signer = self.signer_for_transport(&parts, &body)?;
        let extra = self.vector.extra();
        let signed = match signer.sign_with_parameters(&parts, Some(&body), &extra) {
            Ok(signed) => signed,
            Err(SignError::ProtocolParameterInRequest { .. }) if self.vector.ambiguous => {
                return Ok(Some(PROTOCOL_NAME));
            }
            Err(error) => return Err(Failure::new("signing", error)),
        };
        let signature = signed.get("oauth_signature");
        step(
            "the signer's signature",
            Some(self.signature),
            signature.as_deref(),
        )?;
        placed::run(self.vector, &signed, &parts, &body)?;
        let value = signed.authorization_header();
        step("marking the header sensitive", true, value.is_sensitive())?;
        self.header(&value)?;

        let request = extra.is_empty().then(|| {
            let mut request = Request::new(body.clone());
            *request.method_mut() = parts.method.clone();
            *request.uri_mut() = parts.uri.clone();
            *request.headers_mut() = parts.headers.clone();
            request
        });
        parts.headers.insert(header::AUTHORIZATION, value);
        self.explanation(&parts, &body)?;
        match request {
            Some(request) => self.sign_request(&signer, request, &parts),
            None => Ok(None),
        }
    }

    /// The signer signs PLAINTEXT over `http` only after an explicit opt-out.
    fn signer_for_transport(&self, parts: &Parts, body: &[u8]) -> Result<Signer, Failure> {
        let signer = signer(self.vector, self.method, Some(self.key))?;
        let clear = parts.uri.scheme_str() == Some("http");
        if !clear || self.method != SignatureMethod::Plaintext {
            return Ok(signer);
        }
        match signer.sign_with_parameters(parts, Some(body), &self.vector.extra()) {
            Err(SignError::PlaintextWithoutTls) => Ok(signer.insecure_plaintext_without_tls()),
            other => Err(Failure::new("refusing http", format!("{other:?}"))),
        }
    }

    /// The parsers of the crate and of the tests must find the parameters of the vector and the
    /// signature.
    fn header(&self, value: &HeaderValue) -> Result<(), Failure> {
        let text = std::str::from_utf8(value.as_bytes()).map_err(|e| Failure::new("header", e))?;
        let mut parameters: Vec<(String, String)> = self
            .vector
            .protocol_pairs()
            .into_iter()
            .chain([("oauth_signature", self.signature)])
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        parameters.sort();
        let realm = self.vector.realm.clone();

        let parsed = AuthorizationHeader::parse(value.as_bytes())
            .map_err(|error| Failure::new("the header, by the crate", error))?;
        let (parsed_realm, mut parsed) = read_by_crate(&parsed)?;
        parsed.sort();
        step("the header's realm, by the crate", &realm, &parsed_realm)?;
        step("the header, by the crate", &parameters, &parsed)?;

        let read = by_test::read(text).map_err(|e| Failure::new("the header, by the test", e))?;
        step(
            "the header, by the test",
            Header { realm, parameters },
            read,
        )?;
        match &self.vector.expected.authorization_header {
            Some(expected) => compare_headers(expected, text),
            None => Ok(()),
        }
    }

    /// The explanation of the signed request must have the same steps.
    fn explanation(&self, signed: &Parts, body: &[u8]) -> Result<(), Failure> {
        let explanation = Explanation::from_parts(signed, Some(body))
            .map_err(|error| Failure::new("explanation", error))?;
        let text = explanation.base_string();
        let plaintext = self.method == SignatureMethod::Plaintext;
        step("the explanation's base string", !plaintext, text.is_some())?;
        self.expected.compare(
            explanation.base_string_uri(),
            explanation.normalized_parameters(),
            text,
        )
    }

    /// `sign_request` must change only the `Authorization` header and make the same signature. The
    /// exception is a path that some clients would rewrite.
    fn sign_request(
        &self,
        signer: &Signer,
        mut request: Request<Vec<u8>>,
        signed: &Parts,
    ) -> Result<Option<Note>, Failure> {
        let body = request.body().clone();
        signer
            .sign_request(&mut request)
            .map_err(|error| Failure::new("sign_request", error))?;
        step("sign_request's body", &body, request.body())?;
        if *request.uri() == signed.uri {
            step("sign_request's headers", &signed.headers, request.headers())?;
            return Ok(None);
        }
        let (sent, body) = request.into_parts();
        step("sign_request's query", signed.uri.query(), sent.uri.query())?;
        step(
            "sign_request's authority",
            signed.uri.authority(),
            sent.uri.authority(),
        )?;
        self.verifies_as_sent(&sent, &body)?;
        Ok(Some(CANONICAL_PATH))
    }

    fn verifies_as_sent(&self, sent: &Parts, body: &[u8]) -> Result<(), Failure> {
        let failure = |text: String| Failure::new("sign_request's signature", text);
        let explanation =
            Explanation::from_parts(sent, Some(body)).map_err(|e| failure(e.to_string()))?;
        let uri = explanation.base_string_uri();
        if !uri.ends_with(sent.uri.path()) {
            return Err(failure(format!("the signature is not over {}", sent.uri)));
        }
        let value = sent.headers[header::AUTHORIZATION].as_bytes();
        let text = std::str::from_utf8(value).map_err(|e| failure(e.to_string()))?;
        let read = by_test::read(text).map_err(failure)?;
        let signature = read.parameters.iter().find(|(n, _)| n == "oauth_signature");
        let (_, signature) =
            signature.ok_or_else(|| failure("the header has no signature".into()))?;
        let base_string = explanation.base_string().unwrap_or_default();
        let verifies = self
            .key
            .verifies(base_string.as_bytes(), signature.as_bytes());
        step("sign_request's signature", true, verifies.unwrap_or(true))
    }
}
