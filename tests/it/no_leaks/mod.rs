//! `Debug` output of public types and error messages contain no secret, no PLAINTEXT signature and
//! no password of a form.
//!
//! Check a new type with `debug`, an error with `error`, and a type with `Display` for people with
//! `display`. They search for the secrets in every form that an output may have them in.

use http::{Request, header};
use tower_oauth1::protocol::{
    AuthorizationHeader, BaseStringUri, BaseStringUriError, Nonce, Parameters, ProtocolParameters,
    RandomNonces, SignatureBaseString, SigningKey, SystemClock, Transmission,
};
use tower_oauth1::{
    ClientCredentials, Explanation, Origin, SignError, SignatureMethod, Signer,
    TemporaryCredentials, TokenCredentials,
};

mod middleware;
mod refusals;
mod server;
mod white_space;

use crate::watch::leaks::{
    CLIENT_SECRET, ENCODED_CLIENT_SECRET, ENCODED_PASSWORD, ENCODED_TOKEN_SECRET, SECRETS,
    TOKEN_SECRET, debug, display, error, secret_in,
};

fn methods() -> Vec<SignatureMethod> {
    let names = ["PLAINTEXT", "HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"];
    let known: Vec<_> = names.iter().filter_map(|n| n.parse().ok()).collect();
    assert_eq!(known.len(), 4);
    known
}

fn signer() -> Signer {
    Signer::new(ClientCredentials::new("client", CLIENT_SECRET))
        .with_token(TokenCredentials::new("token", TOKEN_SECRET))
}

/// A form as xAuth posts it. `x_auth_password` is a name that sounds like a secret.
fn form_with_password() -> String {
    let password = ENCODED_PASSWORD.replace("%20", "+");
    format!("x_auth_username=me&x_auth_password={password}")
}

fn request() -> Request<String> {
    Request::post("https://api.example.com/oauth/access_token?size=original")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form_with_password())
        .expect("a valid request")
}

#[test]
fn the_search_finds_each_secret_in_each_form() {
    #[derive(Debug)]
    #[allow(dead_code, reason = "read by `Debug`")]
    struct Leak<T>(T);

    let plaintext = format!("{ENCODED_CLIENT_SECRET}&{ENCODED_TOKEN_SECRET}");
    let sent_plaintext = plaintext.replace('%', "%25").replace('&', "%26");
    let finds = |output: String, what| assert_eq!(secret_in(&output), Some(what), "{output}");
    finds(format!("{:?}", Leak(&plaintext)), "client secret");
    finds(format!("{:#?}", Leak(&sent_plaintext)), "client secret");
    finds(
        format!("{:#?}", Leak(plaintext.as_bytes())),
        "client secret",
    );
    finds(format!("{:x?}", Leak(CLIENT_SECRET)), "client secret");
    finds(format!("{:?}", Leak(form_with_password())), "password");
    for (what, plain, encoded) in SECRETS {
        finds(format!("{:?}", Leak(plain)), what);
        finds(format!("{:#?}", Leak(plain.as_bytes())), what);
        finds(
            format!("{:?}", bytes::Bytes::from_static(plain.as_bytes())),
            what,
        );
        finds(format!("{:?}", Leak(encoded)), what);
        finds(encoded.as_bytes().escape_ascii().to_string(), what);
        let value = header::HeaderValue::from_str(encoded).unwrap();
        finds(format!("{value:?}"), what);
    }
    assert_eq!(secret_in("[redacted]"), None);
}

#[test]
fn credentials_and_keys() {
    debug(
        "ClientCredentials",
        &ClientCredentials::new("client", CLIENT_SECRET),
    );
    debug(
        "ClientCredentials",
        &ClientCredentials::without_secret("client"),
    );
    debug(
        "TokenCredentials",
        &TokenCredentials::new("token", TOKEN_SECRET),
    );
    debug(
        "TemporaryCredentials",
        &TemporaryCredentials::new("token", TOKEN_SECRET),
    );
    debug("SystemClock", &SystemClock);
    debug("RandomNonces", &RandomNonces);
    debug("Nonce", &Nonce::new("7d8f3e4a"));
    for method in methods() {
        debug("SignatureMethod", &method);
        let key = SigningKey::new(method, CLIENT_SECRET, TOKEN_SECRET).unwrap();
        debug("SigningKey", &key);
        debug("Signature", &key.sign_bytes(b"a base string"));
        debug(
            "Signer",
            &signer()
                .with_signature_method(method)
                .with_realm("Photos")
                .unwrap(),
        );
    }
}

