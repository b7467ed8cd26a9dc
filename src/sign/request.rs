//! Signing one request: the request as it goes out, and nothing of it changed where that fails.

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Uri};

use super::answer::Watch;
use super::body_hash::HashedBodies;
use super::clock_skew::{Probe, Skew};
use super::placement::{Placement, Unplaced};
use crate::body::Form;
use crate::protocol::{
    BaseStringUri, BodyHash, Explanation, Head, SignError, Signer, Transmission, is_oauth,
};
use crate::uri::digits::number;
use crate::uri::origin::{Origin, is_https};
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
        let target = Target::default();
        let unplaced = target.sign_unplaced(self, (&*request).into(), form, &[], 0)?;
        target.placement.place(unplaced, request, None).map(drop)
    }
}

/// What the stack says of its requests: where they go, and where their parameters stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Target {
    /// What the server sees as its origin, where this is not what URI and `Host` say.
    pub(super) origin: Option<Origin>,
    pub(super) path_as_is: bool,
    pub(super) placement: Placement,
    pub(super) hashed_bodies: HashedBodies,
    /// Where it is not the one of the signature method.
    pub(super) body_hash: Option<BodyHash>,
    pub(super) skew: Option<Arc<Skew>>,
    pub(super) skew_without_tls: bool,
    /// Whether a 401 is given the account of what was signed.
    pub(super) explain_refusals: bool,
}

/// What a request carries.
#[derive(Debug)]
pub(super) enum Content<B> {
    /// A form, or another body that was read to be hashed.
    Read(Form<B>),
    /// It is not looked at.
    Other(B),
}

/// What comes of signing a request beside what changed in its head.
pub(super) struct Signed {
    /// The form with the protocol parameters, where they went there.
    form: Option<Bytes>,
    pub(super) watch: Option<Box<Watch>>,
}

impl Target {
    /// Signs a request whose body was taken out of it.
    pub(super) fn sign_content<B>(
        &self,
        signer: &Signer,
        parts: Parts,
        content: Content<B>,
        body_hash: Option<String>,
    ) -> Result<(Request<B>, Option<Box<Watch>>), SignError> {
        match content {
            Content::Other(body) => {
                let mut request = Request::from_parts(parts, body);
                let signed = self.sign(signer, &mut request, None, body_hash)?;
                Ok((request, signed.watch))
            }
            Content::Read(form) => {
                let mut request = Request::from_parts(parts, ());
                let signed = self.sign(signer, &mut request, Some(form.bytes()), body_hash)?;
                let body = form.into_body(signed.form);
                let body = body.ok_or(SignError::FormInHeaderOnlyMode)?;
                Ok((request.map(|()| body), signed.watch))
            }
        }
    }

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
        let head = Head::from(&*request);
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
        let explanation = match self.explain_refusals {
            true => self.explain((&*request).into(), changed_form.as_deref().or(form)),
            false => None,
        };
        let watched = probe.is_some() || explanation.is_some();
        Ok(Signed {
            form: changed_form,
            watch: watched.then(|| Box::new(Watch { probe, explanation })),
        })
    }

    /// The account of a request that was just signed.
    fn explain(&self, signed: Head<'_>, form: Option<&[u8]>) -> Option<Explanation> {
        let uri = self.base_string_uri(signed).ok()?;
        let header = self.placement.read_from(signed.headers);
        let explanation = Explanation::of_head(signed, uri, header, form);
        explanation.ok()
    }

    fn base_string_uri<'a>(&'a self, head: Head<'a>) -> Result<BaseStringUri<'a>, SignError> {
        let uri = match &self.origin {
            Some(origin) => BaseStringUri::of_head_at(origin, head),
            None => BaseStringUri::of_head(head),
        };
        Ok(uri?)
    }

    /// What is known of the clock where a request goes, over a transport that can be believed.
    fn skew(&self, uri: &Uri) -> Option<(&Arc<Skew>, Origin)> {
        let skew = self.skew.as_ref()?;
        if !self.skew_without_tls && !self.is_https(uri) {
            return None;
        }
        let origin = Origin::of(uri).ok()?.or_else(|| self.origin.clone())?;
        Some((skew, origin))
    }

    /// Whether the bytes go over TLS: where they go, the URI itself says, as long as it does.
    fn is_https(&self, uri: &Uri) -> bool {
        match (uri.scheme(), &self.origin) {
            (None, Some(origin)) => origin.is_https(),
            _ => is_https(uri),
        }
    }

    /// Signs a request, in which nothing changes yet.
    pub(super) fn sign_unplaced(
        &self,
        signer: &Signer,
        head: Head<'_>,
        form: Option<&[u8]>,
        further: &[(&str, &str)],
        clock_offset: i64,
    ) -> Result<Unplaced, SignError> {
        let mut authorizations = head.headers.get_all(&self.placement.header).iter();
        if !authorizations.all(is_oauth) {
            return Err(SignError::ForeignAuthorization);
        }
        let transmission = self.placement.of_request(head.headers)?;
        let canonical = match self.path_as_is {
            false => path::canonical(head.uri)?.map(Box::new),
            true => None,
        };
        let uri = canonical.as_deref().unwrap_or(head.uri);
        let head = Head { uri, ..head };
        let signed_uri = self.base_string_uri(head)?;
        signer.check_transport(self.is_https(uri))?;
        if transmission == Transmission::Query && signer.is_plaintext() {
            return Err(SignError::PlaintextInQuery);
        }
        let parameters = signer.sign_head(head, signed_uri, form, further, clock_offset)?;
        Ok(Unplaced {
            parameters,
            transmission,
            canonical,
        })
    }
}
