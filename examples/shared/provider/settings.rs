//! What can be set on the command line.

use std::collections::HashMap;
use std::time::Duration;

use http::uri::Scheme;
use tower_oauth1::grant::VerifierPolicy;
use tower_oauth1::{PublicOrigin, RequestVerifier, SignatureMethod};

use super::AppGrants;

pub(crate) struct Settings {
    /// The paths of section 2: temporary credentials, the page for the user, token credentials.
    pub(crate) paths: [String; 3],
    pub(crate) origin: PublicOrigin,
    pub(crate) plaintext: bool,
    pub(crate) verifiers: VerifierPolicy,
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
            verifiers: VerifierPolicy::default(),
            token_lifetime: None,
            session_lifetime: None,
            login: false,
            users: HashMap::new(),
        }
    }
}

impl Settings {
    pub(super) fn grants(&self, grants: AppGrants) -> AppGrants {
        let mut grants = grants.verifier_policy(self.verifiers.clone());
        if let Some(lifetime) = self.token_lifetime {
            grants = grants.token_lifetime(lifetime);
        }
        if let Some(lifetime) = self.session_lifetime {
            grants = grants.session_lifetime(lifetime);
        }
        grants
    }

    pub(super) fn verifier(&self) -> RequestVerifier {
        let verifier = RequestVerifier::new(self.origin.clone());
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