#[test]
fn a_signed_request() {
    for method in methods() {
        let signer = signer().with_signature_method(method);
        let (parts, body) = request().into_parts();
        let extra = [("oauth_verifier", "v")];
        let signed = signer
            .sign_with_parameters(&parts, Some(body.as_bytes()), &extra)
            .unwrap();
        debug("ProtocolParameters", &signed);
        debug("HeaderValue", &signed.authorization_header());

        let mut request = Request::from_parts(parts, body);
        signer.sign_request(&mut request).unwrap();
        let (parts, body) = request.into_parts();
        debug("http::request::Parts", &parts);

        let explanation = Explanation::from_parts(&parts, Some(body.as_bytes())).unwrap();
        debug("Explanation", &explanation);
        assert!(format!("{explanation:?}").contains("oauth_nonce = "));
        display("Explanation", &explanation);
        for parameter in explanation.parameters() {
            debug("Parameter", &parameter);
        }

        let value = parts.headers[header::AUTHORIZATION].as_bytes();
        let header = AuthorizationHeader::parse(value).unwrap();
        debug("AuthorizationHeader", &header);
        let mut parameters = Parameters::new();
        parameters.add_header(&header);
        parameters.add_form(body.as_bytes());
        parameters.add(b"pin", TOKEN_SECRET.as_bytes(), Transmission::Query);
        debug("Parameters", &parameters);
        for parameter in parameters.iter() {
            debug("Parameter", parameter);
        }
        let normalized = parameters.normalize();
        debug("NormalizedParameters", &normalized);
        let uri = BaseStringUri::from_parts(&parts).unwrap();
        debug("BaseStringUri", &uri);
        let base_string = SignatureBaseString::new(&parts.method, uri, normalized);
        debug("SignatureBaseString", &base_string);
    }
}

