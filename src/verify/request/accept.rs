//! The last checks (RFC 5849 section 3.3). Only a request with a valid signature reaches them.

use super::authenticated::Authenticated;
use super::unverified::SignatureVerified;
use crate::credentials::secret::equal_in_constant_time;
use crate::protocol::BodyHashAlgorithm;
use crate::verify::error::VerifyError;
use crate::verify::store::replay::{Claimed, NonceClaim, ReplayStore};

impl SignatureVerified<'_> {
    /// Returns whether [`accept`](Self::accept) needs the body. This is the case if the request has
    /// an `oauth_body_hash` and is not a form.
    pub fn needs_body(&self) -> bool {
        !self.0.is_form && self.0.body_hash.is_some()
    }

    /// Accepts the request once.
    ///
    /// Checks that the timestamp is inside the window and that the body matches the signed hash.
    /// Then claims the nonce in one atomic step. The nonce is claimed last, so a client that cannot
    /// sign cannot use up nonces, and a request that fails can be sent again.
    ///
    /// Pass the whole body as `body` if [`needs_body`](Self::needs_body) returns `true`.
    ///
    /// Section 3.2 allows PLAINTEXT requests without a nonce or a timestamp. They claim no nonce,
    /// so they can be replayed. An attacker who can copy such a request can also read the secrets
    /// in it.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`VerifyError::Timestamp`] if the request is too old or from the future.
    /// - [`VerifyError::NonceUsed`] if the request is a copy of an earlier one.
    /// - [`VerifyError::MissingParameter`] if the request has no token or no `oauth_body_hash`, and
    ///   the verifier requires it.
    /// - [`VerifyError::BodyHash`] if the hash does not match the body.
    /// - [`VerifyError::BodyHashOfForm`] if the request is a form and has a hash.
    /// - [`VerifyError::BodyNeeded`] if the request has a hash and `body` is `None`.
    /// - [`VerifyError::Store`] if the store cannot tell whether the nonce is new.
    pub async fn accept<R: ReplayStore>(
        self,
        replay: &R,
        body: Option<&[u8]>,
    ) -> Result<Authenticated, VerifyError> {
        let claimed = self.claim_once(replay, body).await;
        self.0.verifier.log(&self.0.claim(), &claimed);
        claimed.map(|()| Authenticated::new(&self, None))
    }

    /// Makes the checks of [`accept`](Self::accept), and logs nothing. The layer logs its decision
    /// once.
    pub(crate) async fn claim_once<R: ReplayStore>(
        &self,
        replay: &R,
        body: Option<&[u8]>,
    ) -> Result<(), VerifyError> {
        let request = &self.0;
        self.check_body(body)?;
        let now = request.check()?;
        if let (Some(timestamp), Some(nonce)) = (request.timestamp, request.nonce()) {
            let until = request.verifier.acceptable_until(timestamp);
            let (client, token) = (request.client_identifier(), request.token_identifier());
            let claim = NonceClaim::new(client, token, timestamp, nonce, now..=until)
                .with_window(request.verifier.window());
            match replay.claim(&claim).await {
                Ok(Claimed::First) => {}
                Ok(Claimed::Again) => return Err(VerifyError::NonceUsed),
                Err(error) => return Err(VerifyError::store(error)),
            }
        }
        Ok(())
    }

    /// Checks whether a body hash is present as required. Does not need the body
    /// (draft-eaton-oauth-bodyhash-00, section 4.1.1).
    pub(crate) fn check_body_hash(&self) -> Result<(), VerifyError> {
        let request = &self.0;
        match (&request.body_hash, request.is_form) {
            (Some(_), true) => Err(VerifyError::BodyHashOfForm),
            (None, false) if request.verifier.requires_body_hash() => {
                Err(VerifyError::MissingParameter("oauth_body_hash"))
            }
            _ => Ok(()),
        }
    }

    /// Checks that the body matches its hash, if the request has one.
    pub(super) fn check_body(&self, body: Option<&[u8]>) -> Result<(), VerifyError> {
        self.check_body_hash()?;
        let Some(hash) = &self.0.body_hash else {
            return Ok(());
        };
        let body = body.ok_or(VerifyError::BodyNeeded)?;
        let own = BodyHashAlgorithm::for_length(hash.len()).map(|known| known.hash(body));
        if own.is_some_and(|own| equal_in_constant_time(own.as_bytes(), hash.as_bytes())) {
            Ok(())
        } else {
            Err(VerifyError::BodyHash)
        }
    }
}
