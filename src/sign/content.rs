//! Signs requests whose body is read: forms, and bodies that are hashed.

use http::request::Parts;
use http::{Method, Request, header};

use super::body_hash::PrecomputedBodyHash;
use super::config::Config;
use super::response::ResponseObserver;
use crate::body::{BodyMode, Form, FormError, Start};
use crate::protocol::{SignError, Signer, check_length};

/// A signed request, and the observer of its response.
pub(super) type SignedRequest<B> = (Request<B>, Option<Box<ResponseObserver>>);

/// A body that is not a form.
enum Content<B> {
    /// A body that was read to hash it.
    Read(Form<B>),
    /// A body that was not read.
    Other(B),
}

impl Config {
    /// Signs a request with a form that was read.
    pub(super) fn sign_form<B>(
        &self,
        signer: &Signer,
        parts: Parts,
        form: Form<B>,
    ) -> Result<SignedRequest<B>, SignError> {
        check_length(&parts.headers, form.bytes())?;
        let mut request = Request::from_parts(parts, ());
        let signed = self.sign(signer, &mut request, Some(form.bytes()), None)?;
        let body = form.into_body(signed.form);
        let body = body.ok_or(SignError::UnexpectedForm)?;
        Ok((request.map(|()| body), signed.observer))
    }

    /// Hashes the body of a request that is not a form, and signs the request with the hash.
    pub(super) fn sign_hashed<S, M, B>(
        &self,
        mode: &M,
        signer: &Signer,
        request: Request<B>,
    ) -> Result<SignedRequest<B>, SignError>
    where
        M: BodyMode<S, B>,
    {
        let (mut parts, body) = request.into_parts();
        let given = parts.extensions.remove::<PrecomputedBodyHash>();
        let (content, hash) = self.hashed(mode, signer, &parts, given, body)?;
        let body = match content {
            Content::Other(body) => body,
            Content::Read(read) => read.into_body(None).ok_or(SignError::UnexpectedForm)?,
        };
        let mut request = Request::from_parts(parts, body);
        let signed = self.sign(signer, &mut request, None, Some(hash))?;
        Ok((request, signed.observer))
    }

    /// Returns a body that is not a form, with its hash.
    ///
    /// `given` is the hash that the caller inserted into the extensions. It is used for all methods
    /// except `GET` and `HEAD`. Otherwise the body is read up to the limit and hashed.
    fn hashed<S, M, B>(
        &self,
        mode: &M,
        signer: &Signer,
        parts: &Parts,
        given: Option<PrecomputedBodyHash>,
        body: B,
    ) -> Result<(Content<B>, String), SignError>
    where
        M: BodyMode<S, B>,
    {
        let has_body = parts.method != Method::GET && parts.method != Method::HEAD;
        let is_given = given.is_some();
        if let Some(given) = given.filter(|_| has_body) {
            return Ok((Content::Other(body), given.into_base64()));
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
            return Ok((Content::Other(body), algorithm.hash(b"")));
        }
        match mode.start(&parts.headers, body, self.body_limit) {
            Ok(Start::Read(read)) => {
                check_length(&parts.headers, read.bytes())?;
                let hash = algorithm.hash(read.bytes());
                Ok((Content::Read(read), hash))
            }
            Ok(Start::Reading(_)) | Err(FormError::BodiesUntouched) => {
                Err(SignError::BodyHashOfStream)
            }
            Err(FormError::TooLong { limit }) => Err(SignError::BodyTooLongToHash { limit }),
            Err(error) => Err(SignError::from_form(error)),
        }
    }
}
