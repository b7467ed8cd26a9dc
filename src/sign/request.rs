//! Signs one request. If signing fails, the request is unchanged.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Uri};

use super::clock_skew::SkewObserver;
use super::config::Config;
use super::in_memory_body::InMemoryBody;
use super::placement::{Changed, Unplaced};
use super::response::{RefusalExplanation, ResponseObserver};
use crate::events::sign::RefusalEvent;
use crate::protocol::{
    Explanation, RequestHead, SignError, Signer, Transmission, form_to_sign, is_oauth,
    without_old_set,
};
use crate::uri::path;

impl Signer {
    /// Signs a request with an in-memory body. Use this when you do not use tower.
    ///
    /// This function brings the path into the canonical form that every HTTP client sends
    /// unchanged. It inserts the protocol parameters as the `Authorization` header. The protocol
    /// parameters of an earlier signature are removed from the header and the query. Everything
    /// else stays the same, byte for byte. If it returns an error, the request is unchanged.
    ///
    /// For a request without a body, use the body `()`.
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
    pub fn sign_request<B, Kind>(&self, request: &mut Request<B>) -> Result<(), SignError>
    where
        B: InMemoryBody<Kind>,
    {
        let config = Config::for_signer();
        let form = form_to_sign(request.headers(), Some(request.body().bytes()))?;
        let head = RequestHead::from(&*request);
        let unplaced = config.sign_unplaced(self, head, form, &[], self.timestamp(0))?;
        // There is no way to put other bytes into the body.
        let changed = unplaced.changed.as_ref();
        if changed.is_some_and(|changed| changed.form.is_some()) {
            let (name, place) = ("oauth_signature", Transmission::FormBody);
            return Err(SignError::ProtocolParameterInRequest { name, place });
        }
        let placed = config.placement.place(unplaced, request, None, None);
        placed.map(drop)
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
        let public_origin = self.public_origin.as_ref();
        let changed_form = self
            .placement
            .place(unplaced, request, form, public_origin)?;
        let uri = || request.uri().clone();
        let hint = || signer.hint();
        let event = RefusalEvent::signed(request.method(), uri, public_origin, hint);
        let explanation = self.refusals.as_ref().and_then(|refusals| {
            let form = changed_form.as_deref().or(form);
            let explanation = self.explain((&*request).into(), form)?;
            let refusals = refusals.clone();
            Some(RefusalExplanation {
                explanation: explanation.with_hint(hint()),
                refusals,
            })
        });
        let observed = skew_observer.is_some() || explanation.is_some() || event.is_wanted();
        Ok(Signed {
            form: changed_form,
            observer: observed.then(|| {
                Box::new(ResponseObserver::Signed {
                    skew_observer,
                    explanation,
                    event,
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
            path::canonical(head.uri)?
        };
        let uri = canonical.as_ref().unwrap_or(head.uri);
        let head = RequestHead { uri, ..head };
        let signed_uri = self.base_string_uri(head)?;
        if signer.is_plaintext() {
            signer.check_transport(self.is_https(uri))?;
            if transmission == Transmission::Query {
                return Err(SignError::PlaintextInQuery);
            }
        }
        let sign = |head, form| signer.sign_head(head, &signed_uri, form, extra, timestamp);
        let (parameters, changed) = match sign(head, form) {
            Err(error @ SignError::ProtocolParameterInRequest { .. }) => {
                let changed = without_old_sets(uri, form)?.ok_or(error)?;
                let uri = changed.uri.as_ref().unwrap_or(uri);
                let head = RequestHead { uri, ..head };
                let form = changed.form.as_deref().or(form);
                (sign(head, form)?, Some(changed))
            }
            parameters => (parameters?, None),
        };
        let (uri, form) = changed.map_or((None, None), |changed| (changed.uri, changed.form));
        let uri = uri.or(canonical);
        let changed = (uri.is_some() || form.is_some()).then(|| Box::new(Changed { uri, form }));
        Ok(Unplaced {
            parameters,
            transmission,
            changed,
        })
    }
}

/// Removes the protocol parameters of earlier signatures from the query and the form. Returns
/// `Ok(None)` if neither has an earlier signature.
fn without_old_sets(uri: &Uri, form: Option<&[u8]>) -> Result<Option<Changed>, SignError> {
    let query = uri
        .query()
        .and_then(|query| without_old_set(query.as_bytes()));
    let uri = query.map(|query| {
        let query = String::from_utf8(query).expect("`&` is never inside a character");
        let separator = if query.is_empty() { "" } else { "?" };
        path::with_target(uri, [uri.path(), separator, &query].concat())
    });
    let uri = uri.transpose()?;
    let form = form.and_then(without_old_set).map(Bytes::from);
    Ok((uri.is_some() || form.is_some()).then_some(Changed { uri, form }))
}
