//! The order of the checks (RFC 5849 section 3.2). Cheap checks come first. The claim of the nonce
//! comes last, because it changes the store.

use std::future::poll_fn;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use http::request::Parts;

use super::client::issued::IssuedToken;
use super::client::registered::RegisteredClient;
use super::error::SharedError;
use super::error::VerifyError;
use super::request::authenticated::Authenticated;
use super::request::collect::is_readable_form;
use super::request::policy::RequestVerifier;
use super::request::unverified::{SignatureVerified, UnverifiedRequest};
use super::store::credentials::CredentialStore;
use super::store::replay::ReplayStore;
use crate::body::{BodyMode, FormError, Start};
use crate::events::verify::Claim;

/// The settings and stores that all services of one layer share.
pub(super) struct Server<C, R> {
    pub(super) credentials: Arc<C>,
    pub(super) replay: Arc<R>,
    pub(super) verifier: RequestVerifier,
    pub(super) realm: String,
    pub(super) body_limit: usize,
}

impl<C, R> Server<C, R> {
    pub(super) fn new(credentials: C, replay: R, verifier: RequestVerifier) -> Self {
        Self {
            credentials: Arc::new(credentials),
            replay: Arc::new(replay),
            verifier,
            realm: "OAuth".to_owned(),
            body_limit: 1 << 20,
        }
    }
}

impl<C, R> Clone for Server<C, R> {
    fn clone(&self) -> Self {
        Self {
            credentials: Arc::clone(&self.credentials),
            replay: Arc::clone(&self.replay),
            verifier: self.verifier.clone(),
            realm: self.realm.clone(),
            body_limit: self.body_limit,
        }
    }
}

/// A request with a valid signature, and the client and the token that signed it.
type Verified<'a> = (SignatureVerified<'a>, RegisteredClient, Option<IssuedToken>);

impl<C: CredentialStore, R: ReplayStore> Server<C, R> {
    /// Verifies a request. Returns the authenticated request, and the body with the same bytes.
    /// Logs the decision.
    ///
    /// Reads only a body that is a form, or whose request has an `oauth_body_hash`.
    pub(super) async fn authenticate<S, B, M>(
        &self,
        mode: &M,
        parts: &Parts,
        body: B,
    ) -> Result<(Authenticated, B), VerifyError>
    where
        M: BodyMode<S, B>,
    {
        let mut claim = None;
        let checked = self.check(mode, parts, body, &mut claim).await;
        let claim = claim.unwrap_or_else(|| Claim::from_parts(parts));
        self.verifier.log(&claim, &checked);
        checked
    }

    /// Checks a request, in the order of this file. Leaves in `claim` what the request says about
    /// itself, if it can be read.
    async fn check<S, B, M>(
        &self,
        mode: &M,
        parts: &Parts,
        mut body: B,
        claim: &mut Option<Claim>,
    ) -> Result<(Authenticated, B), VerifyError>
    where
        M: BodyMode<S, B>,
    {
        let (mut form, mut hashed) = (None, None);
        if is_readable_form(&parts.headers)? {
            // A form may be long, and the part that was read stays in memory while a slow client
            // sends the rest. So check the request head before reading the form. `Unsigned` is not
            // an error yet, because the signature may be in the form.
            let head = self.verifier.read(parts, Some(b"")).and_then(|head| {
                *claim = Some(head.claim());
                head.check()
            });
            match head {
                Err(VerifyError::Unsigned) => {}
                // The parameter may be in the form.
                Err(VerifyError::MissingParameter(_)) if self.verifier.multiple_transmissions => {}
                checked => drop(checked?),
            }
            (form, body) = self.read(mode, &parts.headers, body).await?;
        }
        let unverified = self.verifier.read(parts, form.as_deref())?;
        *claim = Some(unverified.claim());
        unverified.check()?;
        let (verified, client, token) = self.verify(unverified).await?;
        verified.check_body_hash()?;
        if verified.needs_body() {
            let read = self.read(mode, &parts.headers, body).await;
            (hashed, body) = read.map_err(|error| match error {
                VerifyError::UnexpectedForm => VerifyError::UnexpectedBodyHash,
                error => error,
            })?;
        }
        let accepted = verified.accept_unlogged(&*self.replay, hashed.as_deref());
        let accepted = accepted.await?;
        // Only now the request comes from the holder of the token for sure. A copy of an old
        // request was refused by its nonce.
        if let Some(token) = &token {
            token.check_at(self.verifier.now())?;
        }
        Ok((accepted.with_data_of(client, token), body))
    }

    /// Looks up client and token, and verifies the signature.
    ///
    /// An unknown client or token is replaced with a dummy. An unknown identifier then costs the
    /// same calls and the same work as a wrong signature. Neither the response nor its time tells
    /// which identifiers exist.
    async fn verify<'a>(
        &self,
        unverified: UnverifiedRequest<'a>,
    ) -> Result<Verified<'a>, VerifyError> {
        let identifier = unverified.client_identifier();
        let registered = self.credentials.client(identifier).await;
        let client = registered
            .map_err(VerifyError::store)?
            .unwrap_or_else(RegisteredClient::unknown);
        let token = match unverified.token_identifier() {
            Some(token) => {
                let issued = self.credentials.token(identifier, token).await;
                let usable = issued
                    .map_err(VerifyError::store)?
                    .filter(|issued| issued.client_identifier() == identifier);
                Some(usable.unwrap_or_else(IssuedToken::unknown))
            }
            None => None,
        };
        let credentials = token.as_ref().map(IssuedToken::credentials);
        let matches = unverified.is_signed_by(&client, credentials);
        Ok((unverified.verified_if(matches)?, client, token))
    }

    /// Reads a body. Returns its bytes, and a body with the same bytes.
    async fn read<S, B, M>(
        &self,
        mode: &M,
        headers: &HeaderMap,
        body: B,
    ) -> Result<(Option<Bytes>, B), VerifyError>
    where
        M: BodyMode<S, B>,
    {
        let read = match mode.start(headers, body, self.body_limit) {
            Ok(Start::Read(read)) => Ok(read),
            Ok(Start::Reading(mut reading)) => poll_fn(|cx| mode.poll(&mut reading, cx)).await,
            Err(error) => Err(error),
        };
        let read = read.map_err(unreadable_body)?;
        let bytes = read.to_bytes();
        let body = read
            .into_body(None)
            .expect("the unchanged body is always available");
        Ok((Some(bytes), body))
    }
}

