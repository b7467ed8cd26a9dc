//! Signing one request without tower.

use http::{HeaderValue, Request, Uri, header};

use crate::origin::Origin;
use crate::path;
use crate::protocol::{BaseStringUri, Head, SignError, Signer, is_https, is_oauth};

impl Signer {
    /// Signs a request whose body is in memory, for who sends requests without tower: brings its
    /// path into the form that every client sends, and puts the protocol parameters into its
    /// `Authorization` header. All else stays byte for byte, and on an error all does.
    ///
    /// A request without a body has the body `""`.
    ///
    /// Where the request goes is for the caller to watch: signed for a server, it is a proof to that
    /// server, and with PLAINTEXT it holds the secrets.
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, Signer};
    ///
    /// let mut request = http::Request::post("https://api.example.com/statuses")
    ///     .header("content-type", "application/x-www-form-urlencoded")
    ///     .body("status=hello+world")?;
    /// Signer::new(ClientCredentials::new("id", "secret")).sign_request(&mut request)?;
    /// assert!(request.headers()["authorization"].is_sensitive());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`sign`](Self::sign), but for [`SignError::FormNeeded`];
    /// [`SignError::ForeignAuthorization`] for a request that has an
    /// `Authorization` header of another scheme, [`SignError::UriTooLong`] where escaping makes it so.
    pub fn sign_request<B: AsRef<[u8]>>(&self, request: &mut Request<B>) -> Result<(), SignError> {
        let form = Some(request.body().as_ref());
        let signed = signed(self, (&*request).into(), form, &Target::default())?;
        if let Some(uri) = signed.uri {
            *request.uri_mut() = uri;
        }
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, signed.authorization);
        Ok(())
    }
}

/// What the stack says of where its requests go.
#[derive(Clone, Debug, Default)]
pub(super) struct Target {
    /// What the server sees as its origin, where this is not what URI and `Host` say.
    pub(super) origin: Option<Origin>,
    pub(super) path_as_is: bool,
}

/// What a request gets by being signed.
#[derive(Debug)]
pub(super) struct Signed {
    /// The URI that is signed, where it is not the request's.
    pub(super) uri: Option<Uri>,
    pub(super) authorization: HeaderValue,
}

/// Signs a request's head, of which it changes nothing, so that nothing has changed when it fails.
pub(super) fn signed(
    signer: &Signer,
    head: Head<'_>,
    form: Option<&[u8]>,
    target: &Target,
) -> Result<Signed, SignError> {
    let mut authorizations = head.headers.get_all(header::AUTHORIZATION).iter();
    if !authorizations.all(is_oauth) {
        return Err(SignError::ForeignAuthorization);
    }
    let uri = match target.path_as_is {
        false => path::canonical(head.uri)?,
        true => None,
    };
    let head = Head {
        uri: uri.as_ref().unwrap_or(head.uri),
        ..head
    };
    let base_string_uri = match &target.origin {
        Some(origin) => BaseStringUri::of_head_at(origin, head)?,
        None => BaseStringUri::of_head(head)?,
    };
    // Where the bytes go decides whether PLAINTEXT may: the URI itself, as long as it says.
    let https = match (head.uri.scheme(), &target.origin) {
        (None, Some(origin)) => origin.is_https(),
        _ => is_https(head.uri),
    };
    signer.check_transport(https)?;
    let parameters = signer.sign_head(head, base_string_uri, form, &[])?;
    Ok(Signed {
        uri,
        authorization: parameters.authorization_header(),
    })
}
