//! Collection of the parameters of a received request (RFC 5849 sections 3.2 and 3.5).

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, header};

use super::policy::RequestVerifier;
use crate::protocol::{
    FORM, NormalizedParameters, Parameter, Parameters, RequestHead, Transmission, is_form, is_oauth,
};
use crate::verify::error::VerifyError;

/// How many characters of a name an error shows. The sender of the request chose the name.
const LONGEST_SHOWN_NAME: usize = 64;
/// How many bytes of names an error shows. All names of the protocol have fewer, and one name of
/// [`LONGEST_SHOWN_NAME`] characters has no more. Encoded twice, they fit into a response header.
const LONGEST_SHOWN_NAMES: usize = 256;

/// All parameters of a request. Each protocol parameter occurs once. All of them are in one place,
/// unless the verifier allows more places.
pub(crate) struct Collected<'a> {
    /// The parameters in the order and encoding that is signed. Each remembers its position in the
    /// request. `oauth_signature` is not among them.
    pub(crate) normalized: NormalizedParameters<'a>,
    /// The parameter `oauth_signature`.
    pub(crate) signature: Option<Parameter<'a>>,
    /// Whether the body is a form. The parameters of the form are then among the others.
    pub(crate) is_form: bool,
}

/// Collects the parameters of the header, the query and the form.
pub(crate) fn collect<'a>(
    verifier: &RequestVerifier,
    head: RequestHead<'a>,
    form: Option<&'a [u8]>,
) -> Result<Collected<'a>, VerifyError> {
    let query = head.uri.query().unwrap_or_default();
    let is_form = is_readable_form(head.headers)?;
    let form = if is_form {
        form.ok_or_else(|| VerifyError::FormNeeded)?
    } else {
        b""
    };
    let limit = verifier.limits.parameters;
    // Count before collecting: a form that consists only of separators would use too much memory.
    let separators = separators(query.as_bytes()) + separators(form);
    if separators > limit {
        let name = name_at(limit, query, form);
        return Err(VerifyError::TooManyParameters { limit, name });
    }
    // The query and the form each have one parameter more than separators.
    let mut parameters = Parameters::with_capacity(separators + 2);
    let headers = head.headers.get_all(&verifier.header_name).iter();
    let mut headers = headers.filter(|value| is_oauth(value));
    let header = headers.next();
    let has_header = header.is_some();
    if let Some(header) = header {
        if headers.next().is_some() {
            return Err(VerifyError::MultipleHeaders);
        }
        let limit = verifier.limits.header;
        if header.len() > limit {
            return Err(VerifyError::HeaderTooLong { limit });
        }
        let read = parameters.read_header(header.as_bytes());
        read.map_err(|_| VerifyError::MalformedHeader)?;
    }
    parameters.add_query(query);
    parameters.add_form(form);
    if let Some(extra) = parameters.iter().nth(limit) {
        let name = Some(shown_name(extra));
        return Err(VerifyError::TooManyParameters { limit, name });
    }
    match one_place(&parameters, verifier.multiple_transmissions) {
        // A header with the scheme `OAuth` shows that the client meant to sign the request.
        Err(VerifyError::Unsigned) if has_header => {
            return Err(VerifyError::MissingParameter("oauth_consumer_key"));
        }
        checked => checked?,
    }
    let length = parameters.iter().len();
    let (normalized, signature) = parameters.split_signature();
    let signatures = length - normalized.as_slice().len();
    let repeated = repeated_protocol_parameters(&normalized);
    let names = shown_names(repeated.chain(signature.as_ref().filter(|_| signatures > 1)));
    if !names.is_empty() {
        return Err(VerifyError::DuplicateParameter { names });
    }
    Ok(Collected {
        normalized,
        signature,
        is_form,
    })
}

/// Counts the `&` in a text.
fn separators(text: &[u8]) -> usize {
    // Chunks of 255 bytes have counts that fit into a byte. The compiler then adds many at a time
    // with SIMD instructions.
    let count = |few: &[u8]| few.iter().map(|&byte| u8::from(byte == b'&')).sum::<u8>();
    text.chunks(255).map(|few| usize::from(count(few))).sum()
}

/// Returns whether the body is a form.
///
/// Returns an error if the content type contains the type of a form but is another type. Some
/// handlers read such a body as a form, and would use fields that are not signed. Returns an error
/// for a form with a `Content-Encoding` too.
pub(crate) fn is_readable_form(headers: &HeaderMap) -> Result<bool, VerifyError> {
    let has_form = |value: &HeaderValue| {
        let mut pieces = value.as_bytes().windows(FORM.len());
        pieces.any(|piece| piece.eq_ignore_ascii_case(FORM.as_bytes()))
    };
    let mut content_types = headers.get_all(header::CONTENT_TYPE).iter();
    if !content_types.any(has_form) {
        return Ok(false);
    }
    if !is_form(headers) {
        return Err(VerifyError::AmbiguousContentType);
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(VerifyError::FormWithContentEncoding);
    }
    Ok(true)
}

