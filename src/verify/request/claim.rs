//! What is logged about a received request (feature `tracing`).

use http::request::Parts;
use http::{Request, StatusCode};

use super::policy::RequestVerifier;
use super::unverified::UnverifiedRequest;
use crate::events::verify::{self, Claim};
use crate::verify::error::VerifyError;
use crate::verify::refusal::FailedCheck;

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
    /// Returns what a request that could not be read says about itself, for the log.
    pub(crate) fn claim(&self, parts: &Parts) -> Claim {
        Claim::from_parts(parts, &self.header_name, || {
            let received = self.origin.from_parts(parts);
            // A fixed origin is known even if the request names two hosts. It is also the origin of
            // a request that names none.
            let any = || self.origin.from_parts(&Request::new(()).into_parts().0);
            received.or_else(|_| any()).ok()
        })
    }

    /// Logs that a request was accepted or refused.
    pub(crate) fn log<T>(&self, claim: &Claim, result: &Result<T, VerifyError>) {
        match result {
            Ok(_) => self.log_accepted(claim),
            Err(error) => self.log_refused(claim, error, error.status(), None),
        }
    }

    /// Logs that a request was accepted.
    pub(crate) fn log_accepted(&self, claim: &Claim) {
        verify::accepted(claim, &*self.clock);
    }

    /// Logs that a request without a signature passed.
    pub(crate) fn log_unsigned(&self, claim: &Claim) {
        verify::unsigned(claim);
    }

    /// Logs that a request was refused with this status.
    pub(crate) fn log_refused(
        &self,
        claim: &Claim,
        error: &VerifyError,
        status: StatusCode,
        failed: Option<FailedCheck>,
    ) {
        let failed = failed.as_ref().map(|failed| failed as _);
        verify::refused(claim, &*self.clock, status, &error.reason(), failed);
    }
}
