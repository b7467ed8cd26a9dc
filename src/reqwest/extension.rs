//! `sign_oauth1` for `reqwest::RequestBuilder`.

use std::fmt;

use ::reqwest::{Body, Client, Request, RequestBuilder, Response, Url};

use super::service::execute;
use crate::box_error::BoxError;
use crate::protocol::{SignError, Signer};
use crate::sign::{InvalidRequest, OAuth1Layer, Scope, SignableBody, SignableRequest};

/// Adds [`sign_oauth1`](Self::sign_oauth1) to `reqwest::RequestBuilder`. This trait is sealed.
pub trait RequestBuilderExt: sealed::Sealed {
    /// Builds the request and signs it, with the `Authorization` header. The result can only be
    /// sent.
    ///
    /// The query and a form in memory are signed. JSON, multipart and streamed bodies are sent
    /// without changes, and the signature does not protect them.
    ///
    /// # Errors
    ///
    /// - [`SignBuilderError::Build`] if reqwest cannot build the request.
    /// - [`SignBuilderError::OutOfScope`] if the URL is not in `scope`.
    /// - [`SignBuilderError::Sign`] if the request cannot be signed. A form that is a stream is
    ///   [`SignError::FormNeeded`].
    fn sign_oauth1(self, signer: &Signer, scope: &Scope)
    -> Result<SignedRequest, SignBuilderError>;
}

mod sealed {
    #[expect(unnameable_types, reason = "other crates cannot implement the trait")]
    pub trait Sealed {}
    impl Sealed for ::reqwest::RequestBuilder {}
}

/// Error returned when a `reqwest::RequestBuilder` was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignBuilderError {
    /// reqwest cannot build the request.
    #[error("the request cannot be built")]
    Build(#[source] ::reqwest::Error),
    /// The URL is not in the scope, so the request was not signed.
    #[error("the URL is not in the scope; add its origin to the scope, or send it without signing")]
    OutOfScope,
    /// The request cannot be signed.
    #[error("the request cannot be signed")]
    Sign(#[source] SignError),
    /// The request is not an HTTP request.
    #[error("the request cannot be read")]
    Invalid(#[source] InvalidRequest),
}

/// A signed request. It can only be sent, so that nothing changes after signing.
///
/// `Debug` shows neither the signature nor the query.
#[must_use = "the request is not sent yet"]
pub struct SignedRequest {
    client: Client,
    request: Request,
}

impl SignedRequest {
    /// Sends the request.
    ///
    /// # Errors
    ///
    /// - The `reqwest::Error`s of the client, boxed.
    /// - [`FollowedRedirect`](super::FollowedRedirect) if the client followed a redirect by itself.
    pub async fn send(self) -> Result<Response, BoxError> {
        execute(&self.client, self.request).await
    }
}

impl RequestBuilderExt for RequestBuilder {
    fn sign_oauth1(
        self,
        signer: &Signer,
        scope: &Scope,
    ) -> Result<SignedRequest, SignBuilderError> {
        let (client, request) = self.build_split();
        let mut request = request.map_err(SignBuilderError::Build)?;
        let body = match request.body() {
            None => SignableBody::Bytes(b""),
            Some(body) => body
                .as_bytes()
                .map_or(SignableBody::Stream, SignableBody::Bytes),
        };
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
        let (method, url) = (request.method().as_str(), request.url().as_str());
        let signable = SignableRequest::new(method, url, headers, body);
        let signable = signable.map_err(SignBuilderError::Invalid)?;
        let layer = OAuth1Layer::new(signer.clone(), scope.clone());
        let signed = layer
            .instructions(&signable)
            .map_err(SignBuilderError::Sign)?;
        if !signed.is_signed() {
            return Err(SignBuilderError::OutOfScope);
        }
        if let Ok(url) = Url::parse(signed.uri()) {
            *request.url_mut() = url;
        }
        for name in signed.headers_to_remove() {
            request.headers_mut().remove(name);
        }
        for (name, value) in signed.headers_to_set() {
            request.headers_mut().insert(name, value.clone());
        }
        if let Some(form) = signed.form() {
            *request.body_mut() = Some(Body::from(form.clone()));
        }
        Ok(SignedRequest { client, request })
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest")
            .field("method", self.request.method())
            .field("path", &self.request.url().path())
            .finish_non_exhaustive()
    }
}