/// Returns whether a parameter belongs to the protocol. Every parameter in the header does, even if
/// its name is unknown.
fn is_protocol(parameter: &&Parameter<'_>) -> bool {
    parameter.source() == Transmission::AuthorizationHeader || parameter.protocol_name().is_some()
}

/// Checks that there are protocol parameters, and that all of them are in one place (section 3.5)
/// unless more places are allowed.
fn one_place(parameters: &Parameters<'_>, more_allowed: bool) -> Result<(), VerifyError> {
    let mut protocol = parameters.iter().filter(is_protocol);
    let place = protocol
        .next()
        .ok_or_else(|| VerifyError::Unsigned)?
        .source();
    let mut elsewhere = protocol.filter(|other| other.source() != place).peekable();
    if !more_allowed && elsewhere.peek().is_some() {
        let names = shown_names(elsewhere);
        return Err(VerifyError::MultipleTransmissions { names });
    }
    Ok(())
}

/// Returns the protocol parameters that occur more than once (section 3.1).
fn repeated_protocol_parameters<'p, 'a>(
    normalized: &'p NormalizedParameters<'a>,
) -> impl Iterator<Item = &'p Parameter<'a>> {
    // Sorted parameters with the same name are adjacent.
    let same_name = |left: &Parameter<'_>, right: &Parameter<'_>| left.has_name_of(right);
    let runs = normalized.as_slice().chunk_by(same_name);
    let repeated = runs.filter(|run| run.iter().filter(is_protocol).count() > 1);
    repeated.filter_map(|run| run.first())
}

/// Returns the name of a parameter for an error.
fn shown_name(parameter: &Parameter<'_>) -> String {
    let name = parameter.name();
    let name = String::from_utf8_lossy(&name);
    name.chars().take(LONGEST_SHOWN_NAME).collect()
}

/// Returns the names of parameters for an error. Each occurs once. Names for which there is no room
/// are left out.
fn shown_names<'p, 'a: 'p>(parameters: impl Iterator<Item = &'p Parameter<'a>>) -> Vec<String> {
    let mut names = Vec::new();
    let mut room = LONGEST_SHOWN_NAMES;
    for name in parameters.map(shown_name) {
        if name.len() <= room && !names.contains(&name) {
            room -= name.len();
            names.push(name);
        }
    }
    names
}

/// Returns the name of the parameter at this place in query and form, if there is one. Reads no
/// more than it needs.
fn name_at(place: usize, query: &str, form: &[u8]) -> Option<String> {
    let is_separator = |byte: &u8| *byte == b'&';
    let query = query.as_bytes().split(is_separator);
    let pieces = query.chain(form.split(is_separator));
    let piece = pieces.filter(|piece| !piece.is_empty()).nth(place)?;
    let mut parameter = Parameters::new();
    parameter.add_form(piece);
    parameter.iter().next().map(shown_name)
}

/// Checks that the header has only protocol parameters and the `extra` ones.
///
/// Section 3.5.1 allows other parameters, and they are signed. But the place of a parameter is not
/// signed (section 3.4.1.3.1). An attacker could move a field of a form into the header, and the
/// handler would miss it.
pub(crate) fn only_expected_in_header(
    normalized: &NormalizedParameters<'_>,
    extra: &[String],
) -> Result<(), VerifyError> {
    let in_header =
        |parameter: &&Parameter<'_>| parameter.source() == Transmission::AuthorizationHeader;
    for parameter in normalized.as_slice().iter().filter(in_header) {
        let is_extra = || {
            extra
                .iter()
                .any(|extra| *extra.as_bytes() == *parameter.name())
        };
        if !parameter.has_protocol_prefix() && !is_extra() {
            let name = shown_name(parameter);
            return Err(VerifyError::UnexpectedHeaderParameter { name });
        }
    }
    Ok(())
}

/// Returns the decoded value of the protocol parameter `name`. It is UTF-8 and has at most `limit`
/// bytes.
///
/// `parameters` must come from [`collect`], so that `name` occurs at most once.
pub(crate) fn text<'a>(
    parameters: &NormalizedParameters<'a>,
    name: &'static str,
    limit: usize,
) -> Result<Option<Cow<'a, str>>, VerifyError> {
    let Some(parameter) = parameters.named(name) else {
        return Ok(None);
    };
    let text = match parameter.value() {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    };
    let text = text.ok_or_else(|| VerifyError::Malformed(name))?;
    if text.len() > limit {
        return Err(VerifyError::TooLong { name, limit });
    }
    Ok(Some(text))
}
