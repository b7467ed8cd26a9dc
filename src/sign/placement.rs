//! Writes the protocol parameters into a request (RFC 5849 section 3.5).

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, Uri, header};

use crate::events;
use crate::protocol::{ProtocolParameters, SignError, Transmission, is_form};
use crate::uri::origin::Origin;

/// The settings that say where the protocol parameters are sent.
#[derive(Clone, Debug)]
pub(super) struct Placement {
    pub(super) transmission: Transmission,
    /// The name of the header that carries the parameters, if a header carries them.
    pub(super) header: HeaderName,
    /// Whether the header carries the parameters if `transmission` is the form and there is no
    /// form.
    pub(super) or_in_header: bool,
    /// Whether the header also carries the parameters. Section 3.5 does not allow this.
    pub(super) also_in_header: bool,
}

impl Default for Placement {
    fn default() -> Self {
        Self {
            transmission: Transmission::AuthorizationHeader,
            header: header::AUTHORIZATION,
            or_in_header: false,
            also_in_header: false,
        }
    }
}

/// The result of signing a request, before anything is written into the request.
#[derive(Debug)]
pub(super) struct Unplaced {
    pub(super) parameters: ProtocolParameters,
    pub(super) transmission: Transmission,
    /// What was signed instead of the URI and the form of the request. It is rare, and every
    /// request moves this struct. So it is boxed to keep the struct small.
    pub(super) changed: Option<Box<Changed>>,
}

/// The URI and the form that were signed. `None` if they are those of the request.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// The URI with its path in canonical form, and without old protocol parameters.
    pub(super) uri: Option<Uri>,
    /// The form without old protocol parameters.
    pub(super) form: Option<Bytes>,
}

impl Unplaced {
    /// Returns the URI with the protocol parameters in its query. `uri` is the URI of the request.
    pub(super) fn uri_with_query(&self, uri: &Uri) -> Result<Uri, SignError> {
        let changed = self.changed.as_ref();
        let changed = changed.and_then(|changed| changed.uri.as_ref());
        self.parameters.append_to_query(changed.unwrap_or(uri))
    }
}

impl Placement {
    /// Returns where the protocol parameters of a request with these headers are sent.
    pub(super) fn for_request(&self, headers: &HeaderMap) -> Result<Transmission, SignError> {
        match self.transmission {
            Transmission::FormBody if is_form(headers) => Ok(Transmission::FormBody),
            Transmission::FormBody if self.or_in_header => Ok(Transmission::AuthorizationHeader),
            Transmission::FormBody => Err(SignError::NoForm),
            other => Ok(other),
        }
    }

    /// Returns the name of the header that carries the protocol parameters of a signed request.
    ///
    /// Returns `None` if the query or the form carries them. Then they are signed as they are
    /// written there, even if the header also carries them. So each parameter is signed once.
    pub(super) fn read_from(&self, headers: &HeaderMap) -> Option<&HeaderName> {
        let in_header = matches!(
            self.for_request(headers),
            Ok(Transmission::AuthorizationHeader)
        );
        in_header.then_some(&self.header)
    }

    /// Writes the protocol parameters into the request. Also removes an old OAuth header and
    /// updates `Content-Length`.
    ///
    /// Returns the new form if it differs from `form`. If this function returns an error, the
    /// request is unchanged. `origin` is the public origin, for the log.
    pub(super) fn place<B>(
        &self,
        unplaced: Unplaced,
        request: &mut Request<B>,
        form: Option<&[u8]>,
        origin: Option<&Origin>,
    ) -> Result<Option<Bytes>, SignError> {
        let transmission = unplaced.transmission;
        let in_query = match transmission {
            Transmission::Query => Some(unplaced.uri_with_query(request.uri())?),
            Transmission::AuthorizationHeader | Transmission::FormBody => None,
        };
        let changed = unplaced.changed.map(|changed| *changed).unwrap_or_default();
        if let Some(uri) = in_query.or(changed.uri) {
            *request.uri_mut() = uri;
        }
        let parameters = unplaced.parameters;
        let (method, uri) = (request.method(), request.uri());
        events::sign::signed(method, uri, origin, &parameters, Some(transmission));
        let headers = request.headers_mut();
        let form = if transmission == Transmission::FormBody {
            let form = changed.form.as_deref().or(form);
            form.map(|form| Bytes::from(parameters.append_to_form(form)))
        } else {
            changed.form
        };
        if let Some(form) = &form {
            // If there is no `Content-Length`, the HTTP client sets it.
            if headers.contains_key(header::CONTENT_LENGTH) {
                headers.insert(header::CONTENT_LENGTH, form.len().into());
            }
        }
        if transmission == Transmission::AuthorizationHeader || self.also_in_header {
            headers.insert(&self.header, parameters.authorization_header())
        } else {
            headers.remove(&self.header)
        };
        Ok(form)
    }
}
