//! Clients that sign with RSA or with a custom method.

use http::Method;
use tower_oauth1::protocol::{
    BodyHashAlgorithm, RsaPrivateKey, RsaPublicKey, SignBaseString, SignatureMismatch,
    VerifyBaseString,
};
use tower_oauth1::verify::{IssuedToken, RegisteredClient};
use tower_oauth1::{
    BoxError, ClientCredentials, SignatureMethod, Signer, TokenCredentials, VerifyError,
};

use crate::verify::server::harness::{Message, NOW, Server, verifier};

const PUBLIC: &str = include_str!("../../../fixtures/rsa/public-spki.pem");
const PRIVATE: &str = include_str!("../../../fixtures/rsa/private-pkcs8.pem");
const OTHER_PRIVATE: &str = include_str!("../../../fixtures/server/other-private.pem");
const METHODS: [SignatureMethod; 3] = [
    SignatureMethod::RsaSha256,
    SignatureMethod::RsaSha512,
    SignatureMethod::RsaPss,
];
const INVALID: VerifyError = VerifyError::SignatureInvalid;

/// Returns a server that accepts all methods and knows `bank`, which signs with RSA.
fn server() -> Server {
    let every = [
        "PLAINTEXT",
        "HMAC-SHA1",
        "HMAC-SHA256",
        "RSA-SHA1",
        "RSA-SHA256",
        "RSA-SHA512",
        "RSA-PSS",
    ];
    let every = every
        .iter()
        .map(|name| name.parse::<SignatureMethod>().unwrap());
    let custom = [SignatureMethod::Custom("REVERSED")];
    let server = Server::with(verifier().signature_methods(every.chain(custom)));
    let known = &server.credentials.store;
    let key = RsaPublicKey::from_pem(PUBLIC).unwrap();
    known
        .insert_client(RegisteredClient::rsa("bank", key))
        .unwrap();
    known
        .insert_client(RegisteredClient::custom("odd", Reversed))
        .unwrap();
    for client in ["bank", "odd"] {
        let token = TokenCredentials::new(format!("{client}-token"), "");
        known.insert_token(IssuedToken::new(client, token)).unwrap();
    }
    server
}

fn signer(client: &str, token: &str, key: &str, method: SignatureMethod) -> Signer {
    Signer::rsa(client, method, RsaPrivateKey::from_pem(key).unwrap())
        .unwrap()
        .with_token(TokenCredentials::new(token, ""))
        .with_clock(|| NOW)
}

fn bank(method: SignatureMethod) -> Signer {
    signer("bank", "bank-token", PRIVATE, method)
}

#[tokio::test]
async fn what_the_private_key_signed_is_accepted_once() {
    let server = server();
    for method in METHODS {
        let form = Some(("application/x-www-form-urlencoded", "a=1&b=%26"));
        let request = Message::signed(&bank(method), Method::POST, "/photos?c=2", form);
        let passed = server.accepts(&request).await;
        assert_eq!(
            (passed.by.client_identifier(), passed.by.signature_method()),
            ("bank", method)
        );
        server.refuses(&request, 401, &VerifyError::NonceUsed).await;
        for attack in [
            request.clone().body("a=2&b=%26"),
            request.clone().target("/photos?c=3"),
            request.clone().setting("oauth_consumer_key", "client-id"),
            request.clone().setting("oauth_token", "token-id"),
            request.clone().setting("oauth_nonce", "another"),
        ] {
            server.refuses(&attack, 401, &INVALID).await;
        }
    }
}

/// A method that accepts any signature. It has this name.
struct Any(&'static str);

impl VerifyBaseString for Any {
    fn method(&self) -> &'static str {
        self.0
    }

    fn verify(&self, _: &[u8], signature: &[u8]) -> Result<(), SignatureMismatch> {
        if signature == self.0.as_bytes() {
            Ok(())
        } else {
            Err(SignatureMismatch::new())
        }
    }
}

impl SignBaseString for Any {
    fn method(&self) -> &'static str {
        self.0
    }

    fn sign(&self, _: &[u8]) -> Result<String, BoxError> {
        Ok("B".to_owned())
    }
}

#[tokio::test]
async fn a_custom_method_with_the_name_of_another() {
    let both = ["A", "B"].map(SignatureMethod::Custom);
    let server = Server::with(verifier().signature_methods(both).allow_missing_token());
    let known = &server.credentials.store;
    known
        .insert_client(RegisteredClient::custom("of-b", Any("B")))
        .unwrap();
    for (says, accepted) in [("A", false), ("B", true)] {
        let signer = Signer::custom("of-b", Any(says)).with_clock(|| NOW);
        let request = Message::signed(&signer, Method::GET, "/photos", None);
        assert_eq!(request.parameter("oauth_signature_method"), says);
        if accepted {
            drop(server.accepts(&request).await)
        } else {
            server.refuses(&request, 401, &INVALID).await
        }
    }
}

