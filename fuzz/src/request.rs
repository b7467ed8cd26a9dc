//! A request from bytes, and back.
//!
//! The bytes are the request as HTTP/1.1 writes it, with three liberties: a line may end without
//! `\r`, the version may be missing, and `2` as the version makes a request of HTTP/2.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, Uri, Version};

use crate::plain::{self, Pair};

/// Takes the first line of a text.
pub fn line<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text.iter().position(|&byte| byte == b'\n');
    let (line, rest) = text.split_at(end.unwrap_or(text.len()));
    *text = rest.get(1..).unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Reads a request. Returns `None` if no HTTP server would read one.
pub fn parse(mut text: &[u8]) -> Option<Request<Vec<u8>>> {
    let mut words = line(&mut text).split(|&byte| byte == b' ');
    let mut request = Request::new(Vec::new());
    *request.method_mut() = Method::from_bytes(words.next()?).ok()?;
    *request.uri_mut() = Uri::try_from(words.next()?).ok()?;
    if words.next() == Some(b"2") {
        *request.version_mut() = Version::HTTP_2;
    }
    loop {
        let field = line(&mut text);
        if field.is_empty() {
            *request.body_mut() = text.to_vec();
            return Some(request);
        }
        let colon = field.iter().position(|&byte| byte == b':')?;
        let name = HeaderName::from_bytes(&field[..colon]).ok()?;
        let value = HeaderValue::from_bytes(field[colon + 1..].trim_ascii()).ok()?;
        request.headers_mut().append(name, value);
    }
}

/// Writes a request as a client sends it: the path and the query, and the authority as `Host`.
pub fn write(request: &Request<Vec<u8>>) -> Vec<u8> {
    let (path, query) = (request.uri().path(), request.uri().query());
    let target = query.map_or(path.to_owned(), |query| format!("{path}?{query}"));
    let mut text = format!("{} {target}\n", request.method()).into_bytes();
    let authority = request
        .uri()
        .authority()
        .map(|authority| authority.as_str());
    if let Some(host) = authority.filter(|_| !request.headers().contains_key(HOST)) {
        text.extend_from_slice(format!("host: {host}\n").as_bytes());
    }
    for (name, value) in request.headers() {
        text.extend_from_slice(
            &[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat(),
        );
    }
    [&text, &b"\n"[..], request.body()].concat()
}

/// Returns the body if the content type is that of a form (section 3.4.1.3.1).
pub fn form(request: &Request<Vec<u8>>) -> Option<&[u8]> {
    let is_form = request.headers().get_all(CONTENT_TYPE).iter().any(|value| {
        let value = value.as_bytes().to_ascii_lowercase();
        let end = value
            .iter()
            .position(|&byte| byte == b';')
            .unwrap_or(value.len());
        value[..end].trim_ascii() == b"application/x-www-form-urlencoded"
    });
    is_form.then_some(request.body())
}

/// Section 3.4.1.3.1: the parameters of the header, the query and the form. Returns `None` if an
/// `Authorization` header of the scheme `OAuth` cannot be read.
pub fn pairs(request: &Request<Vec<u8>>) -> Option<Vec<Pair>> {
    let mut pairs = Vec::new();
    for header in request.headers().get_all(AUTHORIZATION) {
        if plain::after_scheme(header.as_bytes()).is_some() {
            pairs.extend(plain::header_pairs(header.as_bytes())?);
        }
    }
    pairs.extend(plain::form_pairs(
        request.uri().query().unwrap_or_default().as_bytes(),
    ));
    pairs.extend(plain::form_pairs(form(request).unwrap_or_default()));
    Some(pairs)
}

/// Section 3.4.1.1: the base string of a request that was received over a scheme. The host is that
/// of the `Host` header, or of the target if there is none.
pub fn base_string(scheme: &str, parts: &Parts, pairs: &[Pair]) -> Option<String> {
    let authority = parts.uri.authority().map(|authority| authority.as_str());
    let host = parts.headers.get(HOST).map(|host| host.to_str().ok());
    let uri = plain::uri(scheme, host.unwrap_or(authority)?, parts.uri.path());
    Some(plain::base_string(&parts.method, &uri, pairs))
}
