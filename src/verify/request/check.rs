//! Checks one request without a server: for the tests of a client.

use std::borrow::Cow;
use std::time::Duration;

use http::{Method, Request, Version};

use super::authenticated::Authenticated;
use super::policy::RequestVerifier;
use crate::credentials::TokenCredentials;
use crate::protocol::SignatureMethod;
use crate::verify::client::registered::RegisteredClient;
use crate::verify::error::VerifyError;
use crate::verify::origin::PublicOrigin;

/// Checks that a request is signed with these credentials, as a server would. It is for tests.
///
/// `origin` is the origin that the client signs for. `client` is `&ClientCredentials`, or
/// `&RegisteredClient` for RSA keys and custom methods. Pass the token if the request must have
/// one, and `None` if it must have none.
///
/// The signature may have any method that fits the key, also PLAINTEXT over plain `http`. The
/// timestamp may have any age, and the nonce is not remembered. So requests with a fixed clock and
/// a fixed nonce can be checked, again and again. For the same reason, do not use this function on
/// a server: it does not recognize copies of a request. Use [`VerifyLayer`](crate::VerifyLayer)
/// there.
///
/// ```
/// use tower_oauth1::verify::check;
/// use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials};
///
/// let client = ClientCredentials::new("client-id", "client-secret");
/// let token = TokenCredentials::new("token", "token-secret");
/// let signer = Signer::new(client.clone()).with_token(token.clone());
///
/// // The request that the code under test would send.
/// let mut request = http::Request::get("https://api.example.com/photos?size=original").body("")?;
/// signer.sign_request(&mut request)?;
///
/// let origin = PublicOrigin::fixed("https://api.example.com")?;
/// let checked = check(&request, origin, &client, Some(&token))?;
/// assert_eq!(checked.parameter("size"), Some("original"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Returns the [`VerifyError`] of the first check that fails. All errors are possible but those of
/// timestamps, nonces, stores and bodies that are read from a connection.
pub fn check<'c, B: AsRef<[u8]>>(
    request: &Request<B>,
    origin: impl Into<PublicOrigin>,
    client: impl Into<Cow<'c, RegisteredClient>>,
    token: Option<&TokenCredentials>,
) -> Result<Authenticated, VerifyError> {
    let client = client.into();
    let all = SignatureMethod::ALL.iter().copied();
    let mut verifier = RequestVerifier::new(origin.into())
        .signature_methods(all.chain(client.custom_methods()))
        .insecure_plaintext_without_tls()
        .timestamp_window(Duration::MAX, Duration::MAX);
    if token.is_none() {
        verifier = verifier.allow_missing_token();
    }
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.method = request.method().clone();
    parts.uri = request.uri().clone();
    parts.version = request.version();
    parts.headers = request.headers().clone();
    parts.extensions = request.extensions().clone();
    if parts.method == Method::CONNECT {
        // An extended CONNECT is sent in HTTP/2 or not at all, whatever the test has set.
        parts.version = Version::HTTP_2;
    }

    let body = Some(request.body().as_ref());
    let unverified = verifier.parse(&parts, body)?;
    unverified.check()?;
    let verified = unverified.verify(client, token)?;
    verified.check_body(body)?;
    Ok(Authenticated::new(&verified, None))
}
