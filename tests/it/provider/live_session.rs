//! The live session token of Interactive Brokers. The double of the server follows the
//! documentation of the provider and the library ibind. It shares only the RSA arithmetic with this
//! crate.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use http::{Request, header};
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::{BoxedUint, Pkcs1v15Encrypt, PrivateKey as Rsa};
use tower_oauth1::protocol::{RsaPrivateKey, RsaPublicKey};
use tower_oauth1::provider::Provider;
use tower_oauth1::{SignatureMethod, Signer, TokenCredentials};

const SIGNATURE_KEY: &str = include_str!("../../fixtures/rsa/private-pkcs8.pem");
const SIGNATURE_PUBLIC_KEY: &str = include_str!("../../fixtures/rsa/public-spki.pem");
const ENCRYPTION_KEY: &str = include_str!("../../fixtures/rsa/short-private.pem");
const CONSUMER: &str = "TESTCONS1";
const TOKEN: &str = "a1b2c3";
const LIVE_SESSION: &str = "https://api.ibkr.com/v1/api/oauth/live_session_token";

/// The bits in which numbers are stored.
const BITS: u32 = 576;

/// Reads a number in hex.
fn number(hex: &str) -> BoxedUint {
    BoxedUint::from_str_radix_with_precision_vartime(hex, 16, BITS).unwrap()
}

/// The generator 3 to the power of a number, modulo a prime of 521 bits. The provider gives each
/// client a longer prime.
fn power_of_generator(exponent: &BoxedUint) -> BoxedUint {
    power(&number("3"), exponent)
}

fn power(base: &BoxedUint, exponent: &BoxedUint) -> BoxedUint {
    let prime = number(&format!("1ff{}", "f".repeat(128)));
    base.pow_mod(exponent, &prime.to_odd().unwrap())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hmac<M: hmac::Mac + hmac::KeyInit>(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut hmac = <M as hmac::KeyInit>::new_from_slice(key).unwrap();
    hmac.update(text);
    hmac.finalize().into_bytes().to_vec()
}

/// Returns a number as Java writes it: with a zero byte in front if the first bit is set.
fn java_bytes(number: &BoxedUint) -> Vec<u8> {
    let mut bytes = number.to_be_bytes_trimmed_vartime().to_vec();
    if bytes[0] >= 0x80 {
        bytes.insert(0, 0);
    }
    bytes
}

/// Returns the token that both sides compute from the shared number and the secret.
fn live_session_token(shared: &BoxedUint, secret: &[u8]) -> Vec<u8> {
    hmac::<Hmac<sha1::Sha1>>(&java_bytes(shared), secret)
}

/// Returns names and values of the `Authorization` header, decoded, without the realm. Parsed
/// without the code of this crate.
fn parameters<B>(request: &Request<B>) -> BTreeMap<String, String> {
    let header = request.headers()[header::AUTHORIZATION].to_str().unwrap();
    let pairs = header.strip_prefix("OAuth ").unwrap().split(", ");
    pairs
        .map(|pair| pair.split_once('=').unwrap())
        .filter(|(name, _)| *name != "realm")
        .map(|(name, value)| {
            let value = percent_encoding::percent_decode_str(value.trim_matches('"'));
            (name.to_owned(), value.decode_utf8().unwrap().into_owned())
        })
        .collect()
}

const RESERVED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, RESERVED).to_string()
}

/// Returns the base string of a request. Its URI has no query and needs no normalization.
fn base_string<B>(request: &Request<B>) -> String {
    let sorted: Vec<_> = parameters(request)
        .into_iter()
        .filter(|(name, _)| name != "oauth_signature")
        .map(|(name, value)| format!("{}={}", encode(&name), encode(&value)))
        .collect();
    let uri = request.uri().to_string();
    format!(
        "{}&{}&{}",
        request.method(),
        encode(&uri),
        encode(&sorted.join("&"))
    )
}

/// The server: what it knows of the client and of one session.
struct Server {
    secret: Vec<u8>,
    session: Option<Vec<u8>>,
}

