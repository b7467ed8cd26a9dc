//! What can be set on the command line.

use std::collections::HashMap;
use std::time::Duration;

use http::uri::Scheme;
use http::{HeaderValue, Response, header};
use tower_oauth1::grant::{GrantStore, Grants, VerifierPolicy};
use tower_oauth1::verify::{CredentialStore, Refusal, VerifyLayer};
use tower_oauth1::{Explanation, PublicOrigin, RequestVerifier, SignatureMethod};

use super::REALM;

pub(crate) struct Settings {
    /// The paths of section 2: temporary credentials, the page for the user, token credentials.
    pub(crate) paths: [String; 3],
    pub(crate) origin: PublicOrigin,
    pub(crate) plaintext: bool,
    /// Whether the protocol parameters of a request may be in several places.
    pub(crate) multiple_transmissions: bool,
    /// Whether the body of a refusal has the base string that the provider computed.
    pub(crate) explain: bool,
    pub(crate) verifiers: VerifierPolicy,
    /// How long a user may take to decide.
    pub(crate) grant_lifetime: Option<Duration>,
    pub(crate) token_lifetime: Option<Duration>,
    pub(crate) session_lifetime: Option<Duration>,
    /// Whether users log in.
    pub(crate) login: bool,
    /// The names and passwords of the users.
    pub(crate) users: HashMap<String, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            paths: ["/initiate", "/authorize", "/token"].map(str::to_owned),
            // There is no proxy, so the `Host` header is the host that the client signed.
            origin: PublicOrigin::as_received(Scheme::HTTP),
            plaintext: false,
            multiple_transmissions: false,
            explain: false,
            verifiers: VerifierPolicy::default(),
            grant_lifetime: None,
            token_lifetime: None,
            session_lifetime: None,
            login: false,
            users: HashMap::new(),
        }
    }
}

impl Settings {
    pub(super) fn grants<C, G>(&self, grants: Grants<C, G>) -> Grants<C, G>
    where
        C: CredentialStore,
        G: GrantStore,
    {
        let mut grants = grants.verifier_policy(self.verifiers.clone());
        if let Some(lifetime) = self.grant_lifetime {
            grants = grants.lifetime(lifetime);
        }
        if let Some(lifetime) = self.token_lifetime {
            grants = grants.token_lifetime(lifetime);
        }
        if let Some(lifetime) = self.session_lifetime {
            grants = grants.session_lifetime(lifetime);
        }
        grants
    }

    pub(super) fn layer<C, R>(
        &self,
        credentials: C,
        replay: R,
        verifier: RequestVerifier,
    ) -> VerifyLayer<C, R> {
        let layer = VerifyLayer::new(credentials, replay, verifier);
        let layer = layer
            .realm(REALM)
            .expect("the realm has no control characters");
        if self.explain {
            layer.explain_refusals().refusal_response(explained)
        } else {
            layer
        }
    }

    pub(super) fn verifier(&self) -> RequestVerifier {
        let mut verifier = RequestVerifier::new(self.origin.clone());
        if self.multiple_transmissions {
            verifier = verifier.allow_multiple_transmissions();
        }
        // `parse` fails for the methods that are not compiled in.
        let names = [
            "HMAC-SHA1",
            "HMAC-SHA256",
            "HMAC-SHA512",
            "RSA-SHA1",
            "RSA-SHA256",
            "RSA-SHA512",
            "RSA-PSS",
        ];
        let known = names.iter().filter_map(|name| name.parse().ok());
        if self.plaintext {
            verifier
                .signature_methods(known.chain([SignatureMethod::Plaintext]))
                .insecure_plaintext_without_tls()
        } else {
            verifier.signature_methods(known)
        }
    }
}

/// Returns the usual response, with the base string in its body. It has the values of the query and
/// of the form, so this is only for trying clients.
fn explained(refusal: &Refusal) -> Response<String> {
    let (mut head, mut body) = refusal.response().into_parts();
    let base_string = refusal.explanation().and_then(Explanation::base_string);
    if let Some(base_string) = base_string {
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        head.headers.insert(header::CONTENT_TYPE, text);
        body = format!("{}\n{base_string}\n", refusal.error());
    }
    Response::from_parts(head, body)
}
