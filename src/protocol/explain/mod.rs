//! Explains a signature: what was signed, and where each part was found.

mod diff;
pub(super) mod difference;
mod difference_message;
mod display;
pub(super) mod echo;
mod parameter;
mod redaction;

use std::borrow::Cow;

use http::request::Parts;
use http::{HeaderName, header};
use zeroize::Zeroizing;

use self::parameter::ExplainedParameter;
use super::base_string::SignatureBaseString;
use super::base_string_uri::{BaseStringUri, BaseStringUriError};
use super::parameters::collected::Parameters;
use super::parameters::form::is_form;
use super::parameters::header::{AuthorizationHeader, AuthorizationHeaderError, is_oauth};
use super::parameters::parameter::Parameter;
use super::request_head::{RequestHead, signed_method};
use crate::uri::origin::Origin;

/// A description of what the signature of a request covers. Compare it with the report of a server.
///
/// It needs no secret, because everything is in the signed request. `Display` is for users and
/// logs: it hides the signature, and the values of parameters whose names sound like secrets. It
/// marks a value that begins or ends with white space. It shows the realm, which is not signed. If
/// the request was signed by this crate, it says whether a secret begins or ends in white space,
/// and does not show the secret. The parts of the request that it holds are
/// wiped on drop. [`base_string`](Self::base_string) and
/// [`normalized_parameters`](Self::normalized_parameters) hide nothing.
///
/// ```
/// use tower_oauth1::{ClientCredentials, Explanation, Signer};
///
/// let mut request = http::Request::get("https://api.example.com/photos?size=original").body("")?;
/// Signer::new(ClientCredentials::new("id", "secret")).sign_request(&mut request)?;
///
/// let (parts, body) = request.into_parts();
/// let explanation = Explanation::from_parts(&parts, Some(body.as_bytes()))?;
/// assert_eq!(explanation.base_string_uri(), "https://api.example.com/photos");
/// println!("{explanation}");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Explanation {
    method: String,
    uri: String,
    /// The realm of the `Authorization` header. It is not signed.
    realm: Option<Vec<u8>>,
    parameters: Vec<ExplainedParameter>,
    normalized: Zeroizing<String>,
    base_string: Option<Zeroizing<String>>,
    /// What the signer knows to be a frequent mistake.
    hint: Option<&'static str>,
}

/// Error returned when a request cannot be explained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// The target of the request cannot be signed.
    #[error(
        "the target of the request cannot be signed; for a received request, use `from_parts_at` with the public origin of the server"
    )]
    Target(#[source] BaseStringUriError),
    /// The `Authorization: OAuth` header of the request is malformed.
    #[error(
        "the `Authorization` header of the request is malformed; sign the request again, and send its header unchanged"
    )]
    Header(#[source] AuthorizationHeaderError),
    /// The content type says that the body is a form, and the bytes of the form were not given.
    #[error("the body is a form, and its parameters are signed; pass the bytes of the form")]
    FormNeeded,
}

impl Explanation {
    /// Explains a signed request. `form` is the bytes of the body. They are used if the
    /// `Content-Type` of the request says that the body is a form.
    ///
    /// Use this on a client, where the URI is absolute. On a server, use
    /// [`from_parts_at`](Self::from_parts_at): a received request has no scheme.
    ///
    /// # Errors
    ///
    /// - [`ExplainError::Target`] if the URI or the `Host` header cannot be signed.
    /// - [`ExplainError::Header`] if the `Authorization` header is malformed.
    /// - [`ExplainError::FormNeeded`] if the body is a form and `form` is `None`.
    pub fn from_parts(parts: &Parts, form: Option<&[u8]>) -> Result<Self, ExplainError> {
        let uri = BaseStringUri::from_parts(parts).map_err(ExplainError::Target)?;
        Self::from_head(parts.into(), uri, Some(&header::AUTHORIZATION), form)
    }