/// Returns the refusal of a request whose body cannot be read.
fn unreadable_body(error: FormError) -> VerifyError {
    match error {
        FormError::BodiesUntouched => VerifyError::UnexpectedForm,
        FormError::TooLong { limit } => VerifyError::BodyTooLong { limit },
        FormError::Trailers => VerifyError::Trailers,
        FormError::Unreadable(error) => VerifyError::BodyUnreadable(SharedError::new(error)),
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::body::UntouchedBodies;
    use crate::credentials::{ClientCredentials, TokenCredentials};
    use crate::protocol::{SignatureMethod, Signer, compared};
    use crate::verify::layer::VerifyLayer;
    use crate::verify::origin::PublicOrigin;
    use crate::verify::request::policy::RequestVerifier;
    use crate::verify::store::memory_credentials::MemoryCredentialStore;
    use crate::verify::store::replay::NoReplayProtection;

    /// Returns a server with these clients and a token for each of them: `client` with a secret,
    /// `none` without one and, with the feature `rsa`, `rsa` with a public key. The client `x` has
    /// a token but is not registered.
    fn server() -> Arc<Server<MemoryCredentialStore, NoReplayProtection>> {
        let known = MemoryCredentialStore::new();
        known
            .insert_client(ClientCredentials::new("client", "secret"))
            .unwrap();
        known
            .insert_client(ClientCredentials::without_secret("none"))
            .unwrap();
        #[cfg(feature = "rsa")]
        {
            let pem = include_str!("../../tests/fixtures/rsa/public-spki.pem");
            let key = crate::protocol::RsaPublicKey::from_pem(pem).unwrap();
            known
                .insert_client(RegisteredClient::rsa("rsa", key))
                .unwrap();
        }
        for client in ["client", "none", "rsa", "x"] {
            let token = TokenCredentials::new(format!("{client}-token"), "token-secret");
            known.insert_token(IssuedToken::new(client, token)).unwrap();
        }
        let verifier = RequestVerifier::new(PublicOrigin::fixed("https://h").unwrap())
            .signature_methods(SignatureMethod::ALL.iter().copied());
        VerifyLayer::new(known, NoReplayProtection, verifier).server()
    }

    /// Asserts that every refused client and token costs as many comparisons of this kind as the
    /// server tries keys. Returns the cases that pass verification.
    async fn costs(signer: impl Fn(&str) -> Signer, kind: &'static str) -> Vec<(String, bool)> {
        let (server, mode) = (server(), UntouchedBodies::default());
        let mut passed = Vec::new();
        for client in ["client", "none", "rsa", "unknown"] {
            for (token, secret) in [
                (format!("{client}-token"), "token-secret"),
                (format!("{client}-token"), "wrong"),
                ("x-token".to_owned(), "token-secret"),
                ("unknown".to_owned(), "token-secret"),
            ] {
                let signer = signer(client).with_token(TokenCredentials::new(&token, secret));
                let mut request = Request::get("https://h/").body("").unwrap();
                signer.sign_request(&mut request).unwrap();
                let (parts, _) = request.into_parts();
                compared::take();
                let verified = server.authenticate::<(), _, _>(&mode, &parts, ()).await;
                let case = format!("{client} {token} {secret}");
                let tried = if verified.is_ok() { 1 } else { 2 };
                passed.push((case.clone(), verified.is_ok()));
                let kinds: Vec<_> = compared::take().into_iter().map(|(kind, _)| kind).collect();
                assert_eq!(kinds, vec![kind; tried], "{case}");
            }
        }
        passed.retain(|(_, right)| *right);
        passed
    }

    /// The tests in `tests/it/verify/server/stores.rs` count the calls to the stores.
    #[tokio::test]
    async fn whatever_is_wrong_costs_a_comparison_for_each_key() {
        for secret in ["secret", "wrong"] {
            let signer = |client: &str| Signer::new(ClientCredentials::new(client, secret));
            let passed = costs(signer, "secrets").await;
            let right = [("client client-token token-secret".to_owned(), true)];
            assert_eq!(passed, if secret == "secret" { &right[..] } else { &[] });
        }
    }

    #[cfg(feature = "rsa")]
    #[tokio::test]
    async fn whatever_is_wrong_costs_a_comparison_for_each_rsa_key() {
        use crate::protocol::RsaPrivateKey;

        let keys = [
            include_str!("../../tests/fixtures/rsa/private-pkcs8.pem"),
            include_str!("../../tests/fixtures/server/other-private.pem"),
        ];
        for (pem, right) in keys.into_iter().zip([2, 0]) {
            let key = RsaPrivateKey::from_pem(pem).unwrap();
            let signer = |client: &str| {
                Signer::rsa(client, SignatureMethod::RsaSha256, key.clone()).unwrap()
            };
            // An RSA signature does not use the secret of the token.
            let passed = costs(signer, "RSA").await;
            assert_eq!(passed.len(), right, "{passed:?}");
        }
    }
}
