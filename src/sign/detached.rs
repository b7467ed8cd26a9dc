//! Detached signatures: somebody else sends the signed request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, Method, Request, Uri};

use super::config::Config;
use crate::events;
use crate::protocol::{ProtocolParameters, RequestHead, SignError, Signer, Transmission};
use crate::uri::path;

impl Signer {
    /// Signs a request that somebody else will send, without a body. Returns the protocol
    /// parameters.
    ///
    /// Anybody who has these parameters can send this one request, once, as long as the server
    /// accepts the timestamp. The URI is signed byte for byte. The timestamp is the time of the
    /// signer's clock.
    ///
    /// # Errors
    ///
    /// - The errors of [`sign`](Self::sign) for a request that is not a form.
    /// - [`SignError::PlaintextDetached`] if the signature method is PLAINTEXT.
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
        let parameters = self.sign(&parts, None)?;
        events::sign::signed(method, uri, None, &parameters, None);
        Ok(parameters)
    }

    /// Returns a signed URI. Anybody who has it can send the request once. Use it for links to
    /// pictures or downloads.
    ///
    /// The path is brought into the canonical form that every HTTP client sends unchanged. The
    /// protocol parameters are appended to the query (RFC 5849 section 3.5.3). Those of an earlier
    /// signature are removed from it.
    ///
    /// # Errors
    ///
    /// - The errors of [`sign`](Self::sign) for a request that is not a form.
    /// - [`SignError::UriTooLong`] if the signed URI is too long.
    /// - [`SignError::PlaintextInQuery`] if the signature method is PLAINTEXT.
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
        let mut in_query = Config::for_signer();
        in_query.placement.transmission = Transmission::Query;
        let unplaced = in_query.sign_unplaced(
            self,
            RequestHead::from(&parts),
            None,
            &[],
            self.timestamp(0),
        )?;
        let signed = unplaced.uri_with_query(&parts.uri)?;
        let (parameters, place) = (&unplaced.parameters, Some(unplaced.transmission));
        events::sign::signed(method, &signed, None, parameters, place);
        Ok(signed)
    }

    /// Returns the two headers of OAuth Echo. They prove to a third party (the delegator) who the
    /// user is. The delegator sends a `GET` to the provider's `verify` URI on behalf of the user,
    /// with this signature.
    ///
    /// The path of the `verify` URI is brought into the canonical form that every HTTP client sends
    /// unchanged.
    ///
    /// # Security
    ///
    /// If you are the delegator, compare the URI in the header with the providers that you know,
    /// before you send anything to it. A client can write any URI into the header.
    ///
    /// # Errors
    ///
    /// - The errors of [`sign_detached`](Self::sign_detached).
    /// - [`SignError::UriTooLong`] if the URI is too long after its path was escaped.
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

    /// Returns the initial client response of the SASL mechanism `XOAUTH`, in base64. Send it with
    /// `AUTHENTICATE XOAUTH` in IMAP, or with `AUTH XOAUTH` in SMTP.
    ///
    /// `uri` names the mailbox: `https://mail.google.com/mail/b/user@example.com/imap/`, or the
    /// same URI with `/smtp/` at the end.
    ///
    /// The response contains the signature. Do not log it.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`sign_detached`](Self::sign_detached).
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
