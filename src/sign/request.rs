//! Signing one request: the request as it goes out, and nothing of it changed where that fails.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;

use super::clock_skew::Probe;
use super::config::Config;
use super::placement::Unplaced;
use super::response::Watch;
use crate::protocol::{Explanation, RequestHead, SignError, Signer, Transmission, is_oauth};
use crate::uri::digits::number;
use crate::uri::path;

impl Signer {
    /// Signs a request whose body is in memory, for who sends requests without tower: brings its
    /// path into the form that every client sends, and puts the protocol parameters into its
    /// `Authorization` header. All else stays byte for byte, and on an error all does.
    ///
    /// A request without a body has the body `""`.
    ///
    /// Where the request goes is for the caller to watch: signed for a server, it is a proof to that
    /// server, and with PLAINTEXT it holds the secrets.
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
    /// Those of [`sign`](Self::sign), but for [`SignError::FormNeeded`];
    /// [`SignError::ForeignAuthorization`] for a request that has an `Authorization` header of another
    /// scheme, [`SignError::UriTooLong`] where escaping makes it so.
    pub fn sign_request<B: AsRef<[u8]>>(&self, request: &mut Request<B>) -> Result<(), SignError> {
        let form = Some(request.body().as_ref());
        let config = Config::default();
        let unplaced = config.sign_unplaced(self, (&*request).into(), form, &[], 0)?;
        config.placement.place(unplaced, request, None).map(drop)
    }
}

/// What comes of signing a request beside what changed in its head.
pub(super) struct Signed {
    /// The form with the protocol parameters, where they went there.
    pub(super) form: Option<Bytes>,
    pub(super) watch: Option<Box<Watch>>,
}

impl Config {
    /// Signs a request. `form` is the body's bytes where they were read.
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
        let unplaced = self.sign_unplaced(signer, head, form, hash.as_slice(), used)?;
        let probe = skew.and_then(|(skew, origin)| {
            Some(Probe {
                clock: signer.clock_shared(),
                skew: Arc::clone(skew),
                origin,
                used,
                sent: number(&unplaced.parameters.get("oauth_timestamp")?)?,
            })
        });
        let changed_form = self.placement.place(unplaced, request, form)?;
        let explanation = if self.explain_refusals {
            self.explain((&*request).into(), changed_form.as_deref().or(form))
        } else {
            None
        };
        let watched = probe.is_some() || explanation.is_some();
        Ok(Signed {
            form: changed_form,
            watch: watched.then(|| Box::new(Watch { probe, explanation })),
        })
    }

    /// The account of a request that was just signed.
    fn explain(&self, signed: RequestHead<'_>, form: Option<&[u8]>) -> Option<Explanation> {
        let uri = self.base_string_uri(signed).ok()?;
        let header = self.placement.read_from(signed.headers);
        let explanation = Explanation::from_head(signed, uri, header, form);
        explanation.ok()
    }

    /// Signs a request, in which nothing changes yet.
    pub(super) fn sign_unplaced(
        &self,
        signer: &Signer,
        head: RequestHead<'_>,
        form: Option<&[u8]>,
        extra: &[(&str, &str)],
        clock_offset: i64,
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
        let parameters = signer.sign_head(head, signed_uri, form, extra, clock_offset)?;
        Ok(Unplaced {
            parameters,
            transmission,
            canonical,
        })
    }
}
