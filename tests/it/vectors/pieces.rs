//! The kinds of vectors that test one function each.

use tower_oauth1::OriginError;
use tower_oauth1::protocol::{
    AuthorizationHeader, AuthorizationHeaderError, BaseStringUri, BaseStringUriError,
    BodyHashAlgorithm, Parameters, ProtocolParameters, Transmission, percent_decode,
    percent_encode,
};

use crate::support::header;
use crate::vectors::report::{Failure, Note, step};
use crate::vectors::vector::Vector;

pub(crate) fn percent_encoding(vector: &Vector) -> Result<(), Failure> {
    let text = vector.input.text.as_deref().unwrap_or_default();
    let expected = vector.expected.encoded.as_deref();
    let encoded = percent_encode(text.as_bytes());
    step("percent-encoding", expected, Some(&*encoded))?;
    let decoded = percent_decode(encoded.as_bytes());
    step("decoding", Some(text.as_bytes()), decoded.as_deref())
}

pub(crate) fn normalization(vector: &Vector) -> Result<(), Failure> {
    let input = &vector.input;
    let mut parameters = Parameters::new();
    for (pairs, source) in [
        (&input.pairs, Transmission::Query),
        (&input.oauth, Transmission::AuthorizationHeader),
    ] {
        for (name, value) in pairs {
            parameters.add(name.as_bytes(), value.as_bytes(), source);
        }
    }
    parameters.add_query(input.query.as_deref().unwrap_or_default());
    parameters.add_form(input.body.as_deref().unwrap_or_default().as_bytes());
    step(
        "normalized parameters",
        vector.expected.normalized_params.as_deref(),
        Some(&*parameters.normalize().to_string()),
    )
}

pub(crate) fn base_string_uri(vector: &Vector) -> Result<(), Failure> {
    let request = vector.request();
    if vector.expected.error.is_some() {
        // `http` refuses some of these URIs. Nobody can send a request to such a URI.
        let Ok(request) = request else { return Ok(()) };
        let (parts, _) = request.into_parts();
        return match BaseStringUri::from_parts(&parts) {
            Err(BaseStringUriError::Origin(
                OriginError::NotAbsolute | OriginError::Port | OriginError::Host,
            )) => Ok(()),
            other => Err(Failure::new(
                "refusing the URI",
                format!("got {:?}", other.map(|uri| uri.to_string())),
            )),
        };
    }
    let (parts, _) = request?.into_parts();
    let uri = BaseStringUri::from_parts(&parts).map_err(|e| Failure::new("base string URI", e))?;
    step(
        "base string URI",
        vector.expected.base_uri.as_deref(),
        Some(&*uri.to_string()),
    )
}

pub(crate) fn header_parsing(vector: &Vector) -> Result<(), Failure> {
    let value = vector.headers.get("Authorization");
    let value = value.ok_or_else(|| Failure::new("the vector's header", "there is none"))?;
    let parsed = AuthorizationHeader::parse(value.as_bytes());
    let error = match vector.expected.error.as_deref() {
        Some("not_oauth") => Some(AuthorizationHeaderError::NotOAuth),
        Some("malformed") => Some(AuthorizationHeaderError::Malformed),
        Some(other) => return Err(Failure::new("the vector's error", other)),
        None => None,
    };
    step("refusing the header", error, parsed.as_ref().err().copied())?;
    let Ok(parsed) = parsed else {
        return match header::read(value) {
            Ok(read) => Err(Failure::new("refusing, by the test", format!("{read:?}"))),
            Err(_) => Ok(()),
        };
    };
    let (realm, parameters) = read_by_crate(&parsed)?;
    let mut expected = vector.expected.params.clone().unwrap_or_default();
    step("the header's parameters", &expected, &parameters)?;
    step("the header's realm", &vector.expected.realm, &realm)?;

    // The parser of the tests checks the other vectors, so these vectors check it too.
    let read = header::read(value).map_err(|e| Failure::new("reading, by the test", e))?;
    expected.sort();
    step("the parameters, by the test", &expected, &read.parameters)?;
    step(
        "the realm, by the test",
        &vector.expected.realm,
        &read.realm,
    )
}

pub(crate) fn header_building(vector: &Vector) -> Result<(), Failure> {
    let mut built = match &vector.realm {
        Some(realm) => ProtocolParameters::with_realm(realm),
        None => Ok(ProtocolParameters::new()),
    }
    .map_err(|error| Failure::new("the realm", error))?;
    for (name, value) in &vector.input.params {
        built.push(name, value);
    }
    let value = built.authorization_header();
    let text = std::str::from_utf8(value.as_bytes()).map_err(|e| Failure::new("header", e))?;
    let expected = vector.expected.authorization_header.as_deref();
    compare_headers(expected.unwrap_or_default(), text)?;
    let parsed = AuthorizationHeader::parse(value.as_bytes())
        .map_err(|error| Failure::new("the header, by the crate", error))?;
    let parsed = read_by_crate(&parsed)?;
    let given = (vector.realm.clone(), vector.input.params.clone());
    step("the header, by the crate", given, parsed)
}

/// Compares two headers with the parser of the tests. Order and white space do not matter.
pub(crate) fn compare_headers(expected: &str, got: &str) -> Result<(), Failure> {
    let read = |text| header::read(text).map_err(|e| Failure::new("the header, by the test", e));
    step("the header, by the test", read(expected)?, read(got)?)
}

type Decoded = (Option<String>, Vec<(String, String)>);

/// Returns the realm and the parameters as the parser of the crate finds them, in their order.
pub(crate) fn read_by_crate(header: &AuthorizationHeader<'_>) -> Result<Decoded, Failure> {
    let utf8 = |bytes: &[u8]| {
        String::from_utf8(bytes.to_vec()).map_err(|e| Failure::new("the header, by the crate", e))
    };
    let realm = header.realm().map(|realm| utf8(&realm)).transpose()?;
    let parameters = header
        .parameters()
        .map(|parameter| Ok((utf8(&parameter.name())?, utf8(&parameter.value())?)));
    Ok((realm, parameters.collect::<Result<_, _>>()?))
}

pub(crate) fn body_hash(vector: &Vector) -> Result<Vec<Note>, Failure> {
    let hash = match vector.input.hash.as_deref() {
        Some("SHA-1") => BodyHashAlgorithm::Sha1,
        Some("SHA-256") => BodyHashAlgorithm::Sha256,
        other => return Err(Failure::new("the vector's hash", format!("{other:?}"))),
    };
    let body = vector.body.as_deref().unwrap_or_default();
    let expected = vector.expected.body_hash.as_deref();
    step("body hash", expected, Some(&*hash.hash(body.as_bytes())))?;
    Ok(Vec::new())
}
