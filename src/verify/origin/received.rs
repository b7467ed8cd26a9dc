//! The origin of one request, as the server found it.

use std::borrow::Cow;

use http::request::Parts;
use http::{Method, Uri, Version};

use crate::protocol::{BaseStringUri, BaseStringUriError};
use crate::uri::authority::Authority;
use crate::uri::error::OriginError;
use crate::uri::origin::{Origin, http_scheme};

/// The origin of one request, and the prefix that was removed from its path.
pub(crate) struct ReceivedOrigin<'a> {
    pub(super) origin: Source<'a>,
    pub(super) prefix: &'a str,
}

pub(super) enum Source<'a> {
    Fixed(&'a Origin),
    Computed(Origin),
    FromRequest(&'a str, Authority<'a>),
}

impl<'a> Authority<'a> {
    /// Returns the authority of a received request, or `None` if it names none. Returns an error if
    /// it names two, which a proxy, the server and the handler could choose between.
    ///
    /// `scheme` is the scheme of a target that has none. It decides which port is the default one.
    pub(super) fn from_request(
        scheme: &str,
        parts: &'a Parts,
    ) -> Result<Option<Self>, OriginError> {
        let scheme = parts
            .uri
            .scheme_str()
            .and_then(http_scheme)
            .unwrap_or(scheme);
        match Self::from_received(scheme, &parts.uri, &parts.headers) {
            Ok(authority) => Ok(Some(authority)),
            Err(OriginError::NoHost) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl<'a> ReceivedOrigin<'a> {
    /// Returns the origin.
    pub(super) fn into_origin(self) -> Origin {
        match self.origin {
            Source::Fixed(origin) => origin.clone(),
            Source::Computed(origin) => origin,
            Source::FromRequest(scheme, authority) => authority.with_scheme(scheme),
        }
    }

    /// Returns whether the client reached the server over TLS.
    pub(crate) fn is_https(&self) -> bool {
        match &self.origin {
            Source::Fixed(origin) => origin.is_https(),
            Source::Computed(origin) => origin.is_https(),
            Source::FromRequest(scheme, _) => *scheme == "https",
        }
    }

    /// Returns the base string URI of the request. `signed` is the URI that the client signed, if
    /// it is not the one of the request.
    pub(crate) fn base_string_uri(
        self,
        parts: &'a Parts,
        signed: Option<&Uri>,
    ) -> Result<BaseStringUri<'a>, BaseStringUriError> {
        // Only HTTP/2 and HTTP/3 have extended CONNECT requests (RFC 8441, RFC 9220). In HTTP/1.1,
        // CONNECT asks for a tunnel, whatever its target looks like.
        if parts.method == Method::CONNECT && parts.version < Version::HTTP_2 {
            return Err(BaseStringUriError::NoResource);
        }
        let mut uri = match self.origin {
            Source::Fixed(origin) => BaseStringUri::from_head_at(origin, parts.into())?,
            Source::FromRequest(scheme, authority) => {
                BaseStringUri::from_received(scheme, authority, parts.into())?
            }
            Source::Computed(origin) => {
                let scheme = if origin.is_https() { "https" } else { "http" };
                let (host, port) = ("", origin.port());
                let authority = Authority { host, port };
                let mut uri = BaseStringUri::from_received(scheme, authority, parts.into())?;
                uri.host = Cow::Owned(origin.host().to_owned());
                uri
            }
        };
        if let Some(signed) = signed {
            if signed.query() != parts.uri.query() || !signed.path().starts_with('/') {
                return Err(BaseStringUriError::Origin(OriginError::SignedUri));
            }
            uri.path = Cow::Owned(signed.path().to_owned());
        }
        if !self.prefix.is_empty() {
            uri.path = Cow::Owned([self.prefix, &uri.path].concat());
        }
        Ok(uri)
    }
}
