//! The setters for the limits of a verifier.

use super::policy::RequestVerifier;
use crate::verify::client::identifier::{IdentifierError, check_identifier};

impl RequestVerifier {
    /// Sets the longest accepted header with protocol parameters, in bytes. Default: 8192.
    ///
    /// The HTTP server in front of the verifier has a limit for all headers together.
    #[must_use]
    pub fn header_limit(mut self, bytes: usize) -> Self {
        self.limits.header = bytes;
        self
    }

    /// Sets how many parameters the header, the query and the form may have together. Default: 256.
    ///
    /// Separators count too: a query of 300 `&` has too many parameters for a limit of 256. The
    /// verifier sorts all parameters before it checks the signature, so do not set the limit higher
    /// than your clients need. The body of a form has a limit of its own:
    /// [`body_limit`](crate::verify::VerifyLayer::body_limit).
    ///
    /// ```
    /// use tower_oauth1::{PublicOrigin, RequestVerifier};
    ///
    /// let verifier = RequestVerifier::new(PublicOrigin::fixed("https://api.example.com")?)
    ///     .parameter_limit(1000);
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    #[must_use]
    pub fn parameter_limit(mut self, parameters: usize) -> Self {
        self.limits.parameters = parameters;
        self
    }

    /// Sets the longest accepted identifier of a client or a token, in bytes. Default: 256.
    ///
    /// [`MemoryCredentialStore`](crate::verify::MemoryCredentialStore::identifier_limit) has the
    /// same limit, and the same default.
    #[must_use]
    pub fn identifier_limit(mut self, bytes: usize) -> Self {
        self.limits.identifier = bytes;
        self
    }

    /// Sets the longest accepted nonce, in bytes. Default: 128.
    #[must_use]
    pub fn nonce_limit(mut self, bytes: usize) -> Self {
        self.limits.nonce = bytes;
        self
    }

    /// Sets the longest accepted signature, in bytes and decoded. Default: 2048. A signature of
    /// PLAINTEXT is the secrets, which may be long.
    #[must_use]
    pub fn signature_limit(mut self, bytes: usize) -> Self {
        self.limits.signature = bytes;
        self
    }

    /// Checks that this verifier can accept requests with this identifier of a client or a token.
    ///
    /// Call it before you write an identifier to a database. A client with another identifier could
    /// never make a request. [`MemoryCredentialStore`](crate::verify::MemoryCredentialStore) does
    /// the same check.
    ///
    /// ```
    /// use tower_oauth1::verify::IdentifierError;
    /// use tower_oauth1::{PublicOrigin, RequestVerifier};
    ///
    /// let verifier = RequestVerifier::new(PublicOrigin::fixed("https://api.example.com")?);
    /// assert_eq!(verifier.check_identifier("client-id"), Ok(()));
    /// assert_eq!(verifier.check_identifier(""), Err(IdentifierError::Empty));
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`IdentifierError`] if the identifier is empty, has control characters, or is longer
    /// than the [`identifier_limit`](Self::identifier_limit).
    pub fn check_identifier(&self, identifier: &str) -> Result<(), IdentifierError> {
        check_identifier(identifier, self.limits.identifier)
    }
}
