//! What is logged about a received request (feature `tracing`).

use super::policy::RequestVerifier;
use super::unverified::UnverifiedRequest;
use crate::events::verify::{self, Claim};
use crate::verify::error::VerifyError;

impl UnverifiedRequest<'_> {
    /// Returns what the request says about itself, for the log.
    pub(crate) fn claim(&self) -> Claim {
        let base_string = self.base_string();
        Claim::new(
            base_string.method(),
            base_string.uri(),
            self.client_identifier(),
            self.method,
            self.timestamp,
            self.nonce(),
        )
    }
}

impl RequestVerifier {
    /// Logs that a request was accepted or refused.
    pub(crate) fn log<T>(&self, claim: &Claim, result: &Result<T, VerifyError>) {
        match result {
            Ok(_) => verify::accepted(claim, &*self.clock),
            // The message alone does not say which host or header is wrong.
            Err(error @ VerifyError::Target(cause)) => {
                let reason = format!("{error}: {cause}");
                verify::refused(claim, &*self.clock, error.status(), &reason);
            }
            Err(error) => verify::refused(claim, &*self.clock, error.status(), error),
        }
    }
}
