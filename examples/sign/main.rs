//! ```sh
//! cargo run --example sign -- \
//!     --client-key dpf43f3p2l4k3l03 --client-secret kd94hf93k423kf44 \
//!     --token nnch734d00sl2jdk --token-secret pfkkdhi9sl3r4s00 \
//!     --timestamp 137131202 --nonce chapoH --realm Photos --no-version \
//!     'http://photos.example.net/photos?file=vacation.jpg&size=original'
//! ```
//!
//! Signs one HTTP request and prints it. It shows what was signed and what a client would send. It
//! sends nothing.
//!
//! The command above signs the example request of RFC 5849 section 1.2. The last line of the output
//! ends as in the RFC, with `oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"`.
//! `examples/README.md` shows the whole output. `--json` prints it for other programs.
//!
//! The program accepts some options of curl. As in curl, `-d` sets the method to POST and the
//! content type to a form. For example, add `-d 'status=hello+world'`, or
//! `-H 'Content-Type: application/json' -d '{"a":1}'`.
//!
//! If the request cannot be signed, the program prints the reason in one line and exits with status
//! 2.
//!
//! Warning: other users of this machine can read the arguments of a running program, including the
//! secrets.

mod arguments;
mod compare;
mod doctor;
mod key_hints;
mod output;
#[path = "../shared/private_key.rs"]
mod private_key;

use std::error::Error;
use std::iter::successors;
use std::process::ExitCode;

use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, header};
use tower_oauth1::protocol::{
    AuthorizationHeader, AuthorizationHeaderError, BodyHashAlgorithm, Nonce, Transmission, is_form,
};
use tower_oauth1::{
    ClientCredentials, Explanation, SignError, SignatureMethod, Signer, TokenCredentials,
};

use arguments::{Arguments, reason};
use compare::compare;
use doctor::response::Response;
use doctor::{Evidence, diagnose};
use output::Output;

type BoxError = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let printed = match Arguments::read() {
        Ok(arguments) => run(arguments).map_err(|error| chain(&*error)),
        Err(usage) if usage.use_stderr() => Err(reason(&usage)),
        Err(help) => Ok(format!("{help}\n")),
    };
    match printed {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            // The reason may quote an argument with a line break. Scripts expect one line.
            eprintln!("sign: {}", reason.replace(char::is_control, " "));
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: Arguments) -> Result<String, BoxError> {
    let refusal = arguments.check.as_deref().map(Response::read).transpose()?;
    if let Some(refusal) = &refusal {
        // If the server shows its base string, compare ours with the same nonce and timestamp.
        let (nonce, timestamp) = (&mut arguments.nonce, &mut arguments.timestamp);
        *nonce = nonce.take().or_else(|| refusal.parameter("oauth_nonce"));
        *timestamp = timestamp
            .take()
            .or_else(|| refusal.parameter("oauth_timestamp"));
    }
    let arguments = &arguments;
    let mut body = body(arguments)?;
    let form = body.as_deref().unwrap_or_default();
    let mut parts = head(arguments, body.is_some())?;
    let signer = signer(arguments)?;
    let mut extra = extra_parameters(arguments)?;
    let hash = BodyHashAlgorithm::for_method(arguments.signature_method).hash(form);
    if arguments.body_hash && !is_form(&parts.headers) {
        extra.push(("oauth_body_hash", &hash));
    }

    // Sign and print the path as it is given, because hyper sends it like this.
    // `Signer::sign_request` would first normalize the path.
    let parameters = signer.sign_with_parameters(&parts, Some(form), &extra);
    let parameters = parameters.map_err(|error| match error {
        SignError::PlaintextWithoutTls => "PLAINTEXT over http needs --insecure-plaintext".into(),
        error => BoxError::from(error),
    })?;
    let signature = parameters.get("oauth_signature").map(String::from);
    let pairs = parameters.iter();
    let sent = pairs
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let plaintext = arguments.signature_method == SignatureMethod::Plaintext;
    if plaintext && arguments.transmission == Transmission::Query {
        return Err(SignError::PlaintextInQuery.into());
    }
    // An OAuth header that is already there is always removed, also if the new parameters go into
    // the query or the form.
    parts.headers.remove(header::AUTHORIZATION);
    match arguments.transmission {
        Transmission::Query => parts.uri = parameters.append_to_query(&parts.uri)?,
        Transmission::FormBody if is_form(&parts.headers) => {
            let form = parameters.append_to_form(form);
            if parts.headers.contains_key(header::CONTENT_LENGTH) {
                parts
                    .headers
                    .insert(header::CONTENT_LENGTH, form.len().into());
            }
            body = Some(form);
        }
        Transmission::FormBody => return Err(SignError::NoForm.into()),
        _ => {
            let authorization = parameters.authorization_header();
            parts.headers.insert(header::AUTHORIZATION, authorization);
        }
    }

    let explanation = Explanation::from_parts(&parts, Some(body.as_deref().unwrap_or_default()))?;
    let file = arguments.compare.as_deref();
    let comparison = file
        .map(|file| compare(file, arguments, &explanation))
        .transpose()?;
    let findings = refusal.map(|refusal| {
        diagnose(&Evidence::new(
            arguments,
            &parts,
            sent,
            &explanation,
            &refusal,
        ))
    });
    let output = Output {
        findings,
        body: body.as_deref(),
        comparison,
        explanation,
        parts,
        signature,
    };
    Ok(if !arguments.json {
        output.for_people()
    } else {
        output.for_programs()
    })
}

