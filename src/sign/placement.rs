//! Writes the protocol parameters into a request (RFC 5849 section 3.5).

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, Uri, header};

use crate::protocol::{ProtocolParameters, SignError, Transmission, is_form};

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
    /// The canonical URI, if it differs from the URI of the request. The canonical URI is the
    /// signed one. It is rare, and every request moves this struct. So it is boxed to keep the
    /// struct small.
    pub(super) canonical: Option<Box<Uri>>,
}

impl Unplaced {
    /// Returns the URI with the protocol parameters in its query. `uri` is the URI of the request.
    pub(super) fn uri_with_query(&self, uri: &Uri) -> Result<Uri, SignError> {
        let uri = self.canonical.as_deref().unwrap_or(uri);
        self.parameters.append_to_query(uri)
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
    /// Returns the new form if the parameters were appended to it. If this function returns an
    /// error, the request is unchanged.
    pub(super) fn place<B>(
        &self,
        unplaced: Unplaced,
        request: &mut Request<B>,
        form: Option<&[u8]>,
    ) -> Result<Option<Bytes>, SignError> {
        let transmission = unplaced.transmission;
        if transmission == Transmission::Query {
            *request.uri_mut() = unplaced.uri_with_query(request.uri())?;
        } else if let Some(canonical) = unplaced.canonical {
            *request.uri_mut() = *canonical;
        }
        let parameters = unplaced.parameters;
        let headers = request.headers_mut();
        let in_form = form.filter(|_| transmission == Transmission::FormBody);
        let form = in_form.map(|form| Bytes::from(parameters.append_to_form(form)));
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