#[test]
fn errors_of_signing() {
    let refused = |signer: &Signer, request: Request<String>| {
        let (parts, body) = request.into_parts();
        let refused = signer.sign(&parts, Some(body.as_bytes())).unwrap_err();
        error(&refused);
        let mut request = Request::from_parts(parts, body);
        error(&signer.sign_request(&mut request).unwrap_err());
        refused
    };
    let to = |uri: &str| {
        let mut request = request();
        *request.uri_mut() = uri.parse().unwrap();
        request
    };
    for method in methods() {
        let signer = signer().with_signature_method(method);
        let userinfo = format!("https://me:{ENCODED_PASSWORD}@api.example.com/");
        for uri in [&userinfo, "https://api.example.com:99999/", "*"] {
            let refused = refused(&signer, to(uri));
            assert!(matches!(refused, SignError::Target(_)), "{refused:?}");
        }
        let relative = refused(&signer, to("/photos"));
        assert!(matches!(relative, SignError::RelativeUri), "{relative:?}");

        let mut taken = request();
        taken.body_mut().push_str("&oauth_token=");
        taken.body_mut().push_str(ENCODED_TOKEN_SECRET);
        let taken = refused(&signer, taken);
        assert!(matches!(
            taken,
            SignError::ProtocolParameterInRequest { .. }
        ));

        let mut encoded = request();
        let gzip = header::HeaderValue::from_static("gzip");
        encoded.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        let encoded = refused(&signer, encoded);
        assert!(matches!(encoded, SignError::FormWithContentEncoding));

        let without = Signer::new(ClientCredentials::without_secret("client"))
            .with_token(TokenCredentials::new("token", TOKEN_SECRET))
            .with_signature_method(method);
        let without = refused(&without, request());
        assert!(matches!(without, SignError::MissingKey { .. }));

        let (parts, body) = request().into_parts();
        let no_form = signer.sign(&parts, None).unwrap_err();
        assert!(matches!(no_form, SignError::FormNeeded));
        error(&no_form);
        for extra in [("oauth_token", TOKEN_SECRET), ("realm", CLIENT_SECRET)] {
            let refused = signer
                .sign_with_parameters(&parts, Some(body.as_bytes()), &[extra])
                .unwrap_err();
            assert!(matches!(
                refused,
                SignError::InvalidProtocolParameter { .. }
            ));
            error(&refused);
        }
        // A name from a caller cannot forge a line in a log.
        let name = "realm\n\u{1b}[31mforged\u{202e}";
        for name in ["oauth_signature", name] {
            let twice = [(name, "1"), (name, "2")];
            let refused = signer.sign_with_parameters(&parts, Some(body.as_bytes()), &twice);
            let text = refused.unwrap_err().to_string();
            assert!(
                !text.contains(|c: char| c.is_control() || c == '\u{202e}'),
                "{text}"
            );
        }

        let mut foreign = request();
        let basic = format!("Basic {ENCODED_PASSWORD}").parse().unwrap();
        foreign.headers_mut().insert(header::AUTHORIZATION, basic);
        let foreign = signer.sign_request(&mut foreign).unwrap_err();
        assert!(matches!(foreign, SignError::ForeignAuthorization));
        error(&foreign);
        error(
            &signer
                .with_realm(&format!("{CLIENT_SECRET}\n"))
                .unwrap_err(),
        );
    }
    let clear = signer().with_signature_method(SignatureMethod::Plaintext);
    let clear = refused(&clear, to("http://api.example.com/"));
    assert!(matches!(clear, SignError::PlaintextWithoutTls));
}

/// Errors of the layer and of other public functions.
#[test]
fn other_errors() {
    let unreadable = BaseStringUriError::NoResource;
    for refused in [
        SignError::PlaintextWithAnyScope,
        SignError::UnexpectedForm,
        SignError::FormTooLong { limit: 1024 },
        SignError::FormWithTrailers,
        SignError::BodyUnreadable(unreadable.into()),
        SignError::UriTooLong,
    ] {
        error(&refused);
    }
    error(&CLIENT_SECRET.parse::<SignatureMethod>().unwrap_err());
    for text in [
        CLIENT_SECRET.to_owned(),
        format!("https://{TOKEN_SECRET}"),
        format!("https://me:{ENCODED_PASSWORD}@h"),
        format!("https://h/{ENCODED_PASSWORD}"),
        format!("https://h:{ENCODED_PASSWORD}"),
    ] {
        error(&text.parse::<Origin>().unwrap_err());
    }
    error(&ProtocolParameters::with_realm(&format!("{CLIENT_SECRET}\n")).unwrap_err());

    let malformed = format!("OAuth oauth_signature={ENCODED_CLIENT_SECRET}&");
    error(&AuthorizationHeader::parse(malformed.as_bytes()).unwrap_err());
    let basic = format!("Basic {ENCODED_PASSWORD}");
    error(&AuthorizationHeader::parse(basic.as_bytes()).unwrap_err());

    let (mut parts, body) = request().into_parts();
    error(&Explanation::from_parts(&parts, None).unwrap_err());
    parts
        .headers
        .insert(header::AUTHORIZATION, malformed.parse().unwrap());
    error(&Explanation::from_parts(&parts, Some(body.as_bytes())).unwrap_err());
    parts.uri = format!("https://me:{ENCODED_PASSWORD}@h/").parse().unwrap();
    error(&Explanation::from_parts(&parts, Some(body.as_bytes())).unwrap_err());
    error(&BaseStringUri::from_parts(&parts).unwrap_err());

    let key = SigningKey::new(SignatureMethod::Plaintext, CLIENT_SECRET, TOKEN_SECRET).unwrap();
    error(
        &key.verify_bytes(b"", ENCODED_CLIENT_SECRET.as_bytes())
            .unwrap_err(),
    );
}
