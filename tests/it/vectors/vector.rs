//! One vector as in the files of `tests/fixtures/vectors`.

use std::collections::BTreeMap;

use base64::Engine as _;
use http::Request;
use serde::Deserialize;
use tower_oauth1::SignatureMethod;

use crate::vectors::report::Failure;

type Pairs = Vec<(String, String)>;

#[derive(Deserialize)]
pub(crate) struct Vector {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) method: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<String>,
    pub(crate) body_base64: Option<String>,
    pub(crate) consumer_key: Option<String>,
    pub(crate) consumer_secret: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) token_secret: Option<String>,
    pub(crate) signature_method: Option<String>,
    pub(crate) timestamp: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) callback: Option<String>,
    pub(crate) verifier: Option<String>,
    pub(crate) extra_oauth: BTreeMap<String, String>,
    pub(crate) realm: Option<String>,
    #[cfg(feature = "rsa")]
    #[serde(default)]
    pub(crate) rsa_private_key_pem: Option<String>,
    #[cfg(feature = "rsa")]
    #[serde(default)]
    pub(crate) rsa_public_key_pem: Option<String>,
    #[serde(default)]
    pub(crate) input: Input,
    pub(crate) expected: Expected,
    #[serde(default)]
    pub(crate) ambiguous: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    pub(crate) text: Option<String>,
    pub(crate) pairs: Pairs,
    pub(crate) query: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) oauth: Pairs,
    pub(crate) params: Pairs,
    pub(crate) signature_method: Option<String>,
    pub(crate) base_string: Option<String>,
    pub(crate) hash: Option<String>,
    pub(crate) protocol_parameters: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Expected {
    pub(crate) signature: Option<String>,
    pub(crate) base_string: Option<String>,
    pub(crate) base_uri: Option<String>,
    pub(crate) normalized_params: Option<String>,
    pub(crate) authorization_header: Option<String>,
    pub(crate) encoded: Option<String>,
    pub(crate) body_hash: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) params: Option<Pairs>,
    pub(crate) realm: Option<String>,
    pub(crate) signed_url: Option<String>,
    pub(crate) signed_body: Option<String>,
}

/// The signature method of a vector in this build of the crate.
pub(crate) enum Method {
    Known(SignatureMethod),
    WithoutRsa,
}

impl Vector {
    /// Returns the request without protocol parameters. A missing body is an empty body.
    pub(crate) fn request(&self) -> Result<Request<Vec<u8>>, Failure> {
        let mut builder = Request::builder()
            .method(self.method.as_deref().unwrap_or("GET"))
            .uri(self.url.as_deref().unwrap_or_default());
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        let body = match (&self.body, &self.body_base64) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(base64)) => base64::engine::general_purpose::STANDARD
                .decode(base64)
                .map_err(|error| Failure::new("the vector's body", error))?,
            (None, None) => Vec::new(),
            (Some(_), Some(_)) => return Err(Failure::new("the vector's body", "there are two")),
        };
        builder
            .body(body)
            .map_err(|error| Failure::new("the vector's request", error))
    }

    pub(crate) fn method_name(&self) -> Option<&str> {
        let name = self.signature_method.as_ref();
        name.or(self.input.signature_method.as_ref())
            .map(String::as_str)
    }

    pub(crate) fn method(&self) -> Result<Method, Failure> {
        let name = self.method_name().unwrap_or_default();
        match name.parse() {
            Ok(method) => Ok(Method::Known(method)),
            Err(_) if name.starts_with("RSA-SHA") && !cfg!(feature = "rsa") => {
                Ok(Method::WithoutRsa)
            }
            Err(error) => Err(Failure::new("the signature method", error)),
        }
    }

    /// Returns names and values of the protocol parameters, decoded, without the signature.
    pub(crate) fn protocol_pairs(&self) -> Vec<(&str, &str)> {
        if self.input.protocol_parameters.as_deref() == Some("none") {
            return Vec::new();
        }
        let named = [
            ("oauth_consumer_key", self.consumer_key.as_deref()),
            ("oauth_token", self.token.as_deref()),
            ("oauth_signature_method", self.method_name()),
            ("oauth_timestamp", self.timestamp.as_deref()),
            ("oauth_nonce", self.nonce.as_deref()),
            ("oauth_version", self.version.as_deref()),
        ];
        let sent = named
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        sent.chain(self.extra()).collect()
    }

    /// Returns the protocol parameters that `Signer::sign_with_parameters` takes for one signature.
    pub(crate) fn extra(&self) -> Vec<(&str, &str)> {
        let named = [
            ("oauth_callback", self.callback.as_deref()),
            ("oauth_verifier", self.verifier.as_deref()),
        ];
        let named = named
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let extra = self.extra_oauth.iter();
        named
            .chain(extra.map(|(name, value)| (name.as_str(), value.as_str())))
            .collect()
    }

    pub(crate) fn is_rsa(&self) -> bool {
        self.method_name().is_some_and(|m| m.starts_with("RSA-"))
    }

    /// Whether a `Signer` cannot sign the vector. Such a vector states no signature method, has a
    /// timestamp that is not a number of seconds, or has a token secret but no token.
    pub(crate) fn is_for_low_level_functions(&self) -> bool {
        let clock = |text: &String| text.parse::<u64>().is_ok_and(|n| n.to_string() == *text);
        let secret = self.token_secret.as_deref().unwrap_or_default();
        self.signature_method.is_none()
            || self.timestamp.as_ref().is_some_and(|text| !clock(text))
            || self.token.is_none() && !secret.is_empty()
    }
}