/// Returns the body. `None`: there is no `-d` and no `--data-binary`. An empty body is `Some`.
fn body(arguments: &Arguments) -> Result<Option<Vec<u8>>, BoxError> {
    let binary = !arguments.data_binary.is_empty();
    let mut pieces = Vec::new();
    for piece in arguments.data.iter().chain(&arguments.data_binary) {
        let Some(file) = piece.strip_prefix('@') else {
            pieces.push(piece.clone().into_bytes());
            continue;
        };
        let mut bytes = std::fs::read(file)
            .map_err(|error| format!("the body cannot be read from {file}: {error}"))?;
        // Like curl, `-d @FILE` removes line breaks and NUL bytes.
        bytes.retain(|byte| binary || !b"\r\n\0".contains(byte));
        pieces.push(bytes);
    }
    Ok((!pieces.is_empty()).then(|| pieces.join(&b'&')))
}

/// Returns the request head with the method, URL and headers that curl would send.
fn head(arguments: &Arguments, has_body: bool) -> Result<Parts, BoxError> {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.method = match &arguments.method {
        Some(method) => method.clone(),
        None if has_body => Method::POST,
        None => Method::GET,
    };
    // The parser drops the fragment, which a client never sends.
    parts.uri = (arguments.url.parse())
        .map_err(|error: http::uri::InvalidUri| format!("the URL cannot be used: {error}"))?;

    let mut names_content_type = false;
    for line in &arguments.headers {
        let (name, value) = header_line(line)?;
        names_content_type |= name == header::CONTENT_TYPE;
        if let Some(value) = value {
            parts.headers.append(name, value);
        }
    }
    if has_body && !names_content_type {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        parts.headers.insert(header::CONTENT_TYPE, form);
    }
    // An `Authorization` header of OAuth is replaced. A header of another scheme is an error,
    // because the caller asked to send it.
    for value in parts.headers.get_all(header::AUTHORIZATION) {
        let read = AuthorizationHeader::parse(value.as_bytes());
        if matches!(read, Err(AuthorizationHeaderError::NotOAuth)) {
            return Err(SignError::ForeignAuthorization.into());
        }
    }
    Ok(parts)
}

/// Returns the name and the value of a header. `None`: do not send this header.
fn header_line(line: &str) -> Result<(HeaderName, Option<HeaderValue>), BoxError> {
    let (name, value) = match (line.split_once(':'), line.strip_suffix(';')) {
        (Some((name, value)), _) => (name, Some(value.trim()).filter(|value| !value.is_empty())),
        (None, Some(name)) => (name, Some("")),
        (None, None) => return Err("a header has no colon; use -H 'Name: value'".into()),
    };
    let value = value.map(|value| HeaderValue::from_bytes(value.as_bytes()));
    Ok((name.parse()?, value.transpose()?))
}

fn signer(arguments: &Arguments) -> Result<Signer, BoxError> {
    let method = arguments.signature_method;
    let key = &arguments.client_key;
    let client = match &arguments.client_secret {
        Some(secret) => ClientCredentials::new(key, secret),
        None => ClientCredentials::without_secret(key),
    };
    let mut signer = match &arguments.private_key {
        Some(file) => private_key::signer(key, method, file)?,
        None => Signer::new(client).with_signature_method(method),
    };
    match (&arguments.token, arguments.token_secret.as_str()) {
        (Some(token), secret) => signer = signer.with_token(TokenCredentials::new(token, secret)),
        (None, "") => {}
        (None, _) => return Err("--token-secret needs a token; add --token".into()),
    }
    match arguments.timestamp.as_deref() {
        None => {}
        Some("") => signer = signer.without_timestamp(),
        Some(text) => {
            // The clock returns a number, so `+1` or `007` would be sent as `1` or `7`. Refuse
            // them.
            let seconds: u64 = (text.parse().ok())
                .filter(|seconds: &u64| seconds.to_string() == text)
                .ok_or("--timestamp must be a decimal number of seconds")?;
            signer = signer.with_clock(move || seconds);
        }
    }
    match arguments.nonce.clone() {
        None => {}
        Some(nonce) if nonce.is_empty() => signer = signer.without_nonce(),
        Some(nonce) => signer = signer.with_nonces(move || Nonce::new(nonce.clone())),
    }
    if let Some(realm) = &arguments.realm {
        signer = signer.with_realm(realm)?;
    }
    if arguments.no_version {
        signer = signer.without_version();
    }
    if arguments.insecure_plaintext {
        signer = signer.insecure_plaintext_without_tls();
    }
    Ok(signer)
}

fn extra_parameters(arguments: &Arguments) -> Result<Vec<(&str, &str)>, BoxError> {
    let (callback, verifier) = (&arguments.callback, &arguments.verifier);
    let mut extra = Vec::new();
    extra.extend(callback.as_deref().map(|value| ("oauth_callback", value)));
    extra.extend(verifier.as_deref().map(|value| ("oauth_verifier", value)));
    for pair in &arguments.parameters {
        let pair = pair.split_once('=');
        extra.push(pair.ok_or("--param has no `=`; use --param NAME=VALUE")?);
    }
    Ok(extra)
}

/// Returns the messages of an error and its causes in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let errors = successors(Some(error), |&error| error.source());
    let texts: Vec<_> = errors.map(ToString::to_string).collect();
    texts.join(": ")
}
