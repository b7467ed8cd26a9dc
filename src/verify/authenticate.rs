//! RFC 5849 section 3.2: the checks, from the cheapest to the one that changes something.

use std::future::poll_fn;

use bytes::Bytes;
use http::HeaderMap;
use http::request::Parts;

use super::authenticated::Authenticated;
use super::credential_store::CredentialStore;
use super::error::Failure;
use super::layer::Server;
use super::read;
use super::replay_store::ReplayStore;
use super::{SignatureVerified, UnverifiedRequest, VerifyError};
use crate::body::{BodyMode, FormError, Start};
use crate::credentials::{ClientCredentials, TokenCredentials};

impl<C: CredentialStore, R: ReplayStore> Server<C, R> {
    /// Who made the request, and its body with the same bytes.
    ///
    /// Of a body that is neither a form nor hashed, nothing is read.
    pub(super) async fn authenticate<S, B, M>(
        &self,
        mode: &M,
        parts: &Parts,
        mut body: B,
    ) -> Result<(Authenticated, B), VerifyError>
    where
        M: BodyMode<S, B>,
    {
        let (mut form, mut hashed) = (None, None);
        if read::is_readable_form(&parts.headers)? {
            (form, body) = self.read(mode, &parts.headers, body).await?;
        }
        let unverified = self.verifier.parse(parts, form.as_deref())?;
        self.verifier.check(&unverified)?;
        let verified = self.verify(unverified).await?;
        verified.check_body_hash()?;
        if verified.needs_body() {
            (hashed, body) = self.read(mode, &parts.headers, body).await?;
        }
        let accepted = verified.accept(&*self.replay, hashed.as_deref()).await?;
        Ok((accepted, body))
    }

    /// Whatever is unknown is stood in for, so that it costs the same calls and the same work as a
    /// wrong signature: the answer tells nobody which identifiers exist, and neither does its time.
    async fn verify<'a>(
        &self,
        unverified: UnverifiedRequest<'a>,
    ) -> Result<SignatureVerified<'a>, VerifyError> {
        let identifier = unverified.client();
        let client = self.credentials.client(identifier).await;
        let client = client.map_err(VerifyError::store)?;
        let token = match unverified.token() {
            Some(token) => {
                let token = self.credentials.token(identifier, token).await;
                let token = token.map_err(VerifyError::store)?;
                let token = token.filter(|token| token.client() == identifier);
                Some(token.map_or_else(unknown_token, |token| token.credentials().clone()))
            }
            None => None,
        };
        let method = unverified.signature_method();
        let client = client.filter(|client| client.takes(method));
        let client = client.map_or_else(unknown_client, |client| client.credentials().clone());
        unverified.verify(&client, token.as_ref())
    }

    async fn read<S, B, M>(
        &self,
        mode: &M,
        headers: &HeaderMap,
        body: B,
    ) -> Result<(Option<Bytes>, B), VerifyError>
    where
        M: BodyMode<S, B>,
    {
        let read = match mode.start(headers, body, self.body_limit)? {
            Start::Read(read) => read,
            Start::Reading(mut reading) => poll_fn(|cx| mode.poll(&mut reading, cx)).await?,
        };
        let bytes = read.to_bytes();
        let body = read.into_body(None).expect("it is made of what was read");
        Ok((Some(bytes), body))
    }
}

// No request names a client or token by the empty identifier, so these verify nothing. Their secrets
// are as long as most, because a long one takes longer to set up.

fn unknown_client() -> ClientCredentials {
    ClientCredentials::new("", "no client has this for its secret")
}

fn unknown_token() -> TokenCredentials {
    TokenCredentials::new("", "no token has this for its secret")
}

impl From<FormError> for VerifyError {
    fn from(error: FormError) -> Self {
        match error {
            FormError::HeaderOnly => Self::HeaderOnly,
            FormError::TooLong { limit } => Self::BodyTooLong { limit },
            FormError::Trailers => Self::Trailers,
            FormError::Unreadable(error) => Self::BodyUnreadable(Failure::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::body::HeaderOnly;
    use crate::protocol::{Signer, compared};
    use crate::verify::{
        IssuedToken, MemoryCredentials, NoReplayProtection, PublicOrigin, VerifyLayer,
    };

    /// What the stores are asked is counted in `tests/server`, where it can be seen from outside.
    #[tokio::test]
    async fn whatever_is_wrong_costs_one_comparison() {
        let known = MemoryCredentials::new();
        known.insert_client(ClientCredentials::new("client", "secret"));
        known.insert_client(ClientCredentials::without_secret("rsa"));
        for (client, token) in [("client", "token"), ("rsa", "rsa-token"), ("x", "foreign")] {
            let token = TokenCredentials::new(token, "token-secret");
            known.insert_token(IssuedToken::new(client, token));
        }
        let origin = PublicOrigin::fixed("https://h").unwrap();
        let server = VerifyLayer::new(known, NoReplayProtection, origin).server();

        for (client, secret, token, token_secret, right) in [
            ("client", "secret", "token", "token-secret", true),
            ("client", "wrong", "token", "token-secret", false),
            ("client", "secret", "token", "wrong", false),
            ("client", "secret", "unknown", "token-secret", false),
            ("client", "secret", "foreign", "token-secret", false),
            ("unknown", "secret", "token", "token-secret", false),
            ("unknown", "secret", "unknown", "wrong", false),
            ("rsa", "", "rsa-token", "token-secret", false),
        ] {
            let signer = Signer::new(ClientCredentials::new(client, secret));
            let signer = signer.token(TokenCredentials::new(token, token_secret));
            let mut request = Request::get("https://h/").body("").unwrap();
            signer.sign_request(&mut request).unwrap();
            let (parts, _) = request.into_parts();
            compared::take();
            let mode = HeaderOnly::default();
            let judged = server.authenticate::<(), _, _>(&mode, &parts, ());
            assert_eq!(judged.await.is_ok(), right, "{client} {token}");
            assert_eq!(compared::take(), 1, "{client} {token}");
        }
    }
}