impl Server {
    /// Checks the request for a live session token. Returns the response to the challenge, and a
    /// signature of the token.
    fn live_session_token<B>(&mut self, request: &Request<B>) -> (String, String) {
        let sent = parameters(request);
        assert_eq!(request.uri(), LIVE_SESSION);
        assert_eq!(sent["oauth_signature_method"], "RSA-SHA256");
        assert_eq!(sent["oauth_token"], TOKEN);
        let text = format!("{}{}", hex(&self.secret), base_string(request));
        let public = RsaPublicKey::from_pem(SIGNATURE_PUBLIC_KEY).unwrap();
        let signature = sent["oauth_signature"].as_bytes();
        let verified = public.verify(SignatureMethod::RsaSha256, text.as_bytes(), signature);
        verified.expect("the prefix and the base string are signed");

        let challenge = number(&sent["diffie_hellman_challenge"]);
        let private = number(&"5a".repeat(32));
        let shared = power(&challenge, &private);
        let token = live_session_token(&shared, &self.secret);
        let proof = hex(&hmac::<Hmac<sha1::Sha1>>(&token, CONSUMER.as_bytes()));
        self.session = Some(token);
        let response = power_of_generator(&private);
        (response.to_string_radix_vartime(16), proof)
    }

    /// Returns whether a call within the session is valid.
    fn call<B>(&self, request: &Request<B>) -> bool {
        let sent = parameters(request);
        assert_eq!(sent["oauth_signature_method"], "HMAC-SHA256");
        let key = self.session.as_ref().unwrap();
        let mac = hmac::<Hmac<sha2::Sha256>>(key, base_string(request).as_bytes());
        sent["oauth_signature"] == STANDARD.encode(mac)
    }
}

/// Values that the module `hmac` of Python made. Java writes the first number with a zero byte in
/// front, because its first bit is set. It writes the second one without.
#[test]
fn the_token_of_a_number() {
    let secret = b"the secret of the access token";
    for (hex_number, token) in [
        ("80ff01", "bdeec86f68e597fa1518ccee4ae82a68ec32cacf"),
        ("7fff01", "c2da15a2916ba0f41c19cd72ac995f7a2f3fa38a"),
    ] {
        let token_of_number = live_session_token(&number(hex_number), secret);
        assert_eq!(hex(&token_of_number), token);
    }
}

#[test]
fn the_handshake_and_a_call() {
    // Both sides have these values from the registration of the client.
    let der: String = ENCRYPTION_KEY
        .lines()
        .filter(|line| !line.contains("---"))
        .collect();
    let encryption = Rsa::from_pkcs1_der(&STANDARD.decode(der).unwrap()).unwrap();
    let secret = b"the secret of the access token".to_vec();
    let padding = Pkcs1v15Encrypt;
    let encrypted = encryption
        .to_public_key()
        .encrypt(&mut rand::rng(), padding, &secret)
        .unwrap();
    let access_token_secret = STANDARD.encode(encrypted);
    let mut server = Server {
        secret: secret.clone(),
        session: None,
    };

    // The client decrypts its secret. The hex of the secret is put before the base string.
    let profile = Provider::InteractiveBrokers.profile().unwrap();
    let key = RsaPrivateKey::from_pem(SIGNATURE_KEY).unwrap();
    let decrypted = STANDARD.decode(access_token_secret).unwrap();
    let decrypted = encryption.decrypt(padding, &decrypted).unwrap();
    let signer = profile.rsa_signer(CONSUMER, key).unwrap();
    let token = TokenCredentials::new(TOKEN, "");
    let handshake = signer
        .with_token(token.clone())
        .with_base_string_prefix(hex(&decrypted).as_bytes());
    let private = number(&"3c".repeat(32));
    let challenge = power_of_generator(&private).to_string_radix_vartime(16);
    let (mut parts, ()) = Request::post(LIVE_SESSION).body(()).unwrap().into_parts();
    let extra = [("diffie_hellman_challenge", challenge.as_str())];
    let signed = handshake
        .sign_with_parameters(&parts, None, &extra)
        .unwrap();
    parts
        .headers
        .insert(header::AUTHORIZATION, signed.authorization_header());
    let header = parts.headers[header::AUTHORIZATION].to_str().unwrap();
    assert!(
        header.starts_with("OAuth realm=\"limited_poa\", "),
        "{header}"
    );
    let (response, proof) = server.live_session_token(&Request::from_parts(parts, ()));

    let shared = power(&number(&response), &private);
    let session = live_session_token(&shared, &decrypted);
    let expected = hex(&hmac::<Hmac<sha1::Sha1>>(&session, CONSUMER.as_bytes()));
    assert_eq!(proof, expected, "both sides have the same token");

    // The client signs calls within the session with the raw bytes of the token.
    let signer = Signer::hmac_key(CONSUMER, SignatureMethod::HmacSha256, &session)
        .unwrap()
        .with_token(token)
        .with_realm("limited_poa")
        .unwrap();
    let uri = "https://api.ibkr.com/v1/api/portfolio/accounts";
    let mut request = Request::get(uri).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    assert!(server.call(&request));
    let mut tampered = request.map(|_| ());
    *tampered.method_mut() = http::Method::DELETE;
    assert!(!server.call(&tampered));
}
