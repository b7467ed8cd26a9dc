//! RFC 5849 section 3.3: the last checks, which only a request with a right signature comes to.

use super::authenticated::Authenticated;
use super::unverified::SignatureVerified;
use crate::credentials::secret::equal_in_constant_time;
use crate::protocol::BodyHashAlgorithm;
use crate::verify::error::VerifyError;
use crate::verify::store::replay::{Claimed, NonceClaim, ReplayStore};

impl SignatureVerified<'_> {
    /// Whether [`accept`](Self::accept) has to be given the body, because the request carries a hash
    /// of it.
    pub fn needs_body(&self) -> bool {
        !self.0.is_form && self.0.body_hash.is_some()
    }

    /// Accepts the request, once: its timestamp is in the window, its body is the one whose hash was
    /// signed, and its nonce is claimed in one atomic step, last of all. So nobody who cannot sign
    /// uses up a nonce, and a request that fails may be sent again.
    ///
    /// `body` is the whole body, and needed where [`needs_body`](Self::needs_body) says so.
    ///
    /// A PLAINTEXT request without nonce or timestamp, which section 3.2 allows, claims nothing: who
    /// could copy it could read the secrets too.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Timestamp`], [`VerifyError::NonceUsed`]: it is too old, from the future, or a
    ///   copy.
    /// - [`VerifyError::MissingParameter`]: it has no token, or no `oauth_body_hash`, where one is required.
    /// - [`VerifyError::BodyHash`], [`VerifyError::BodyHashOfForm`]: the hash is of another body, or
    ///   there where there should be none.
    /// - [`VerifyError::BodyNeeded`]: it has a hash, and `body` is `None`.
    /// - [`VerifyError::Store`]: the store could not say whether the nonce is new.
    pub async fn accept<R: ReplayStore>(
        self,
        replay: &R,
        body: Option<&[u8]>,
    ) -> Result<Authenticated, VerifyError> {
        let request = &self.0;
        self.check_body(body)?;
        let now = request.check()?;
        if let (Some(timestamp), Some(nonce)) = (request.timestamp, request.nonce()) {
            let until = request.verifier.acceptable_until(timestamp);
            let (client, token) = (request.client_identifier(), request.token_identifier());
            let claim = NonceClaim::new(client, token, timestamp, nonce, now, until);
            match replay.claim(&claim).await {
                Ok(Claimed::First) => {}
                Ok(Claimed::Again) => return Err(VerifyError::NonceUsed),
                Err(error) => return Err(VerifyError::store(error)),
            }
        }
        Ok(Authenticated::new(&self))
    }

    /// What can be said of the body hash without the body (draft-eaton-oauth-bodyhash-00, 4.1.1).
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

    fn check_body(&self, body: Option<&[u8]>) -> Result<(), VerifyError> {
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
