//! The order of the checks (RFC 5849 section 3.2). Cheap checks come first. The claim of the nonce
//! comes last, because it changes the store.

use std::future::poll_fn;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Response};

use super::client::issued::IssuedToken;
use super::client::registered::RegisteredClient;
use super::error::VerifyError;
use super::refusal::FailedCheck;
use super::request::authenticated::Authenticated;
use super::request::collect::is_readable_form;
use super::request::policy::RequestVerifier;
use super::request::refused::Refused;
use super::request::unverified::{SignatureVerified, UnverifiedRequest};
use super::responder::{ReadableBody, Responder};
use super::shared_error::SharedError;
use super::store::credentials::CredentialStore;
use super::store::replay::ReplayStore;
use crate::body::{BodyMode, FormError, Start};
use crate::events::verify::Claim;

/// The settings and stores that all services of one layer share.
pub(super) struct Server<C, R> {
    pub(super) credentials: Arc<C>,
    pub(super) replay: Arc<R>,
    pub(super) verifier: RequestVerifier,
    pub(super) body_limit: usize,
    pub(super) responder: Responder,
    pub(super) explains_refusals: bool,
    pub(super) allows_unsigned: bool,
}

impl<C, R> Server<C, R> {
    pub(super) fn new(credentials: C, replay: R, verifier: RequestVerifier) -> Self {
        Self {
            credentials: Arc::new(credentials),
            replay: Arc::new(replay),
            verifier,
            body_limit: 1 << 20,
            responder: Responder {
                realm: "OAuth".into(),
                function: None,
            },
            explains_refusals: false,
            allows_unsigned: false,
        }
    }
}

impl<C, R> Clone for Server<C, R> {
    fn clone(&self) -> Self {
        Self {
            credentials: Arc::clone(&self.credentials),
            replay: Arc::clone(&self.replay),
            verifier: self.verifier.clone(),
            body_limit: self.body_limit,
            responder: self.responder.clone(),
            explains_refusals: self.explains_refusals,
            allows_unsigned: self.allows_unsigned,
        }
    }
}

/// A request with a valid signature, and the client and the token that signed it.
type Verified<'a> = (SignatureVerified<'a>, RegisteredClient, Option<IssuedToken>);

/// What is known about a request while it is checked.
#[derive(Default)]
struct Progress {
    /// What the request says about itself, for the log, if it can be read.
    claim: Option<Claim>,
    /// The form, if it was read.
    form: Option<Bytes>,
    failed: Option<FailedCheck>,
}

impl Progress {
    /// Takes the claim. Without a claim, returns what can be found in the head of the request.
    fn claim<C, R>(&mut self, server: &Server<C, R>, parts: &Parts) -> Claim {
        let claim = self.claim.take();
        claim.unwrap_or_else(|| server.verifier.claim(parts))
    }
}

impl<C: CredentialStore, R: ReplayStore> Server<C, R> {
    /// Verifies a request. Returns the authenticated request, and the body with the same bytes.
    /// `None` is a request that is not signed, if the layer allows these. The error is the
    /// response. Logs the decision.
    ///
    /// Reads only a body that is a form, or whose request has an `oauth_body_hash`.
    pub(super) async fn authenticate<S, B, M>(
        &self,
        mode: &M,
        parts: &Parts,
        body: B,
    ) -> Result<(Option<Authenticated>, B), Response<Bytes>>
    where
        M: BodyMode<S, B>,
    {
        let mut progress = Progress::default();
        match self.check(mode, parts, body, &mut progress).await {
            Ok((Some(authenticated), body)) => {
                self.verifier.log_accepted(&progress.claim(self, parts));
                Ok((Some(authenticated), body))
            }
            Ok((None, body)) => {
                self.verifier.log_unsigned(&progress.claim(self, parts));
                Ok((None, body))
            }
            Err(error) => Err(self.refuse_after(progress, parts, &error)),
        }
    }

    /// Returns the response to a request that passed without a signature, but whose handler needs
    /// one. Logs the decision.
    #[cfg(feature = "axum")]
    pub(super) fn refuse(&self, parts: &Parts, error: &VerifyError) -> Response<Bytes> {
        self.refuse_after(Progress::default(), parts, error)
    }

    /// Returns the response to a refused request. Logs the decision.
    fn refuse_after(
        &self,
        mut progress: Progress,
        parts: &Parts,
        error: &VerifyError,
    ) -> Response<Bytes> {
        let claim = progress.claim(self, parts);
        let refused = Refused {
            parts,
            form: progress.form.as_deref(),
            failed: progress.failed,
        };
        let realm = Arc::clone(&self.responder.realm);
        let explains = self.explains_refusals;
        let refusal = self
            .verifier
            .refusal(error.clone(), &refused, realm, explains);
        let response = self
            .responder
            .respond(refusal, ReadableBody::from_parts(parts));
        let status = response.status();
        self.verifier
            .log_refused(&claim, error, status, progress.failed);
        response
    }

    /// Checks a request, in the order of this file.
    async fn check<S, B, M>(
        &self,
        mode: &M,
        parts: &Parts,
        mut body: B,
        progress: &mut Progress,
    ) -> Result<(Option<Authenticated>, B), VerifyError>
    where
        M: BodyMode<S, B>,
    {
        let (mut form, mut hashed) = (None, None);
        if is_readable_form(&parts.headers)? {
            // A form may be long, and the part that was read stays in memory while a slow client
            // sends the rest. So check the request head before reading the form. `Unsigned` is not
            // an error yet, because the signature may be in the form.
            let head = self.verifier.read(parts, Some(b"")).and_then(|head| {
                progress.claim = Some(head.claim());
                head.check()
            });
            match head {
                Err(VerifyError::Unsigned) => {}
                // The parameter may be in the form.
                Err(VerifyError::MissingParameter(_)) if self.verifier.multiple_transmissions => {}
                checked => drop(checked?),
            }
            (form, body) = self.read(mode, &parts.headers, body).await?;
            progress.form.clone_from(&form);
        }
        let unverified = match self.verifier.read(parts, form.as_deref()) {
            Err(VerifyError::Unsigned)
                if self.allows_unsigned && !self.verifier.is_half_signed(parts) =>
            {
                return Ok((None, body));
            }
            read => read?,
        };
        progress.claim = Some(unverified.claim());
        unverified.check()?;
        let (verified, client, token) = self.verify(unverified, &mut progress.failed).await?;
        verified.check_body_hash()?;
        if verified.needs_body() {
            let read = self.read(mode, &parts.headers, body).await;
            (hashed, body) = read.map_err(|error| match error {
                VerifyError::UnexpectedForm => VerifyError::UnexpectedBodyHash,
                error => error,
            })?;
        }
        verified
            .claim_once(&*self.replay, hashed.as_deref())
            .await?;
        // Only now the request comes from the holder of the token for sure. A copy of an old
        // request was refused by its nonce.
        if let Some(token) = &token {
            token.check_at(self.verifier.now())?;
        }
        let authenticated = Authenticated::new(&verified, Some((client, token)));
        Ok((Some(authenticated), body))
    }

    /// Looks up client and token, and verifies the signature.
    ///
    /// An unknown client or token is replaced with a dummy. An unknown identifier then costs the
    /// same calls and the same work as a wrong signature. Neither the response nor its time tells
    /// which identifiers exist.
    async fn verify<'a>(
        &self,
        unverified: UnverifiedRequest<'a>,
        failed: &mut Option<FailedCheck>,
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
        *failed = (!matches).then(|| unverified.failed_check(&client, credentials));
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
mod tests;
