//! RFC 5849 sections 3.2 and 3.5: finding the protocol parameters of a request that was received.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, header};

use crate::protocol::{
    FORM, NormalizedParameters, Parameter, Parameters, RequestHead, Transmission, is_form, is_oauth,
};
use crate::verify::error::VerifyError;

/// No client sends a longer `Authorization` header, in bytes.
const LONGEST_HEADER: usize = 8 << 10;
/// No client sends more parameters; sorting them costs more than their number.
const MOST_PARAMETERS: usize = 256;

/// All parameters of a request, whose protocol parameters stand in one place and once each.
pub(crate) struct Collected<'a> {
    /// In the order in which they were found.
    pub(crate) parameters: Parameters<'a>,
    /// As they are signed.
    pub(crate) normalized: NormalizedParameters<'a>,
    /// Whether the body is a form, whose parameters are among them.
    pub(crate) is_form: bool,
}

/// Collects the parameters of query, header and form.
pub(crate) fn collect<'a>(
    head: RequestHead<'a>,
    form: Option<&'a [u8]>,
) -> Result<Collected<'a>, VerifyError> {
    let query = head.uri.query().unwrap_or_default();
    let is_form = is_readable_form(head.headers)?;
    let form = if is_form {
        form.ok_or(VerifyError::FormNeeded)?
    } else {
        b""
    };
    // Counted before they are collected: a form of separators alone would fill memory.
    if separators(query.as_bytes()) + separators(form) > MOST_PARAMETERS {
        return Err(VerifyError::TooManyParameters);
    }
    let mut parameters = Parameters::new();
    let headers = head.headers.get_all(header::AUTHORIZATION).iter();
    let mut headers = headers.filter(|value| is_oauth(value));
    let header = headers.next();
    let has_header = header.is_some();
    if let Some(header) = header {
        if headers.next().is_some() {
            return Err(VerifyError::MultipleHeaders);
        }
        if header.len() > LONGEST_HEADER {
            return Err(VerifyError::MalformedHeader);
        }
        let read = parameters.read_header(header.as_bytes());
        read.map_err(|_| VerifyError::MalformedHeader)?;
    }
    parameters.add_query(query);
    parameters.add_form(form);
    if parameters.iter().len() > MOST_PARAMETERS {
        return Err(VerifyError::TooManyParameters);
    }
    let normalized = parameters.clone().normalize();
    match one_place_once_each(&parameters, &normalized) {
        // A header of the scheme OAuth says that the request is meant to be signed.
        Err(VerifyError::Unsigned) if has_header => {
            Err(VerifyError::MissingParameter("oauth_consumer_key"))
        }
        judged => judged.map(|()| Collected {
            parameters,
            normalized,
            is_form,
        }),
    }
}

fn separators(text: &[u8]) -> usize {
    // Counts that fit a byte are added up many at a time.
    let count = |few: &[u8]| few.iter().map(|&byte| u8::from(byte == b'&')).sum::<u8>();
    text.chunks(255).map(|few| usize::from(count(few))).sum()
}

/// Whether the body is a form. A content type with a form's in it is refused: handlers are known
/// that would take it for one, and act on fields that nobody signed. So is a compressed form.
pub(crate) fn is_readable_form(headers: &HeaderMap) -> Result<bool, VerifyError> {
    let is_form = is_form(headers);
    let has_form = |value: &HeaderValue| {
        let mut pieces = value.as_bytes().windows(FORM.len());
        pieces.any(|piece| piece.eq_ignore_ascii_case(FORM.as_bytes()))
    };
    let mut content_types = headers.get_all(header::CONTENT_TYPE).iter();
    if !is_form && content_types.any(has_form) {
        return Err(VerifyError::AmbiguousContentType);
    }
    if is_form && headers.contains_key(header::CONTENT_ENCODING) {
        return Err(VerifyError::FormWithContentEncoding);
    }
    Ok(is_form)
}

/// Sections 3.1 and 3.5.
fn one_place_once_each(
    parameters: &Parameters<'_>,
    normalized: &NormalizedParameters<'_>,
) -> Result<(), VerifyError> {
    let is_protocol = |parameter: &&Parameter<'_>| {
        // All that the header holds is the protocol's, known or not.
        parameter.source() == Transmission::AuthorizationHeader
            || parameter.protocol_name().is_some()
    };
    let mut protocol = parameters.iter().filter(is_protocol);
    let place = protocol.next().ok_or(VerifyError::Unsigned)?.source();
    if protocol.any(|other| other.source() != place) {
        return Err(VerifyError::MultipleTransmissions);
    }
    // Sorted, parameters of one name stand side by side. The signature is not among them.
    let same_name = |left: &Parameter<'_>, right: &Parameter<'_>| left.has_name_of(right);
    let runs = normalized.as_slice().chunk_by(same_name);
    let twice = |run: &[Parameter<'_>]| run.len() > 1 && run.iter().filter(is_protocol).count() > 1;
    let signatures = parameters.iter().filter(|other| other.is_signature());
    if signatures.count() > 1 || { runs }.any(twice) {
        return Err(VerifyError::DuplicateParameter);
    }
    Ok(())
}

/// The decoded value of the protocol parameter `name`: a text of at most `longest` bytes.
///
/// `parameters` were [collected](collect), so there is at most one of the name.
pub(crate) fn text<'a>(
    parameters: &Parameters<'a>,
    name: &'static str,
    longest: usize,
) -> Result<Option<Cow<'a, str>>, VerifyError> {
    let Some(parameter) = parameters.named(name) else {
        return Ok(None);
    };
    let text = match parameter.value() {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    };
    let fits = |text: &Cow<'_, str>| text.len() <= longest;
    text.filter(fits)
        .map(Some)
        .ok_or(VerifyError::Malformed(name))
}
