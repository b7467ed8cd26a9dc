//! RFC 5849 section 3.1: signs a request, step by step.

use http::request::Parts;
use http::{HeaderMap, header};
use zeroize::Zeroizing;

use super::Signer;
use super::key_source::Key;
use crate::credentials::secret::Secret;
use crate::protocol::base_string::write_start;
use crate::protocol::base_string_uri::BaseStringUri;
use crate::protocol::encoding::writer::{self, Writer};
use crate::protocol::error::SignError;
use crate::protocol::parameters::collected::{read_pairs, sort};
use crate::protocol::parameters::form::is_form;
use crate::protocol::parameters::parameter::Parameter;
use crate::protocol::parameters::pool::PooledList;
use crate::protocol::parameters::protocol::ProtocolParameters;
use crate::protocol::parameters::transmission::Transmission;
use crate::protocol::parameters::unsigned::UnsignedParameters;
use crate::protocol::request_head::RequestHead;

impl Signer {
    /// Signs a request and returns the protocol parameters to send with it. It does not change the
    /// request.
    ///
    /// `form` is the bytes of the body. They are signed if the `Content-Type` of the request says
    /// that the body is a form, and ignored otherwise.
    ///
    /// The target is signed byte for byte. The caller must send the same target: some clients
    /// change the path before they send it. (The layer and [`sign_request`](Self::sign_request)
    /// prevent this.)
    ///
    /// # Errors
    ///
    /// - [`SignError::Target`], [`SignError::RelativeUri`] if the URI or the `Host` header cannot
    ///   be signed.
    /// - [`SignError::PlaintextWithoutTls`] if PLAINTEXT would be sent over plain `http`.
    /// - [`SignError::MissingKey`] if the signer has no key for the signature method.
    /// - [`SignError::SigningFailed`] if RSA or a custom method failed.
    /// - [`SignError::FormNeeded`] if the body is a form and `form` is `None`.
    /// - [`SignError::FormWithContentEncoding`], [`SignError::ContentLength`] if the server would
    ///   read something other than what is signed.
    /// - [`SignError::ProtocolParameterInRequest`] if the query or the form has a parameter with
    ///   the name of a protocol parameter.
    pub fn sign(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
    ) -> Result<ProtocolParameters, SignError> {
        self.sign_with_parameters(parts, form, &[])
    }

    /// Like [`sign`](Self::sign), with extra protocol parameters for this one signature, such as
    /// `oauth_callback` or `oauth_verifier`. Names and values are decoded.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`sign`](Self::sign), and [`SignError::InvalidProtocolParameter`] if a
    /// name is empty, `realm`, or already taken.
    pub fn sign_with_parameters(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
        extra: &[(&str, &str)],
    ) -> Result<ProtocolParameters, SignError> {
        let uri = BaseStringUri::to_sign(parts.into()).map_err(SignError::from_target)?;
        self.check_transport(uri.is_https())?;
        let form = form_to_sign(&parts.headers, form)?;
        self.sign_head(parts.into(), &uri, form, extra, self.timestamp(0))
    }

    /// Returns the timestamp for the next request, in seconds since 1970. `None` if the signer
    /// sends no timestamp. `offset` is added to the signer's clock.
    pub(crate) fn timestamp(&self, offset: i64) -> Option<u64> {
        let now = || self.0.clock.unix_seconds().saturating_add_signed(offset);
        self.0.timestamp.then(now)
    }

    /// Signs a request of which the caller checked the base string URI, the transport and the
    /// [form](form_to_sign).
    pub(crate) fn sign_head(
        &self,
        head: RequestHead<'_>,
        uri: &BaseStringUri<'_>,
        form: Option<&[u8]>,
        extra: &[(&str, &str)],
        timestamp: Option<u64>,
    ) -> Result<ProtocolParameters, SignError> {
        self.fill_in(head, uri, form, extra, timestamp, None)
    }

