//! Signs the requests of HTTP clients that have their own request types.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use http_body_util::Full;

use super::config::Config;
use super::layer::OAuth1Layer;
use super::plan::Plan;
use super::signable::{SignableBody, SignableRequest};
use crate::body::{Forms, UntouchedBodies};
use crate::protocol::{SignError, Signer, check_length};

/// The changes that turn a request into a signed request.
///
/// Use them if your HTTP client does not use the types of the crate `http` 1, such as reqwest 0.11
/// or a generated client, or if it does not use tower, such as ureq. Apply all of them, and change
/// nothing afterwards. Turn off redirects in the client: a signature is valid for one URI.
/// For a client, use [`OAuth1Layer::instructions`]: it signs only what is in scope. For single
/// requests, use [`Signer::instructions`]: it signs every request, always in the header.
///
/// `Debug` shows neither the signature nor the form.
///
/// # Clients whose headers are names and values
///
/// Many clients keep headers as pairs of texts, for example those that are generated from an
/// OpenAPI document. Sign in the hook that gets the whole request, after everything else that
/// changes it:
///
/// ```
/// use tower_oauth1::sign::{SignableBody, SignableRequest};
/// # use tower_oauth1::{BoxError, ClientCredentials, OAuth1Layer, Scope, Signer};
/// # use tower_oauth1::Transmission;
///
/// // The request of such a client.
/// struct ApiRequest {
///     method: String,
///     url: String,
///     headers: Vec<(String, String)>,
///     body: Vec<u8>,
/// }
///
/// fn sign(layer: &OAuth1Layer, request: &mut ApiRequest) -> Result<(), BoxError> {
///     let headers = request.headers.iter().map(|(name, value)| (name, value));
///     let body = SignableBody::Bytes(&request.body);
///     let signable = SignableRequest::new(&request.method, &request.url, headers, body)?;
///     let instructions = layer.instructions(&signable)?;
///
///     let (set, remove) = (instructions.headers_to_set(), instructions.headers_to_remove());
///     for name in set.map(|(name, _)| name).chain(remove) {
///         request.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name.as_str()));
///     }
///     for (name, value) in instructions.headers_to_set() {
///         request.headers.push((name.to_string(), value.to_str()?.to_owned()));
///     }
///     request.url = instructions.uri().to_owned();
///     if let Some(form) = instructions.form() {
///         request.body = form.to_vec();
///     }
///     Ok(())
/// }
/// # let form = "application/x-www-form-urlencoded";
/// # let old = [("Content-Type", form), ("AUTHORIZATION", "OAuth old=\"1\""), ("X-Id", "7")];
/// # let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
/// # let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?);
/// # let mut request = ApiRequest {
/// #     method: "POST".to_owned(),
/// #     url: "https://api.example.com/items?x=1".to_owned(),
/// #     headers: old.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
/// #     body: b"a=b".to_vec(),
/// # };
/// # sign(&layer, &mut request)?;
/// # assert_eq!(request.headers.len(), 3);
/// # assert!(request.headers[2].1.starts_with("OAuth oauth_consumer_key=\"client-id\""));
/// # // Signing again, in the form, removes the header and replaces the body.
/// # sign(&layer.transmission(Transmission::FormBody), &mut request)?;
/// # let names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
/// # assert_eq!(names, ["Content-Type", "X-Id"]);
/// # assert!(request.body.starts_with(b"a=b&oauth_consumer_key=client-id&"));
/// # Ok::<_, BoxError>(())
/// ```
///
/// # A request in detail
///
/// ```
/// use tower_oauth1::sign::{SignableBody, SignableRequest};
/// use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
///
/// let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
/// let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?);
///
/// let headers = [("content-type", "application/json")];
/// let body = SignableBody::Bytes(br#"{"a":1}"#);
/// let request = SignableRequest::new("POST", "https://api.example.com/items?x=1", headers, body)?;
/// let instructions = layer.instructions(&request)?;
///
/// assert!(instructions.is_signed());
/// assert_eq!(instructions.uri(), "https://api.example.com/items?x=1");
/// for (name, value) in instructions.headers_to_set() {
///     // Set the header in the request of your client. It replaces other values of this name.
///     assert_eq!(name, "authorization");
///     assert!(value.to_str()?.starts_with("OAuth oauth_consumer_key=\"client-id\""));
/// }
/// assert_eq!(instructions.headers_to_remove().len(), 0);
/// assert!(instructions.form().is_none());
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "the request is not signed until the instructions are applied"]
pub struct SigningInstructions {
    signed: bool,
    uri: Uri,
    /// The same URI, because a `Uri` is not stored as one text.
    uri_text: String,
    set: Vec<(HeaderName, HeaderValue)>,
    remove: Vec<HeaderName>,
    form: Option<Bytes>,
}

impl SigningInstructions {
    /// Returns whether the request is signed. It is not if it is out of scope, for example. Then
    /// there is nothing to change.
    pub fn is_signed(&self) -> bool {
        self.signed
    }

    /// Returns the URI to send.
    ///
    /// It differs from the URI of the request if the query carries the protocol parameters, or if
    /// the path was brought into its canonical form. Send it unchanged: some clients escape more
    /// characters if a URI is parsed again.
    pub fn uri(&self) -> &str {
        &self.uri_text
    }

