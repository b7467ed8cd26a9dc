//! RFC 5849 section 3.4: signatures by a key that this process does not hold.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::request::Parts;
use zeroize::Zeroizing;

use super::Signer;
use super::key_source::KeySource;
use super::sign::form_to_sign;
use crate::protocol::base_string_uri::BaseStringUri;
use crate::protocol::error::SignError;
use crate::protocol::parameters::protocol::ProtocolParameters;
use crate::protocol::signature::method::SignatureMethod;

/// A request whose protocol parameters are filled in, and whose signature is missing. Created by
/// [`Signer::prepare`].
///
/// Use it if another machine holds the key and signs asynchronously: a key management service, or a
/// hardware module behind a network. It borrows nothing, so it can be held across an `.await`.
///
/// It is good for one signature. To send the request again, prepare it again: each request needs
/// its own nonce.
///
/// ```
/// use tower_oauth1::{BoxError, SignatureMethod, Signer};
///
/// # async fn sign_remotely(bytes: &[u8]) -> Result<Vec<u8>, BoxError> { Ok(vec![1, 2, 3]) }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), BoxError> {
/// // The name of the method is sent. The key is elsewhere. With the feature `rsa`, there is also
/// // `SignatureMethod::RsaSha256`.
/// let signer = Signer::without_key("client-id", SignatureMethod::Custom("RSA-SHA256"));
///
/// let request = http::Request::get("https://api.example.com/photos?size=original").body(())?;
/// let (mut parts, body) = request.into_parts();
/// let unsigned = signer.prepare(&parts, None)?;
/// let signature = sign_remotely(unsigned.base_string()).await?;
/// let header = unsigned.finish(&signature).authorization_header();
/// parts.headers.insert("authorization", header);
/// # Ok(())
/// # }
/// ```
///
/// # HMAC
///
/// For an HMAC method, the other machine must hold the key of section 3.4.2: the client secret, an
/// `&`, and the token secret. Both secrets are percent-encoded. Without a token, the key ends in
/// the `&`. So with the tokens of users, the other machine holds one key for each user. An RSA key
/// does not depend on the user.
///
/// ```
/// use hmac::{Hmac, KeyInit, Mac};
/// use tower_oauth1::{SignatureMethod, Signer, TokenCredentials};
///
/// let client = Signer::without_key("client-id", SignatureMethod::HmacSha256);
/// // The secret of the token is in the key, so it is not needed here.
/// let user = client.with_token(TokenCredentials::new("token", ""));
/// # let (parts, ()) = http::Request::get("https://api.example.com/photos").body(())?.into_parts();
/// let unsigned = user.prepare(&parts, None)?;
///
/// // On the other machine: the key for `client secret` and `token-secret`.
/// let mut hmac = Hmac::<sha2::Sha256>::new_from_slice(b"client%20secret&token-secret")?;
/// hmac.update(unsigned.base_string());
/// let signature = hmac.finalize().into_bytes();
///
/// let parameters = unsigned.finish(&signature);
/// # assert_eq!(parameters.get("oauth_signature").unwrap().len(), 44);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[must_use = "the request is not signed yet"]
pub struct UnsignedRequest {
    base_string: Zeroizing<Vec<u8>>,
    /// The last parameter is an empty `oauth_signature`.
    parameters: ProtocolParameters,
}

impl Signer {
    /// Creates a signer for a key that this process does not hold. `identifier` is the client
    /// identifier (decoded). `method` is sent as `oauth_signature_method`.
    ///
    /// Use [`prepare`](Self::prepare) to get the bytes to sign. The other ways to sign return
    /// [`SignError::MissingKey`].
    ///
    /// For an HMAC method, the key depends on the token: see
    /// [`UnsignedRequest`](UnsignedRequest#hmac).
    pub fn without_key(identifier: impl Into<String>, method: SignatureMethod) -> Self {
        Self::with_key_source(identifier.into(), method, KeySource::Secrets(None))
    }

    /// Fills in the protocol parameters of a request, for a signature that is made elsewhere. It
    /// does not change the request.
    ///
    /// `form` is the bytes of the body. As for [`sign`](Self::sign), they are signed if the
    /// `Content-Type` of the request says that the body is a form, and ignored otherwise. So
    /// `None` is right for every body that is not a form. The key of the signer is not used.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`sign`](Self::sign), and [`SignError::PlaintextDetached`] if the
    /// signature method is PLAINTEXT, which signs nothing.
    pub fn prepare(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
    ) -> Result<UnsignedRequest, SignError> {
        self.prepare_with_parameters(parts, form, &[])
    }

    /// Like [`prepare`](Self::prepare), with extra protocol parameters for this one signature, such
    /// as `oauth_callback` or `oauth_body_hash`. Names and values are decoded.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`prepare`](Self::prepare), and
    /// [`SignError::InvalidProtocolParameter`] if a name is empty, `realm`, or already taken.
    pub fn prepare_with_parameters(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
        extra: &[(&str, &str)],
    ) -> Result<UnsignedRequest, SignError> {
        if self.is_plaintext() {
            return Err(SignError::PlaintextDetached);
        }
        let uri = BaseStringUri::to_sign(parts.into()).map_err(SignError::from_target)?;
        let form = form_to_sign(&parts.headers, form)?;
        let timestamp = self.timestamp(0);
        let mut base_string = Zeroizing::default();
        let elsewhere = Some(&mut base_string);
        let parameters = self.fill_in(parts.into(), &uri, form, extra, timestamp, elsewhere)?;
        Ok(UnsignedRequest {
            base_string,
            parameters,
        })
    }
}

impl UnsignedRequest {
    /// Returns the bytes to sign: the signature base string (section 3.4.1), after the
    /// [prefix](Signer::with_base_string_prefix) of the signer if it has one. If the request is a
    /// form, they contain its fields.
    ///
    /// Pass the bytes, and not their hash, unless the key asks for a hash.
    pub fn base_string(&self) -> &[u8] {
        &self.base_string
    }

    /// Returns the protocol parameters with the signature. `signature` is the bytes that the key
    /// returned. They are sent in base64, as section 3.4 requires.
    pub fn finish(mut self, signature: &[u8]) -> ProtocolParameters {
        let signature = STANDARD.encode(signature);
        self.parameters.set_last_value(&signature);
        self.parameters
    }
}

impl fmt::Debug for UnsignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base string may contain a password.
        f.debug_struct("UnsignedRequest")
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}