    /// Signs a request like [`sign_head`](Self::sign_head).
    ///
    /// With `elsewhere`, the signature is made elsewhere: it is empty, and the base string is
    /// stored there.
    #[inline]
    pub(super) fn fill_in(
        &self,
        head: RequestHead<'_>,
        uri: &BaseStringUri<'_>,
        form: Option<&[u8]>,
        extra: &[(&str, &str)],
        timestamp: Option<u64>,
        elsewhere: Option<&mut Zeroizing<Vec<u8>>>,
    ) -> Result<ProtocolParameters, SignError> {
        let inner = &*self.0;
        #[expect(
            clippy::needless_late_init,
            reason = "the list of parameters borrows from the nonce, so the nonce must outlive it"
        )]
        let nonce;
        let mut digits = itoa::Buffer::new();
        let mut parameters = PooledList::new();
        // First the step that refuses requests, so that no nonce is created for these.
        collect(&mut parameters, head, form)?; // 3.4.1.3.1
        nonce = inner.nonce.then(|| inner.nonces.nonce());
        let timestamp = timestamp.map(|seconds| digits.format(seconds));
        let unsigned = UnsignedParameters::new(&inner.template, nonce.as_ref(), timestamp, extra)?; // 3.1
        parameters.extend(unsigned.extra());
        // There is no signature among them: `collect` and `UnsignedParameters::new` refuse its
        // name.
        sort(&mut parameters); // 3.4.1.3.2
        let write = |out: &mut Writer<'_>| {
            out.text(&inner.prefix);
            write_start(head.method, uri, out); // 3.4.1.1
            unsigned.write_merged(&parameters, out);
        };
        if let Some(base_string) = elsewhere {
            *base_string = Zeroizing::new(writer::bytes(write));
            return Ok(unsigned.signed(b""));
        }
        match &inner.key {
            Key::Shared(key) => {
                let mut pass = |take: &mut dyn FnMut(&[u8])| {
                    let mut out = Writer::new(take);
                    write(&mut out);
                    out.finish(form.is_some()); // It may contain a password.
                };
                Ok(match key.mac(&mut pass) {
                    Ok(mac) => mac.encoded(|signature| unsigned.signed(signature)), // 3.4.2
                    Err(secrets) => unsigned.signed_by_text(secrets),               // 3.4.4
                })
            }
            Key::Custom(key) => {
                let base_string = Zeroizing::new(writer::bytes(write));
                let signature = key.sign(&base_string); // 3.4.3
                let signature = Secret::new(signature.map_err(SignError::SigningFailed)?);
                Ok(unsigned.signed_by_text(&signature))
            }
            Key::Missing => {
                let method = inner.method.name();
                Err(SignError::MissingKey { method })
            }
        }
    }
}

/// Returns the form whose parameters are signed: the body, if the headers say that it is a form.
///
/// # Errors
///
/// Returns an error if the server would read something else than what is signed, or if there is no
/// body.
pub(crate) fn form_to_sign<'a>(
    headers: &HeaderMap,
    body: Option<&'a [u8]>,
) -> Result<Option<&'a [u8]>, SignError> {
    if !is_form(headers) {
        return Ok(None);
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(SignError::FormWithContentEncoding);
    }
    let form = body.ok_or(SignError::FormNeeded)?;
    check_length(headers, form)?;
    Ok(Some(form))
}

/// Checks that `Content-Length` is the length of the body. A client would cut a longer body, or
/// wait for the rest of a shorter one.
pub(crate) fn check_length(headers: &HeaderMap, body: &[u8]) -> Result<(), SignError> {
    let mut lengths = headers.get_all(header::CONTENT_LENGTH).iter().peekable();
    if lengths.peek().is_none() {
        return Ok(());
    }
    let length = body.len().to_string();
    if lengths.all(|other| other == length.as_str()) {
        Ok(())
    } else {
        Err(SignError::ContentLength)
    }
}

/// Collects the parameters of the request. Returns an error for the name of a protocol parameter.
fn collect<'a>(
    parameters: &mut Vec<Parameter<'a>>,
    head: RequestHead<'a>,
    form: Option<&'a [u8]>,
) -> Result<(), SignError> {
    let query = head.uri.query().unwrap_or_default();
    let mut add = |parameter| parameters.push(parameter);
    read_pairs(query.as_bytes(), Transmission::Query, &mut add);
    if let Some(form) = form {
        read_pairs(form, Transmission::FormBody, &mut add);
    }
    for parameter in parameters.iter() {
        if let Some(name) = parameter.protocol_name() {
            let place = parameter.source();
            return Err(SignError::ProtocolParameterInRequest { name, place });
        }
    }
    Ok(())
}
