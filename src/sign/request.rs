//! Signs one request. If signing fails, the request is unchanged.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;

use super::clock_skew::SkewObserver;
use super::config::Config;
use super::placement::Unplaced;
use super::response::{RefusalExplanation, ResponseObserver};
use crate::protocol::{
    Explanation, RequestHead, SignError, Signer, Transmission, form_to_sign, is_oauth,
};
use crate::uri::path;

impl Signer {
    /// Signs a request with an in-memory body. Use this when you do not use tower.
    ///
    /// This function brings the path into the canonical form that every HTTP client sends
    /// unchanged. It inserts the protocol parameters as the `Authorization` header. Everything else
    /// stays the same, byte for byte. If it returns an error, the request is unchanged.
    ///
    /// For a request without a body, use the body `""`.
    ///
    /// This function does not check where the request goes. The server that receives the request
    /// can use the signature. With PLAINTEXT, the request contains the secrets.
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, Signer};
    ///
    /// let mut request = http::Request::post("https://api.example.com/statuses")
    ///     .header("content-type", "application/x-www-form-urlencoded")
    ///     .body("status=hello+world")?;
    /// Signer::new(ClientCredentials::new("id", "secret")).sign_request(&mut request)?;
    /// assert!(request.headers()["authorization"].is_sensitive());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - The errors of [`sign`](Self::sign), except [`SignError::FormNeeded`].
    /// - [`SignError::ForeignAuthorization`] if the request has an `Authorization` header of
    ///   a scheme other than OAuth.
    /// - [`SignError::UriTooLong`] if the URI is too long after its path was escaped.
    pub fn sign_request<B: AsRef<[u8]>>(&self, request: &mut Request<B>) -> Result<(), SignError> {
        let config = Config::for_signer();
        let form = form_to_sign(request.headers(), Some(request.body().as_ref()))?;
        let head = RequestHead::from(&*request);
        let unplaced = config.sign_unplaced(self, head, form, &[], self.timestamp(0))?;
        config.placement.place(unplaced, request, None).map(drop)
    }
}

/// The result of signing a request, without the changes that were made in the request itself.
pub(super) struct Signed {
    /// The new form, if the protocol parameters were appended to it.
    pub(super) form: Option<Bytes>,
    pub(super) observer: Option<Box<ResponseObserver>>,
}

impl Config {
    /// Signs a request and writes the protocol parameters into it. `form` is the bytes of the form,
    /// if the body is one.
    pub(super) fn sign<B>(
        &self,
        signer: &Signer,
        request: &mut Request<B>,
        form: Option<&[u8]>,
        body_hash: Option<String>,
    ) -> Result<Signed, SignError> {
        let skew = self.skew(request.uri());
        let used = skew
            .as_ref()
            .map_or(0, |(skew, origin)| skew.offset(origin));
        let hash = body_hash.as_deref().map(|hash| ("oauth_body_hash", hash));
        let head = RequestHead::from(&*request);
        let timestamp = signer.timestamp(used);
        let unplaced = self.sign_unplaced(signer, head, form, hash.as_slice(), timestamp)?;
        let skew_observer = skew.and_then(|(skew, origin)| {
            Some(SkewObserver {
                clock: signer.clock_shared(),
                skew: Arc::clone(skew),
                origin,
                used,
                sent: timestamp?,
            })
        });
        let changed_form = self.placement.place(unplaced, request, form)?;
        let explanation = self.refusals.as_ref().and_then(|refusals| {
            let form = changed_form.as_deref().or(form);
            let explanation = self.explain((&*request).into(), form)?;
            let refusals = refusals.clone();
            Some(RefusalExplanation {
                explanation,
                refusals,
            })
        });
        let observed = skew_observer.is_some() || explanation.is_some();
        Ok(Signed {
            form: changed_form,
            observer: observed.then(|| {
                Box::new(ResponseObserver::Signed {
                    skew_observer,
                    explanation,
                })
            }),
        })
    }

    /// Explains a request that was just signed. Returns `None` if that fails.
    fn explain(&self, signed: RequestHead<'_>, form: Option<&[u8]>) -> Option<Explanation> {
        let uri = self.base_string_uri(signed).ok()?;
        let header = self.placement.read_from(signed.headers);
        let explanation = Explanation::from_head(signed, uri, header, form);
        explanation.ok()
    }

    /// Signs a request without changing it.
    pub(super) fn sign_unplaced(
        &self,
        signer: &Signer,
        head: RequestHead<'_>,
        form: Option<&[u8]>,
        extra: &[(&str, &str)],
        timestamp: Option<u64>,
    ) -> Result<Unplaced, SignError> {
        let mut authorizations = head.headers.get_all(&self.placement.header).iter();
        if !authorizations.all(is_oauth) {
            return Err(SignError::ForeignAuthorization);
        }
        let transmission = self.placement.for_request(head.headers)?;
        let canonical = if self.path_as_is {
            None
        } else {
            path::canonical(head.uri)?.map(Box::new)
        };
        let uri = canonical.as_deref().unwrap_or(head.uri);
        let head = RequestHead { uri, ..head };
        let signed_uri = self.base_string_uri(head)?;
        signer.check_transport(self.is_https(uri))?;
        if transmission == Transmission::Query && signer.is_plaintext() {
            return Err(SignError::PlaintextInQuery);
        }
        let parameters = signer.sign_head(head, signed_uri, form, extra, timestamp)?;
        Ok(Unplaced {
            parameters,
            transmission,
            canonical,
        })
    }
}
