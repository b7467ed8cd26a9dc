//! `sign_oauth1` for `reqwest::RequestBuilder`.

use std::fmt;

use ::reqwest::{Client, Request, RequestBuilder, Response};

use super::redirect::{not_redirected, signed_target};
use super::request::{Outcome, SignReqwestError, log_refusal, sign};
use crate::events::sign::RefusalEvent;
use crate::protocol::Signer;
use crate::sign::{OAuth1Layer, OutOfScope, Scope};

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
    /// - [`SignReqwestError::Build`] if reqwest cannot build the request.
    /// - [`SignReqwestError::OutOfScope`] if the URL is not in `scope`.
    /// - [`SignReqwestError::Sign`] if the request cannot be signed. A form that is a stream is
    ///   [`SignError::FormNeeded`](crate::SignError::FormNeeded).
    fn sign_oauth1(self, signer: &Signer, scope: &Scope)
    -> Result<SignedRequest, SignReqwestError>;
}

mod sealed {
    #[expect(unnameable_types, reason = "other crates cannot implement the trait")]
    pub trait Sealed {}
    impl Sealed for ::reqwest::RequestBuilder {}
}

/// A signed request. It can only be sent, so that nothing changes after signing.
///
/// `Debug` shows neither the signature nor the query.
#[must_use = "the request is not sent yet"]
pub struct SignedRequest {
    client: Client,
    request: Request,
    event: Option<RefusalEvent>,
}

impl SignedRequest {
    /// Sends the request.
    ///
    /// # Errors
    ///
    /// - [`SignReqwestError::Send`] with the `reqwest::Error` of the client.
    /// - [`SignReqwestError::FollowedRedirect`] if the client followed a redirect by itself.
    pub async fn send(self) -> Result<Response, SignReqwestError> {
        let target = signed_target(&self.request);
        let sent = self.client.execute(self.request).await;
        let sent = not_redirected(target.as_ref(), sent);
        let response = sent
            .map_err(SignReqwestError::FollowedRedirect)?
            .map_err(SignReqwestError::Send)?;
        log_refusal(self.event.as_ref(), &response);
        Ok(response)
    }
}

impl RequestBuilderExt for RequestBuilder {
    fn sign_oauth1(
        self,
        signer: &Signer,
        scope: &Scope,
    ) -> Result<SignedRequest, SignReqwestError> {
        let (client, request) = self.build_split();
        let mut request = request.map_err(SignReqwestError::Build)?;
        let layer = OAuth1Layer::new(signer.clone(), scope.clone());
        let Outcome { is_signed, event } = sign(&layer, None, &mut request)?;
        if !is_signed {
            let out_of_scope = OutOfScope::for_uri(request.url().as_str(), scope);
            let out_of_scope = out_of_scope.map_err(SignReqwestError::Sign)?;
            return Err(SignReqwestError::OutOfScope(out_of_scope));
        }
        Ok(SignedRequest {
            client,
            request,
            event,
        })
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