    /// Explains a request that was signed with `origin` instead of the origin in its URI and `Host`
    /// header.
    ///
    /// Use this on a server. `origin` is the origin that clients use to reach it, as
    /// [`PublicOrigin::from_parts`](crate::PublicOrigin::from_parts) returns it. On a client, use
    /// this with [`OAuth1Layer::public_origin`](crate::OAuth1Layer::public_origin).
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_parts`](Self::from_parts).
    ///
    /// ```
    /// use tower_oauth1::Explanation;
    ///
    /// // A server receives only the path and the query.
    /// let (parts, ()) = http::Request::get("/photos").body(())?.into_parts();
    /// let origin = "https://api.example.com".parse()?;
    /// let explanation = Explanation::from_parts_at(&origin, &parts, None)?;
    /// assert_eq!(explanation.base_string_uri(), "https://api.example.com/photos");
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_parts_at(
        origin: &Origin,
        parts: &Parts,
        form: Option<&[u8]>,
    ) -> Result<Self, ExplainError> {
        let uri = BaseStringUri::from_parts_at(origin, parts).map_err(ExplainError::Target)?;
        Self::from_head(parts.into(), uri, Some(&header::AUTHORIZATION), form)
    }

    /// Explains a request. `header` is the name of the header with the protocol parameters, or
    /// `None` if the query or the form carries them.
    pub(crate) fn from_head(
        head: RequestHead<'_>,
        uri: BaseStringUri<'_>,
        header: Option<&HeaderName>,
        form: Option<&[u8]>,
    ) -> Result<Self, ExplainError> {
        let mut parameters = Parameters::new();
        let mut realm = None;
        let values = header.map(|name| head.headers.get_all(name).iter());
        for value in values.into_iter().flatten() {
            if is_oauth(value) {
                let parsed = AuthorizationHeader::parse(value.as_bytes());
                let parsed = parsed.map_err(ExplainError::Header)?;
                parameters.add_header(&parsed);
                realm = realm.or(parsed.realm().map(Cow::into_owned));
            }
        }
        parameters.add_query(head.uri.query().unwrap_or_default());
        if is_form(head.headers) {
            parameters.add_form(form.ok_or(ExplainError::FormNeeded)?);
        }
        let explained: Vec<_> = parameters.iter().map(ExplainedParameter::new).collect();
        let plaintext = explained.iter().any(|parameter| {
            parameter.name() == b"oauth_signature_method" && parameter.value() == b"PLAINTEXT"
        });
        let text = uri.to_string();
        let base_string = SignatureBaseString::new(head.method, uri, parameters.normalize());
        Ok(Self {
            method: signed_method(head.method).to_ascii_uppercase(),
            uri: text,
            realm,
            parameters: explained,
            normalized: base_string.parameters().to_string().into(),
            base_string: (!plaintext).then(|| base_string.to_string().into()),
            hint: None,
        })
    }

    /// Adds the [hint](super::Signer::hint) of the signer.
    pub(crate) fn with_hint(self, hint: Option<&'static str>) -> Self {
        Self { hint, ..self }
    }

    /// Returns what the signer knows to be a frequent mistake.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        self.hint
    }

    /// Returns the parameters in the order in which they were found, including `oauth_signature`.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = Parameter<'_>> + '_ {
        let parameters = self.parameters.iter();
        parameters.map(ExplainedParameter::as_parameter)
    }

    /// Returns the method that is signed, in upper case.
    pub(crate) fn method(&self) -> &str {
        &self.method
    }

    /// Returns whether the request has a parameter with this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.parameters().any(|parameter| parameter.is_named(name))
    }

    /// Returns the base string URI (section 3.4.1.2).
    pub fn base_string_uri(&self) -> &str {
        &self.uri
    }

    /// Returns the parameters as they are signed, encoded once (section 3.4.1.3.2).
    pub fn normalized_parameters(&self) -> &str {
        &self.normalized
    }

    /// Returns the text that is signed (section 3.4.1.1), without a
    /// [`with_base_string_prefix`](super::Signer::with_base_string_prefix), which is not in the
    /// request. Returns `None` for PLAINTEXT, which signs nothing.
    pub fn base_string(&self) -> Option<&str> {
        self.base_string.as_ref().map(|text| text.as_str())
    }
}