#[tokio::test]
async fn another_key_or_method_or_client() {
    let server = server();
    for method in METHODS {
        let other = signer("bank", "bank-token", OTHER_PRIVATE, method);
        let stranger = signer("nobody", "bank-token", PRIVATE, method);
        let with_secret = signer("client-id", "token-id", PRIVATE, method);
        let without_key = signer("rsa-id", "rsa-token", PRIVATE, method);
        let foreign_token = signer("bank", "other-token", PRIVATE, method);
        for signer in [other, stranger, with_secret, without_key, foreign_token] {
            let attack = Message::signed(&signer, Method::GET, "/photos", None);
            server.refuses(&attack, 401, &INVALID).await;
        }
        let request = Message::signed(&bank(method), Method::GET, "/photos", None);
        for declared in [
            "RSA-SHA1",
            "RSA-SHA256",
            "RSA-SHA512",
            "RSA-PSS",
            "HMAC-SHA256",
            "PLAINTEXT",
            "REVERSED",
        ] {
            if declared != method.name() {
                let attack = request.clone().setting("oauth_signature_method", declared);
                server.refuses(&attack, 401, &INVALID).await;
            }
        }
        for loose in ["x", "%3D", "%2A%2A%2A", "AAAA"] {
            let attack = request.clone().setting("oauth_signature", loose);
            server.refuses(&attack, 401, &INVALID).await;
        }
        server.accepts(&request).await;
    }
}

/// An attack that worked against several libraries: the public key is used as an HMAC secret.
#[tokio::test]
async fn hmac_with_the_public_key() {
    let server = server();
    let der: String = PUBLIC
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    for secret in [PUBLIC, PUBLIC.trim_end(), &der, ""] {
        for method in ["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"] {
            let signer = Signer::new(ClientCredentials::new("bank", secret))
                .with_token(TokenCredentials::new("bank-token", ""))
                .with_signature_method(method.parse().unwrap())
                .with_clock(|| NOW);
            let attack = Message::signed(&signer, Method::GET, "/photos", None);
            server.refuses(&attack, 401, &INVALID).await;
        }
    }
}

#[tokio::test]
async fn a_server_accepts_only_configured_methods() {
    let server = Server::new();
    let key = RsaPublicKey::from_pem(PUBLIC).unwrap();
    let bank_client = RegisteredClient::rsa("bank", key);
    server.credentials.store.insert_client(bank_client).unwrap();
    let request = Message::signed(
        &bank(SignatureMethod::RsaSha256),
        Method::GET,
        "/photos",
        None,
    );
    server
        .refuses(&request, 400, &VerifyError::SignatureMethod)
        .await;
}

#[tokio::test]
async fn a_client_may_use_only_its_registered_method() {
    let server = server();
    let key = RsaPublicKey::from_pem(PUBLIC).unwrap();
    let careful = RegisteredClient::rsa("bank", key);
    let careful = careful.signature_methods([SignatureMethod::RsaPss]);
    server.credentials.store.insert_client(careful).unwrap();
    for (method, passes) in [
        (SignatureMethod::RsaPss, true),
        (SignatureMethod::RsaSha256, false),
    ] {
        let request = Message::signed(&bank(method), Method::GET, "/photos", None);
        if passes {
            drop(server.accepts(&request).await)
        } else {
            server.refuses(&request, 401, &INVALID).await
        }
    }
}

/// A custom method for this test: the hash of the base string, with its bytes reversed.
struct Reversed;

impl Reversed {
    fn reversed_hash(base_string: &[u8]) -> String {
        BodyHashAlgorithm::Sha1
            .hash(base_string)
            .chars()
            .rev()
            .collect()
    }
}

impl SignBaseString for Reversed {
    fn method(&self) -> &'static str {
        "REVERSED"
    }

    fn sign(&self, base_string: &[u8]) -> Result<String, BoxError> {
        Ok(Self::reversed_hash(base_string))
    }
}

impl VerifyBaseString for Reversed {
    fn method(&self) -> &'static str {
        "REVERSED"
    }

    fn verify(&self, base_string: &[u8], signature: &[u8]) -> Result<(), SignatureMismatch> {
        if Self::reversed_hash(base_string).as_bytes() == signature {
            Ok(())
        } else {
            Err(SignatureMismatch::new())
        }
    }
}

#[tokio::test]
async fn a_custom_method() {
    let server = server();
    let signer = |client: &str, token: &str| {
        Signer::custom(client, Reversed)
            .with_token(TokenCredentials::new(token, ""))
            .with_clock(|| NOW)
    };
    let request = Message::signed(&signer("odd", "odd-token"), Method::GET, "/photos", None);
    let changed = request.clone().target("/admin");
    server.refuses(&changed, 401, &INVALID).await;
    server.accepts(&request).await;
    for (client, token) in [
        ("bank", "bank-token"),
        ("client-id", "token-id"),
        ("nobody", "x"),
    ] {
        let attack = Message::signed(&signer(client, token), Method::GET, "/photos", None);
        server.refuses(&attack, 401, &INVALID).await;
    }
    let attack = Message::signed(&signer("odd", "odd-token"), Method::GET, "/photos", None);
    let attack = attack.setting("oauth_signature_method", "RSA-SHA256");
    server.refuses(&attack, 401, &INVALID).await;
}
