//! RFC 5849 sections 3.1, 3.3 and 3.5.1: what a signer sends beside the signature, and how the header
//! is written.

use std::sync::Arc;

use super::Signer;
use crate::protocol::clock::Clock;
use crate::protocol::error::SignError;
use crate::protocol::nonce::NonceSource;
use crate::protocol::parameters::realm::Realm;

impl Signer {
    /// The realm of the `Authorization` header (decoded); none without this. It is not signed.
    ///
    /// # Errors
    ///
    /// [`SignError::Realm`] where it has control characters.
    pub fn realm(self, realm: &str) -> Result<Self, SignError> {
        let realm = Realm::new(realm)?;
        Ok(self.set(|inner| inner.realm = Some(realm)))
    }

    /// Percent-encodes the realm, for services that decode it. Section 3.5.1 has it as it is, in quotes.
    #[must_use]
    pub fn percent_encode_realm(self) -> Self {
        self.set(|inner| inner.encodes_realm = true)
    }

    /// Joins the parameters in the header by a comma without a blank, for services that take nothing
    /// else.
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, Signer};
    ///
    /// let signer = Signer::new(ClientCredentials::new("id", "secret"))
    ///     .realm("a b")?
    ///     .percent_encode_realm()
    ///     .commas_without_blanks();
    /// let mut request = http::Request::get("https://api.example.com/").body("")?;
    /// signer.sign_request(&mut request)?;
    /// let header = request.headers()["authorization"].to_str()?;
    /// assert!(header.starts_with("OAuth realm=\"a%20b\",oauth_consumer_key=\"id\",oauth_nonce="));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn commas_without_blanks(self) -> Self {
        self.set(|inner| inner.separator = ",")
    }

    /// Leaves `oauth_version` out, as section 3.1 allows and some services want.
    #[must_use]
    pub fn without_version(self) -> Self {
        self.set(|inner| inner.version = false)
    }

    /// Leaves `oauth_timestamp` out. Section 3.1 allows this with PLAINTEXT only.
    #[must_use]
    pub fn without_timestamp(self) -> Self {
        self.set(|inner| inner.timestamp = false)
    }

    /// Leaves `oauth_nonce` out. Section 3.1 allows this with PLAINTEXT only.
    #[must_use]
    pub fn without_nonce(self) -> Self {
        self.set(|inner| inner.nonce = false)
    }

    /// Lets PLAINTEXT send the secrets over plain `http`, where everyone on the way reads them: for
    /// a server on this machine, or one that offers nothing else (MAAS).
    #[must_use]
    pub fn insecure_plaintext_without_tls(self) -> Self {
        self.set(|inner| inner.plaintext_without_tls = true)
    }

    /// Where timestamps come from; the operating system's clock without this.
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.set(|inner| inner.clock = Arc::new(clock))
    }

    /// Where nonces come from; [`RandomNonces`](crate::protocol::RandomNonces) without this.
    #[must_use]
    pub fn nonces(self, nonces: impl NonceSource + 'static) -> Self {
        self.set(|inner| inner.nonces = Arc::new(nonces))
    }
}
