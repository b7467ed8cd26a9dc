//! RFC 5849 section 3.5: writes the protocol parameters into the request.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, Uri, header};

use crate::protocol::{ProtocolParameters, SignError, Transmission, is_form};

/// Where the protocol parameters are sent.
#[derive(Clone, Debug)]
pub(super) struct Placement {
    pub(super) transmission: Transmission,
    /// The name of the header, if the parameters are sent in a header.
    pub(super) header: HeaderName,
    /// Whether the header is used if the form should carry the parameters and there is no form.
    pub(super) or_in_header: bool,
    /// Whether the parameters are also sent in the header, which section 3.5 does not allow.
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

/// A signature that is not written into the request yet.
#[derive(Debug)]
pub(super) struct Unplaced {
    pub(super) parameters: ProtocolParameters,
    pub(super) transmission: Transmission,
    /// The canonical URI that was signed, if it is not the request's own. It is boxed because it is rare,
    /// and this struct is moved often.
    pub(super) canonical: Option<Box<Uri>>,
}

impl Unplaced {
    /// Returns the URI with the parameters in its query. `uri` is the URI of the request.
    pub(super) fn uri_with_query(&self, uri: &Uri) -> Result<Uri, SignError> {
        let uri = self.canonical.as_deref().unwrap_or(uri);
        self.parameters.append_to_query(uri)
    }
}

impl Placement {
    /// Returns where the parameters of a request with these headers are sent.
    pub(super) fn for_request(&self, headers: &HeaderMap) -> Result<Transmission, SignError> {
        match self.transmission {
            Transmission::FormBody if is_form(headers) => Ok(Transmission::FormBody),
            Transmission::FormBody if self.or_in_header => Ok(Transmission::AuthorizationHeader),
            Transmission::FormBody => Err(SignError::NoForm),
            other => Ok(other),
        }
    }

    /// Returns the header that holds the protocol parameters of a signed request, if only a header does. If
    /// they are also in the query or form, they are signed there, once.
    pub(super) fn read_from(&self, headers: &HeaderMap) -> Option<&HeaderName> {
        let in_header = matches!(
            self.for_request(headers),
            Ok(Transmission::AuthorizationHeader)
        );
        in_header.then_some(&self.header)
    }

    /// Writes the parameters into the request, removes an old OAuth header, and updates `Content-Length`.
    /// Returns the new form, if there is one. On an error, nothing has changed.
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
            // Clients set the length of the body themselves, unless the caller did.
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
