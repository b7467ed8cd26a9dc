//! What the operator learns about a request with a custom signature method.

use http::Method;
use tower_oauth1::protocol::{SignBaseString, SignatureMismatch, VerifyBaseString};
use tower_oauth1::verify::{FailedCheck, IssuedToken, Refusal, RegisteredClient};
use tower_oauth1::{
    BoxError, ClientCredentials, SignatureMethod, Signer, TokenCredentials, VerifyError,
};

use crate::verify::server::harness::{Message, NOW, Server, verifier};

/// A method with this name that no signature is right for.
struct Custom(&'static str);

impl SignBaseString for Custom {
    fn method(&self) -> &'static str {
        self.0
    }

    fn sign(&self, _: &[u8]) -> Result<String, BoxError> {
        Ok("wrong".to_owned())
    }
}

impl VerifyBaseString for Custom {
    fn method(&self) -> &'static str {
        self.0
    }

    fn verify(&self, _: &[u8], _: &[u8]) -> Result<(), SignatureMismatch> {
        Err(SignatureMismatch::new())
    }
}

#[tokio::test]
async fn the_signature_is_wrong_or_the_client_has_no_key_for_the_method() {
    let methods = ["ONE", "TWO"].map(SignatureMethod::Custom);
    let all = methods.into_iter().chain([SignatureMethod::HmacSha1]);
    let server = Server::with(verifier().signature_methods(all.clone()));
    let secret = ClientCredentials::new("secret", "s");
    for client in [
        RegisteredClient::custom("one", Custom("ONE")),
        RegisteredClient::custom("two", Custom("TWO")),
        RegisteredClient::new(secret.clone()),
    ] {
        let token = TokenCredentials::new(format!("{}-token", client.identifier()), "");
        let token = IssuedToken::new(client.identifier(), token);
        let client = client.signature_methods(all.clone());
        server.credentials.store.insert_client(client).unwrap();
        server.credentials.store.insert_token(token).unwrap();
    }
    let custom = |client: &str| Signer::custom(client, Custom("ONE"));
    let hmac = |client| Signer::new(ClientCredentials::new(client, "wrong"));
    for (client, signer, failed) in [
        ("one", custom("one"), FailedCheck::Signature),
        ("two", custom("two"), FailedCheck::SignatureMethod),
        ("secret", custom("secret"), FailedCheck::SignatureMethod),
        ("secret", hmac("secret"), FailedCheck::Signature),
        ("one", hmac("one"), FailedCheck::SignatureMethod),
    ] {
        let token = TokenCredentials::new(format!("{client}-token"), "");
        let signer = signer.with_token(token).with_clock(|| NOW);
        let message = Message::signed(&signer, Method::GET, "/photos", None);
        let response = server.send(message.received()).await;
        let refusal = response.extensions().get::<Refusal>().unwrap();
        assert_eq!(*refusal.error(), VerifyError::SignatureInvalid);
        assert_eq!(refusal.failed_check(), Some(failed), "{message:?}");
    }
}
