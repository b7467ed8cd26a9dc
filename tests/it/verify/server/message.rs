//! A request that a test can change as an attacker would.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, header};
use http_body_util::Full;
use tower_oauth1::Signer;

use crate::support::{API, FORM};

use crate::verify::server::harness::signer;

/// A request as it is on the wire.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: Vec<(HeaderName, Vec<u8>)>,
    pub(crate) body: Bytes,
}

impl Message {
    /// Returns a `GET` of this target at [`API`], signed by [`signer`].
    pub(crate) fn get(target: &str) -> Self {
        Self::signed(&signer(), Method::GET, target, None)
    }

    pub(crate) fn form(target: &str, form: &'static str) -> Self {
        Self::signed(&signer(), Method::POST, target, Some((FORM, form)))
    }

    pub(crate) fn signed(
        signer: &Signer,
        method: Method,
        target: &str,
        body: Option<(&str, &'static str)>,
    ) -> Self {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{API}{target}"));
        if let Some((content_type, _)) = body {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let mut request = request.body(body.map_or("", |(_, body)| body)).unwrap();
        signer.sign_request(&mut request).unwrap();
        Self::sent(request.map(|body| Bytes::from_static(body.as_bytes())))
    }

    /// Returns a request that was sent as the server receives it: in origin form, with a `Host`.
    pub(crate) fn sent(request: Request<Bytes>) -> Self {
        let (parts, body) = request.into_parts();
        let mut headers: Vec<_> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_bytes().to_vec()))
            .collect();
        let host = parts.uri.authority().unwrap().as_str().into();
        headers.push((header::HOST, host));
        Self {
            method: parts.method,
            target: parts.uri.path_and_query().unwrap().to_string(),
            headers,
            body,
        }
    }

    pub(crate) fn header(&self, name: HeaderName) -> String {
        let header = self.headers.iter().find(|(other, _)| *other == name);
        String::from_utf8(header.expect("the request has the header").1.clone()).unwrap()
    }

    pub(crate) fn authorization(&self) -> String {
        self.header(header::AUTHORIZATION)
    }

    /// Returns the request with this header instead of all headers of this name.
    pub(crate) fn with(mut self, name: HeaderName, value: impl Into<Vec<u8>>) -> Self {
        self = self.without(name.clone());
        self.and(name, value)
    }

    pub(crate) fn and(mut self, name: HeaderName, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn without(mut self, name: HeaderName) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self
    }

    /// Returns the request with a part of its `Authorization` header replaced. Panics if the part
    /// is missing.
    pub(crate) fn replacing(self, old: &str, new: &str) -> Self {
        let authorization = self.authorization();
        assert!(authorization.contains(old), "no {old} in {authorization}");
        self.with(header::AUTHORIZATION, authorization.replace(old, new))
    }

    /// Returns the request with another value of a protocol parameter, percent-encoded.
    pub(crate) fn setting(self, name: &str, value: &str) -> Self {
        let old = self.parameter(name);
        self.replacing(&format!("{name}=\"{old}\""), &format!("{name}=\"{value}\""))
    }

    /// Returns the request without a protocol parameter.
    pub(crate) fn leaving_out(self, name: &str) -> Self {
        let old = self.parameter(name);
        self.replacing(&format!("{name}=\"{old}\""), "")
    }

    /// Returns the value of a protocol parameter, percent-encoded.
    pub(crate) fn parameter(&self, name: &str) -> String {
        let authorization = self.authorization();
        let (_, after) = authorization.split_once(&format!("{name}=\"")).unwrap();
        after.split('"').next().unwrap().to_owned()
    }

    pub(crate) fn target(mut self, target: &str) -> Self {
        target.clone_into(&mut self.target);
        self
    }

    pub(crate) fn body(mut self, body: &'static str) -> Self {
        self.body = Bytes::from_static(body.as_bytes());
        self
    }

    pub(crate) fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    pub(crate) fn received(&self) -> Request<Full<Bytes>> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(self.target.as_str());
        for (name, value) in &self.headers {
            request = request.header(name.clone(), HeaderValue::from_bytes(value).unwrap());
        }
        request.body(Full::new(self.body.clone())).unwrap()
    }
}
