//! The body of a request, and how it is signed or hashed.

use http::request::Parts;
use http::{Method, Request, header};

use super::body_hash::PrecomputedBodyHash;
use super::config::Config;
use super::response::ResponseObserver;
use crate::body::{BodyMode, Form, FormError, Start};
use crate::protocol::{SignError, Signer, check_length};

/// The body of a request.
#[derive(Debug)]
pub(super) enum Content<B> {
    /// A form, or another body that was read to hash it.
    Read(Form<B>),
    /// A body that was not read.
    Other(B),
}

impl Config {
    /// Signs a request that was split into its head and its body.
    pub(super) fn sign_content<B>(
        &self,
        signer: &Signer,
        parts: Parts,
        content: Content<B>,
        body_hash: Option<String>,
    ) -> Result<(Request<B>, Option<Box<ResponseObserver>>), SignError> {
        match content {
            Content::Other(body) => {
                let mut request = Request::from_parts(parts, body);
                let signed = self.sign(signer, &mut request, None, body_hash)?;
                Ok((request, signed.observer))
            }
            Content::Read(form) => {
                let mut request = Request::from_parts(parts, ());
                let signed = self.sign(signer, &mut request, Some(form.bytes()), body_hash)?;
                let body = form.into_body(signed.form);
                let body = body.ok_or(SignError::UnexpectedForm)?;
                Ok((request.map(|()| body), signed.observer))
            }
        }
    }

    /// Returns a body that is not a form, with its hash.
    ///
    /// `given` is the hash that the caller inserted into the extensions. It is used for all methods
    /// except `GET` and `HEAD`. Otherwise the body is read up to `limit` bytes and hashed.
    pub(super) fn hashed<S, M, B>(
        &self,
        mode: &M,
        signer: &Signer,
        parts: &Parts,
        given: Option<PrecomputedBodyHash>,
        body: B,
        limit: usize,
    ) -> Result<(Content<B>, Option<String>), SignError>
    where
        M: BodyMode<S, B>,
    {
        let has_body = parts.method != Method::GET && parts.method != Method::HEAD;
        let is_given = given.is_some();
        if let Some(given) = given.filter(|_| has_body) {
            return Ok((Content::Other(body), Some(given.into_base64())));
        }
        let algorithm = self
            .body_hash_policy
            .algorithm_or(signer.body_hash_algorithm());
        let says_body = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING]
            .iter()
            .any(|name| parts.headers.contains_key(name));
        // A `GET` or `HEAD` without these headers has no body, so hash no bytes. A hash from the
        // caller is an exception. It means that there is a body, or that a redirect removed the
        // body. A layer that reads no bodies cannot tell which, so it refuses the request below.
        if !M::READS && !has_body && !says_body && !is_given {
            return Ok((Content::Other(body), Some(algorithm.hash(b""))));
        }
        match mode.start(&parts.headers, body, limit) {
            Ok(Start::Read(read)) => {
                check_length(&parts.headers, read.bytes())?;
                let hash = algorithm.hash(read.bytes());
                Ok((Content::Read(read), Some(hash)))
            }
            Ok(Start::Reading(_)) | Err(FormError::BodiesUntouched) => {
                Err(SignError::BodyHashOfStream)
            }
            Err(FormError::TooLong { limit }) => Err(SignError::BodyTooLongToHash { limit }),
            Err(error) => Err(error.into()),
        }
    }
}
