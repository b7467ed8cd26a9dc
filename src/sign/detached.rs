//! Signatures that travel apart from the request that they are for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, Method, Request, Uri};

use super::config::Config;
use crate::protocol::{ProtocolParameters, RequestHead, SignError, Signer, Transmission};
use crate::uri::path;

impl Signer {
    /// The protocol parameters of a request without a body that somebody else will send.
    ///
    /// Whoever has them can send that one request, once, as long as the server's window is open. The
    /// URI is signed byte for byte, and by the signer's own clock.
    ///
    /// # Errors
    ///
    /// Those of [`sign`](Self::sign) for a request that is no form, and
    /// [`SignError::PlaintextDetached`].
    ///
    /// ```
    /// use http::Method;
    /// use tower_oauth1::{ClientCredentials, Signer};
    ///
    /// let signer = Signer::new(ClientCredentials::new("id", "secret"));
    /// let uri = "https://api.example.com/photos?size=original".parse()?;
    /// let header = signer.sign_detached(&Method::GET, &uri)?.authorization_header();
    /// assert!(header.is_sensitive());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign_detached(
        &self,
        method: &Method,
        uri: &Uri,
    ) -> Result<ProtocolParameters, SignError> {
        if self.is_plaintext() {
            return Err(SignError::PlaintextDetached);
        }
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.method = method.clone();
        parts.uri = uri.clone();
        self.sign(&parts, None)
    }

    /// The URI of a request that anybody who has it can send once: a link to a picture, a download.
    /// Its path is brought into the form that every client sends, and the protocol parameters are
    /// appended to its query (RFC 5849 section 3.5.3).
    ///
    /// # Errors
    ///
    /// Those of [`sign`](Self::sign) for a request that is no form, [`SignError::UriTooLong`], and
    /// [`SignError::PlaintextInQuery`].
    ///
    /// ```
    /// use http::Method;
    /// use tower_oauth1::{ClientCredentials, Signer};
    ///
    /// let signer = Signer::new(ClientCredentials::new("id", "secret"));
    /// let uri = "https://api.example.com/photos?size=original".parse()?;
    /// let link = signer.presigned_uri(&Method::GET, &uri)?.to_string();
    /// assert!(link.starts_with("https://api.example.com/photos?size=original&oauth_consumer_key=id&"));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn presigned_uri(&self, method: &Method, uri: &Uri) -> Result<Uri, SignError> {
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.method = method.clone();
        parts.uri = uri.clone();
        let mut in_query = Config::default();
        in_query.placement.transmission = Transmission::Query;
        let unplaced = in_query.sign_unplaced(self, RequestHead::from(&parts), None, &[], 0)?;
        unplaced.uri_with_query(&parts.uri)
    }

    /// The two headers of OAuth Echo: proof to a third party (the delegator) of who the user is, by a
    /// `GET` that it sends to the provider's `verify` URI on the user's behalf. The path of that URI is
    /// brought into the form that every client sends.
    ///
    /// On the receiving side, compare the URI with the providers that you know before you send
    /// anything there: it is whatever the client wrote.
    ///
    /// # Errors
    ///
    /// Those of [`sign_detached`](Self::sign_detached).
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};
    ///
    /// let user = Signer::new(ClientCredentials::new("id", "secret"))
    ///     .with_token(TokenCredentials::new("token", "token-secret"));
    /// let verify = "https://api.x.com/1.1/account/verify_credentials.json".parse()?;
    /// let mut request = http::Request::post("https://pictures.example/upload").body("")?;
    /// request.headers_mut().extend(user.echo_headers(&verify)?);
    /// assert_eq!(request.headers()["x-auth-service-provider"], verify.to_string());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn echo_headers(&self, verify: &Uri) -> Result<[(HeaderName, HeaderValue); 2], SignError> {
        let canonical = path::canonical(verify)?;
        let verify = canonical.as_ref().unwrap_or(verify);
        let signed = self.sign_detached(&Method::GET, verify)?;
        let provider = HeaderValue::try_from(verify.to_string());
        let provider = provider.map_err(|_| SignError::UriTooLong)?;
        Ok([
            (HeaderName::from_static("x-auth-service-provider"), provider),
            (
                HeaderName::from_static("x-verify-credentials-authorization"),
                signed.authorization_header(),
            ),
        ])
    }

    /// The initial client response of the SASL mechanism `XOAUTH`, in base64, for IMAP's
    /// `AUTHENTICATE XOAUTH` and SMTP's `AUTH XOAUTH`. `uri` names the mailbox:
    /// `https://mail.google.com/mail/b/user@example.com/imap/`, or `/smtp/`.
    ///
    /// It holds the signature; keep it out of logs.
    ///
    /// # Errors
    ///
    /// Those of [`sign_detached`](Self::sign_detached).
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, Signer};
    ///
    /// let signer = Signer::new(ClientCredentials::new("id", "secret"));
    /// let uri = "https://mail.google.com/mail/b/user@example.com/imap/".parse()?;
    /// let response = signer.xoauth_response(&uri)?;
    /// assert!(response.starts_with("R0VUIGh0dHBz")); // "GET https"
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn xoauth_response(&self, uri: &Uri) -> Result<String, SignError> {
        let signed = self.sign_detached(&Method::GET, uri)?;
        let mut pairs: Vec<_> = signed.encoded().collect();
        pairs.sort_unstable();
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}=\"{value}\""))
            .collect();
        Ok(STANDARD.encode(format!("GET {uri} {}", pairs.join(","))))
    }
}