    /// Returns the same URI, for code that needs one of its parts.
    #[cfg(feature = "reqwest")]
    pub(crate) fn parsed_uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns the headers to set. Each replaces all values of its name.
    pub fn headers_to_set(
        &self,
    ) -> impl ExactSizeIterator<Item = (&HeaderName, &HeaderValue)> + '_ {
        self.set.iter().map(|(name, value)| (name, value))
    }

    /// Returns the names of the headers to remove.
    pub fn headers_to_remove(&self) -> impl ExactSizeIterator<Item = &HeaderName> + '_ {
        self.remove.iter()
    }

    /// Returns the body to send, if the form carries the protocol parameters. `None`: send the body
    /// of the request unchanged.
    pub fn form(&self) -> Option<&Bytes> {
        self.form.as_ref()
    }

    /// Applies the instructions to a request of the crate `http` 1.
    ///
    /// ```
    /// use tower_oauth1::sign::{SignableBody, SignableRequest};
    /// use tower_oauth1::{ClientCredentials, Signer};
    ///
    /// let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    /// let mut request = http::Request::get("https://api.example.com/items").body(String::new())?;
    /// let none: [(&str, &str); 0] = [];
    /// let body = SignableBody::Bytes(b"");
    /// let signable = SignableRequest::new("GET", &request.uri().to_string(), none, body)?;
    /// signer.instructions(&signable)?.apply_to(&mut request, |form| {
    ///     String::from_utf8(form.to_vec()).expect("a form is text")
    /// });
    /// assert!(request.headers()["authorization"].is_sensitive());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn apply_to<B>(self, request: &mut Request<B>, body: impl FnOnce(Bytes) -> B) {
        if !self.signed {
            return;
        }
        *request.uri_mut() = self.uri;
        for name in self.remove {
            request.headers_mut().remove(name);
        }
        for (name, value) in self.set {
            request.headers_mut().insert(name, value);
        }
        if let Some(form) = self.form {
            *request.body_mut() = body(form);
        }
    }
}

impl fmt::Debug for SigningInstructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set: Vec<_> = self.headers_to_set().map(|(name, _)| name).collect();
        f.debug_struct("SigningInstructions")
            .field("signed", &self.signed)
            .field("headers_to_set", &set)
            .field("headers_to_remove", &self.remove)
            .finish_non_exhaustive()
    }
}

impl<M> OAuth1Layer<M> {
    /// Signs a request of any HTTP client, with all settings of this layer.
    ///
    /// The layer does not see the response, so [`explain_refusals`](Self::explain_refusals) and
    /// [`correct_clock_skew`](Self::correct_clock_skew) have no effect.
    ///
    /// # Errors
    ///
    /// Returns the [`SignError`]s of the layer. A form that is not in memory is
    /// [`SignError::FormNeeded`], and a body that must be hashed and is not in memory is
    /// [`SignError::BodyHashOfStream`].
    pub fn instructions(
        &self,
        request: &SignableRequest<'_>,
    ) -> Result<SigningInstructions, SignError> {
        let credentials = request.credentials.as_ref();
        let plan = self.config.plan(&request.head, credentials);
        self.config.instruct(plan, request)
    }
}

impl Signer {
    /// Signs a request of any HTTP client, with the `Authorization` header. Like
    /// [`sign_request`](Self::sign_request), it does not check where the request goes.
    ///
    /// # Errors
    ///
    /// - The errors of [`sign_request`](Self::sign_request).
    /// - [`SignError::FormNeeded`] if the body is a form and not in memory.
    pub fn instructions(
        &self,
        request: &SignableRequest<'_>,
    ) -> Result<SigningInstructions, SignError> {
        let config = Config::for_signer();
        let plan = config.plan_signed(self, &request.head);
        config.instruct(plan, request)
    }
}

impl Config {
    fn instruct(
        &self,
        plan: Plan<'_>,
        request: &SignableRequest<'_>,
    ) -> Result<SigningInstructions, SignError> {
        let mut head = request.head.clone();
        let form = match (plan, request.body) {
            (Plan::Pass | Plan::OutOfScope(_), _) => return Ok(instructions(&request.head, None)),
            (Plan::Refuse(error), _) => return Err(error),
            (Plan::Sign(signer), _) => self.sign(signer, &mut head, None, None)?.form,
            (Plan::Hash(signer), SignableBody::Bytes(body)) => {
                let full = head.map(|()| Full::new(Bytes::copy_from_slice(body)));
                let (signed, _) = self.sign_hashed::<(), _, _>(&Forms, signer, full)?;
                head = signed.map(drop);
                None
            }
            (Plan::Hash(signer), SignableBody::Stream) => {
                let mode = UntouchedBodies::default();
                (head, _) = self.sign_hashed::<(), _, _>(&mode, signer, head)?;
                None
            }
            (Plan::Read(signer), SignableBody::Bytes(form)) => {
                check_length(head.headers(), form)?;
                self.sign(signer, &mut head, Some(form), None)?.form
            }
            (Plan::Read(_), SignableBody::Stream) => return Err(SignError::FormNeeded),
        };
        Ok(instructions(&request.head, Some((head, form))))
    }
}

/// Returns the differences between a request and the signed request, if it was signed.
fn instructions(
    request: &Request<()>,
    signed: Option<(Request<()>, Option<Bytes>)>,
) -> SigningInstructions {
    let is_signed = signed.is_some();
    let (signed, form) = signed.unwrap_or_else(|| (request.clone(), None));
    let (before, after) = (request.headers(), signed.headers());
    let names = |headers: &HeaderMap| headers.keys().cloned().collect::<Vec<_>>();
    let mut set = names(after);
    set.retain(|name| !before.get_all(name).iter().eq(after.get_all(name)));
    let mut remove = names(before);
    remove.retain(|name| !after.contains_key(name));
    let with_value = |name: HeaderName| Some((name.clone(), after.get(&name)?.clone()));
    SigningInstructions {
        signed: is_signed,
        uri: signed.uri().clone(),
        uri_text: signed.uri().to_string(),
        set: set.into_iter().filter_map(with_value).collect(),
        remove,
        form,
    }
}
