//! The comparison of a signature with the keys of a client (RFC 5849 section 3.2).

use super::unverified::UnverifiedRequest;
use crate::credentials::TokenCredentials;
use crate::verify::client::registered::RegisteredClient;

impl UnverifiedRequest<'_> {
    /// Returns whether the credentials are those that the request names, and the signature is
    /// theirs.
    ///
    /// Only a request that passes ends the search. All others cost one comparison for each of
    /// [`keys_per_client`](crate::RequestVerifier::keys_per_client): also if the client has fewer
    /// keys or is unknown, and if only the token or the method is wrong.
    pub(crate) fn is_signed_by(
        &self,
        client: &RegisteredClient,
        token: Option<&TokenCredentials>,
    ) -> bool {
        let names = self.names(client.identifier(), token.map(TokenCredentials::identifier));
        let may_pass = names && client.accepts_method(self.method);
        let token_secret = token.map_or("", TokenCredentials::secret);
        let signature = self.signature.as_bytes();
        (0..self.verifier.keys_per_client).any(|place| {
            let key = client.key_at(place);
            let matches = key.matches(self.method, token_secret, &self.base_string, signature);
            matches && may_pass
        })
    }

    /// Returns whether the request names this client and this token.
    pub(crate) fn names(&self, client: &str, token: Option<&str>) -> bool {
        client == self.client_identifier() && token == self.token_identifier()
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::credentials::ClientCredentials;
    use crate::protocol::{SignatureMethod, Signer, compared};
    use crate::verify::origin::PublicOrigin;
    use crate::verify::request::policy::RequestVerifier;

    fn verifier(keys: usize) -> RequestVerifier {
        RequestVerifier::new(PublicOrigin::fixed("https://h").unwrap())
            .signature_methods(SignatureMethod::ALL.iter().copied())
            .allow_missing_token()
            .keys_per_client(keys)
    }

    /// Returns whether the server accepts the signature, and the number of comparisons.
    fn tried(keys: usize, signer: &Signer, client: &RegisteredClient) -> (bool, usize) {
        let mut request = Request::get("https://h/").body("").unwrap();
        signer.sign_request(&mut request).unwrap();
        let (parts, _) = request.into_parts();
        let verifier = verifier(keys);
        let unverified = verifier.parse(&parts, None).unwrap();
        compared::take();
        let passes = unverified.is_signed_by(client, None);
        let cost = (passes, compared::take().len());
        // A prepared key costs the same.
        if let Some(key) = client.prepare(SignatureMethod::HmacSha1, None) {
            if unverified.signature_method() == SignatureMethod::HmacSha1 {
                let passes = unverified.verify_prepared(&key).is_ok();
                assert_eq!((passes, compared::take().len()), cost, "{client:?}");
            }
        }
        cost
    }

    fn signer(secret: &str) -> Signer {
        Signer::new(ClientCredentials::new("c", secret))
    }

    #[test]
    fn a_refused_signature_costs_the_same_for_any_number_of_keys() {
        let one = RegisteredClient::new(ClientCredentials::new("c", "new"));
        let two = one.clone().additional_secret("old");
        let three = two.clone().additional_secret("older");
        let other = RegisteredClient::new(ClientCredentials::new("other", "new"));
        let other = other.additional_secret("old");
        let none = RegisteredClient::new(ClientCredentials::without_secret("c"));
        let only_sha256 = two.clone().signature_methods([SignatureMethod::HmacSha256]);
        for keys in 1..4 {
            for client in [
                &one,
                &two,
                &three,
                &other,
                &none,
                &RegisteredClient::unknown(),
            ] {
                let cost = tried(keys, &signer("wrong"), client);
                assert_eq!(cost, (false, keys), "{client:?}");
            }
            // The secrets are right, but the client or the method is another one.
            for secret in ["new", "old"] {
                assert_eq!(tried(keys, &signer(secret), &other), (false, keys));
                assert_eq!(tried(keys, &signer(secret), &only_sha256), (false, keys));
            }
            assert_eq!(tried(keys, &signer("new"), &three), (true, 1));
            let second = if keys < 2 { (false, 1) } else { (true, 2) };
            assert_eq!(tried(keys, &signer("old"), &three), second);
            let third = if keys < 3 { (false, keys) } else { (true, 3) };
            assert_eq!(tried(keys, &signer("older"), &three), third);
        }
        // No number of keys is less than one.
        assert_eq!(tried(0, &signer("new"), &one), (true, 1));
    }

    #[cfg(feature = "rsa")]
    #[test]
    fn keys_of_both_kinds_cost_the_same_too() {
        use crate::protocol::{RsaPrivateKey, RsaPublicKey};

        let public = include_str!("../../../tests/fixtures/rsa/public-spki.pem");
        let public = RsaPublicKey::from_pem(public).unwrap();
        let rsa = RegisteredClient::rsa("c", public.clone());
        let secret = RegisteredClient::new(ClientCredentials::new("c", "secret"));
        let both = secret.clone().additional_rsa_key(public.clone());
        let reverse = rsa.clone().additional_secret("secret");
        let private = |pem| RsaPrivateKey::from_pem(pem).unwrap();
        let right = private(include_str!(
            "../../../tests/fixtures/rsa/private-pkcs8.pem"
        ));
        let wrong = private(include_str!(
            "../../../tests/fixtures/server/other-private.pem"
        ));
        let by = |key| Signer::rsa("c", SignatureMethod::RsaSha256, key).unwrap();
        let (right, wrong) = (by(right), by(wrong));
        for client in [&rsa, &secret, &both, &reverse, &RegisteredClient::unknown()] {
            assert_eq!(tried(2, &wrong, client), (false, 2), "{client:?}");
            assert_eq!(tried(2, &signer("wrong"), client), (false, 2), "{client:?}");
        }
        assert_eq!(tried(2, &right, &both), (true, 2));
        assert_eq!(tried(2, &right, &reverse), (true, 1));
        assert_eq!(tried(2, &right, &secret), (false, 2));
        assert_eq!(tried(2, &signer("secret"), &both), (true, 1));
        assert_eq!(tried(2, &signer("secret"), &reverse), (true, 2));
        assert_eq!(tried(2, &signer("secret"), &rsa), (false, 2));
        // A public key is not a secret for HMAC.
        let pem = include_str!("../../../tests/fixtures/rsa/public-spki.pem");
        assert_eq!(tried(2, &signer(pem), &both), (false, 2));
    }
}
