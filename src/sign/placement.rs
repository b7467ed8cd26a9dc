//! RFC 5849 section 3.5: where a stack puts the protocol parameters.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, Uri, header};

use crate::protocol::{ProtocolParameters, SignError, Transmission, is_form};

/// Where the protocol parameters go.
#[derive(Clone, Debug)]
pub(super) struct Placement {
    pub(super) transmission: Transmission,
    /// The header's name, where parameters go into a header.
    pub(super) header: HeaderName,
    /// Whether a request without a form gets the header where the form was to carry them.
    pub(super) or_in_header: bool,
    /// Whether they go into the header too, which section 3.5 does not allow.
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

/// What was signed, with nothing changed in the request yet.
#[derive(Debug)]
pub(super) struct Unplaced {
    pub(super) parameters: ProtocolParameters,
    pub(super) transmission: Transmission,
    /// What was signed instead of the request's own URI. Boxed, for few have one, and all are moved.
    pub(super) canonical: Option<Box<Uri>>,
}

impl Unplaced {
    /// The request's URI with the parameters in its query. `uri` is the request's own.
    pub(super) fn uri_with_query(&self, uri: &Uri) -> Result<Uri, SignError> {
        let uri = self.canonical.as_deref().unwrap_or(uri);
        self.parameters.append_to_query(uri)
    }
}

impl Placement {
    /// Where the parameters of a request go that has a form, or has none.
    pub(super) fn for_request(&self, headers: &HeaderMap) -> Result<Transmission, SignError> {
        match self.transmission {
            Transmission::FormBody if is_form(headers) => Ok(Transmission::FormBody),
            Transmission::FormBody if self.or_in_header => Ok(Transmission::AuthorizationHeader),
            Transmission::FormBody => Err(SignError::NoForm),
            other => Ok(other),
        }
    }

    /// The header that alone holds the protocol parameters of a signed request. In the double form
    /// they are signed once, as they stand in the query or form.
    pub(super) fn read_from(&self, headers: &HeaderMap) -> Option<&HeaderName> {
        let in_header = matches!(
            self.for_request(headers),
            Ok(Transmission::AuthorizationHeader)
        );
        in_header.then_some(&self.header)
    }

    /// Puts the parameters where they go, takes an old OAuth header out, and keeps `Content-Length` true.
    /// Returns the form that is to be sent, where it is another one. On an error nothing has changed.
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
            // Clients state the length of a body by themselves, unless the caller did.
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
