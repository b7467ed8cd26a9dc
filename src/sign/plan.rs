//! What the layer does with a request.

use std::fmt::Display;

use http::{Request, header};

use super::body_hash::{HashedRequests, PrecomputedBodyHash};
use super::config::Config;
use super::credentials::{Choice, RequestCredentials};
use super::out_of_scope::OutOfScope;
use crate::already_signed::AlreadySigned;
use crate::events;
use crate::protocol::{SignError, Signer, is_form};

/// What the layer does with a request. The head of the request decides, before its body is
/// touched.
pub(super) enum Plan<'a> {
    /// Send the request as it is.
    Pass,
    /// Send the request unsigned, and report the reason with its response.
    OutOfScope(OutOfScope),
    /// Sign the head. The body is not signed.
    Sign(&'a Signer),
    /// Hash the body, and sign the head and the hash.
    Hash(&'a Signer),
    /// Read the form, and sign the head and the form.
    Read(&'a Signer),
    /// Return an error.
    Refuse(SignError),
}

impl Config {
    /// Returns what to do with a request. `carried` is the credentials that were removed from its
    /// extensions.
    pub(super) fn plan<'a, B>(
        &'a self,
        request: &Request<B>,
        carried: Option<&'a RequestCredentials>,
    ) -> Plan<'a> {
        if request.extensions().get::<AlreadySigned>().is_some() {
            return Plan::Pass;
        }
        match self.signer(request, carried) {
            Ok(Choice::Sign(signer)) => self.plan_signed(signer, request),
            Ok(Choice::Pass(reason)) => {
                self.log_unsigned(request, &reason);
                Plan::Pass
            }
            Ok(Choice::OutOfScope(reason)) => {
                self.log_unsigned(request, &reason);
                Plan::OutOfScope(reason)
            }
            Err(error) => Plan::Refuse(error),
        }
    }

    fn log_unsigned<B>(&self, request: &Request<B>, reason: &dyn Display) {
        let origin = self.public_origin.as_ref();
        let uri = || request.uri().clone();
        events::sign::not_signed(request.method(), uri, origin, reason);
    }

    /// Returns what to do with a request that this signer signs.
    pub(super) fn plan_signed<'a, B>(&self, signer: &'a Signer, request: &Request<B>) -> Plan<'a> {
        let hashed = self.body_hash_policy.requests;
        if !is_form(request.headers()) {
            return match hashed {
                HashedRequests::None => Plan::Sign(signer),
                HashedRequests::NonForm | HashedRequests::All => Plan::Hash(signer),
            };
        }
        let has_hash = match hashed {
            HashedRequests::All => true,
            HashedRequests::NonForm => {
                let given = request.extensions().get::<PrecomputedBodyHash>();
                given.is_some()
            }
            HashedRequests::None => false,
        };
        if has_hash {
            return Plan::Refuse(SignError::BodyHashOfForm);
        }
        // A form with a `Content-Encoding` cannot be signed, so do not read it first.
        if request.headers().contains_key(header::CONTENT_ENCODING) {
            return Plan::Refuse(SignError::FormWithContentEncoding);
        }
        Plan::Read(signer)
    }
}
