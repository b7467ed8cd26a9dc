//! More than one key for a client, so that it can change its key (RFC 5849 section 4.5).

use super::key::ClientKey;
use super::registered::RegisteredClient;
use crate::credentials::secret::Secret;
#[cfg(feature = "rsa")]
use crate::protocol::RsaPublicKey;
use crate::protocol::SignatureMethod;

/// The key of a client that has no more keys.
static NO_KEY: ClientKey = ClientKey::None;

impl RegisteredClient {
    /// Adds a secret. The client may sign with this secret, and with the keys that it had before.
    ///
    /// Use it to change a secret. Register the client with the new secret, and add the old one.
    /// Remove the old secret when the client uses the new one. Put the key that the client uses
    /// most first, because the server tries the keys in the order in which they were added.
    ///
    /// The server tries two keys of a client, or the number of
    /// [`RequestVerifier::keys_per_client`](crate::RequestVerifier::keys_per_client). It does not
    /// use the keys after these. If a signature is wrong and the client has such keys, the
    /// [`Refusal`](crate::verify::Refusal) and the log say so
    /// ([`FailedCheck::UntriedKey`](crate::verify::FailedCheck::UntriedKey)).
    ///
    /// ```
    /// use tower_oauth1::ClientCredentials;
    /// use tower_oauth1::verify::RegisteredClient;
    ///
    /// let client = RegisteredClient::new(ClientCredentials::new("client-id", "new-secret"))
    ///     .additional_secret("old-secret");
    /// # assert_eq!(client.identifier(), "client-id");
    /// ```
    #[must_use]
    #[doc(alias = "rotation")]
    pub fn additional_secret(mut self, secret: impl Into<String>) -> Self {
        let key = ClientKey::Secret(Secret::new(secret));
        self.inner().additional_keys.push(key);
        self
    }

    /// Adds a public RSA key. The client may sign with the private key that belongs to it, and with
    /// the keys that it had before: see [`additional_secret`](Self::additional_secret).
    ///
    /// A client can have secrets and RSA keys. Each key is only used with the signature methods of
    /// its kind.
    #[must_use]
    #[doc(alias = "rotation")]
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    pub fn additional_rsa_key(mut self, key: RsaPublicKey) -> Self {
        self.inner().additional_keys.push(ClientKey::Rsa(key));
        self
    }

    /// Returns all keys, in the order in which they are tried.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &ClientKey> {
        let (first, additional) = self.all_keys();
        std::iter::once(first).chain(additional)
    }

    /// Returns the key at this place, or a key that matches no signature.
    pub(crate) fn key_at(&self, place: usize) -> &ClientKey {
        let (first, additional) = self.all_keys();
        match place.checked_sub(1) {
            None => first,
            Some(place) => additional.get(place).unwrap_or(&NO_KEY),
        }
    }

    /// Returns whether a key after the first `tried` ones can verify signatures of this method.
    pub(crate) fn has_key_after(&self, tried: usize, method: SignatureMethod) -> bool {
        self.keys().skip(tried).any(|key| key.fits(method))
    }

    /// Returns the name of each custom signature method of the keys.
    pub(crate) fn custom_methods(&self) -> impl Iterator<Item = SignatureMethod> {
        self.keys().filter_map(ClientKey::custom_method)
    }
}
