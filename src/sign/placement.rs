//! RFC 5849 section 3.5: where a stack puts the protocol parameters.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header};

use crate::protocol::{ProtocolParameters, SignError, Transmission, is_form};

/// Where the protocol parameters go.
#[derive(Clone, Debug)]
pub(super) struct Placement {
    pub(super) transmission: Transmission,
    /// The header's name, where parameters go into a header.
    pub(super) header: HeaderName,
    /// Whether a request without a form gets the header where the form was to carry them.
    pub(super) header_without_form: bool,
    /// Whether they go into the header too, which section 3.5 does not allow.
    pub(super) header_too: bool,
}

impl Default for Placement {
    fn default() -> Self {
        Self {
            transmission: Transmission::AuthorizationHeader,
            header: header::AUTHORIZATION,
            header_without_form: false,
            header_too: false,
        }
    }
}

/// What of a request is replaced by being signed. Nothing has changed until it is.
#[derive(Debug)]
pub(super) struct Changes {
    pub(super) uri: Option<Uri>,
    pub(super) header: Option<HeaderValue>,
    pub(super) form: Option<Bytes>,
}

impl Placement {
    /// Where the parameters of a request go that has a form, or has none.
    pub(super) fn of_request(&self, headers: &HeaderMap) -> Result<Transmission, SignError> {
        match self.transmission {
            Transmission::FormBody if is_form(headers) => Ok(Transmission::FormBody),
            Transmission::FormBody if self.header_without_form => {
                Ok(Transmission::AuthorizationHeader)
            }
            Transmission::FormBody => Err(SignError::NoForm),
            other => Ok(other),
        }
    }

    /// The header that alone holds the protocol parameters of a signed request. In the double form
    /// they are signed once, as they stand in the query or form.
    pub(super) fn read_from(&self, headers: &HeaderMap) -> Option<&HeaderName> {
        let in_header = matches!(
            self.of_request(headers),
            Ok(Transmission::AuthorizationHeader)
        );
        in_header.then_some(&self.header)
    }

    /// Puts the parameters where they go. `uri` is the request's, as it is signed.
    pub(super) fn place(
        &self,
        transmission: Transmission,
        parameters: ProtocolParameters,
        uri: Cow<'_, Uri>,
        form: Option<&[u8]>,
    ) -> Result<Changes, SignError> {
        let in_form = form.filter(|_| transmission == Transmission::FormBody);
        let form = in_form.map(|form| parameters.append_to_form(form).into());
        let uri = match (transmission, uri) {
            (Transmission::Query, uri) => Some(parameters.append_to_query(&uri)?),
            (_, Cow::Owned(canonical)) => Some(canonical),
            (_, Cow::Borrowed(_)) => None,
        };
        let in_header = transmission == Transmission::AuthorizationHeader || self.header_too;
        let header = in_header.then(|| parameters.authorization_header());
        Ok(Changes { uri, header, form })
    }

    /// Makes the changes, takes an old OAuth header out, and keeps `Content-Length` true. Returns the form
    /// that is to be sent, where it is another one.
    pub(super) fn change<B>(&self, request: &mut Request<B>, changes: Changes) -> Option<Bytes> {
        let Changes { uri, header, form } = changes;
        if let Some(uri) = uri {
            *request.uri_mut() = uri;
        }
        let headers = request.headers_mut();
        match header {
            Some(value) => headers.insert(&self.header, value),
            None => headers.remove(&self.header),
        };
        if let Some(form) = &form {
            // Clients state the length of a body by themselves, unless the caller did.
            if headers.contains_key(header::CONTENT_LENGTH) {
                headers.insert(header::CONTENT_LENGTH, form.len().into());
            }
        }
        form
    }
}
