//! RFC 5849 section 1.1, as the server sees it: a client that is registered, a token that was issued.

use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::protocol::SignatureMethod;

/// A client as the server knows it.
///
/// A client with a secret signs by HMAC or PLAINTEXT. One
/// [`without_secret`](ClientCredentials::without_secret) never does: an absent secret is not an empty
/// one. Which of both it is, the registration says and not the request.
///
/// ```
/// use tower_oauth1::verify::RegisteredClient;
/// use tower_oauth1::{ClientCredentials, SignatureMethod};
///
/// let client = RegisteredClient::new(ClientCredentials::new("client-id", "client-secret"))
///     .signature_methods([SignatureMethod::HmacSha1]);
/// # assert_eq!(client.identifier(), "client-id");
/// ```
#[derive(Clone, Debug)]
pub struct RegisteredClient {
    credentials: ClientCredentials,
    /// `None`: all that its key can do.
    methods: Option<Vec<SignatureMethod>>,
}

impl RegisteredClient {
    /// A client that may use each signature method that its credentials and the server allow.
    pub fn new(credentials: ClientCredentials) -> Self {
        Self {
            credentials,
            methods: None,
        }
    }

    /// The signature methods that this client registered, so that nobody can go below them.
    #[must_use]
    pub fn signature_methods(mut self, methods: impl IntoIterator<Item = SignatureMethod>) -> Self {
        self.methods = Some(methods.into_iter().collect());
        self
    }

    /// The client's identifier, decoded.
    pub fn identifier(&self) -> &str {
        self.credentials.identifier()
    }

    pub(super) fn credentials(&self) -> &ClientCredentials {
        &self.credentials
    }

    pub(super) fn takes(&self, method: SignatureMethod) -> bool {
        let methods = self.methods.as_ref();
        methods.is_none_or(|methods| methods.contains(&method))
    }
}

impl From<ClientCredentials> for RegisteredClient {
    fn from(credentials: ClientCredentials) -> Self {
        Self::new(credentials)
    }
}

/// A token that the server issued, and the client that holds it: it is good for no other.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    client: String,
    credentials: TokenCredentials,
}

impl IssuedToken {
    /// A token of the client with this identifier.
    pub fn new(client: impl Into<String>, credentials: TokenCredentials) -> Self {
        Self {
            client: client.into(),
            credentials,
        }
    }

    /// The identifier of the client that holds it.
    pub fn client(&self) -> &str {
        &self.client
    }

    /// The token and its secret.
    pub fn credentials(&self) -> &TokenCredentials {
        &self.credentials
    }
}
