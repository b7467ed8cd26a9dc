//! RFC 5849 section 2: the three endpoints of a service, which its documentation names.

use std::fmt;

use http::{Method, Uri};

use super::step::FlowStep;

use crate::protocol::has_protocol_parameters;
use crate::uri::authority::has_userinfo;
use crate::uri::error::OriginError;
use crate::uri::origin::Origin;

/// The three endpoints of a service (RFC 5849 section 2), as absolute URIs.
///
/// They come from the service's documentation, never from a request. One may have a query, which is
/// kept byte for byte and signed. A dance checks all three before it sends anything.
///
/// ```
/// use tower_oauth1::Endpoints;
///
/// let endpoints = Endpoints::new(
///     "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/initiate".parse()?,
///     "https://meta.wikimedia.org/wiki/Special:OAuth/authorize".parse()?,
///     "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/token".parse()?,
/// );
/// # Ok::<_, http::uri::InvalidUri>(())
/// ```
#[derive(Clone, Debug)]
pub struct Endpoints {
    initiate: Option<Uri>,
    authorize: Option<Uri>,
    token: Uri,
    initiate_method: Method,
    token_method: Method,
    /// The names of the client's and the token's identifier where the user is sent to.
    pub(super) authorize_client: Option<String>,
    pub(super) authorize_token: String,
    without_tls: bool,
    pub(super) must_confirm_callback: bool,
    pub(super) must_have_verifier: bool,
}

/// Why an endpoint cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// It was not given: the endpoints were made by [`Endpoints::token_only`].
    #[error("it was not given; make the endpoints by `new`")]
    Missing,
    /// Scheme, host or port are not there or unusable, or there is user information.
    #[error(transparent)]
    Origin(OriginError),
    /// The scheme is neither `https` nor `http`.
    #[error("its scheme must be `https`")]
    Scheme,
    /// The scheme is `http` and the host another machine: everyone on the way reads the secrets.
    #[error(
        "`http` sends the credentials in clear; use `https`, or allow it by `insecure_without_tls`"
    )]
    WithoutTls,
    /// Where the user is sent to, the parameter that names the token, or the client, is there already,
    /// or its name is empty.
    #[error("the parameter that names the token, or the client, is there already or has no name")]
    IdentifierParameter,
    /// The query has a parameter whose name begins with `oauth_`: those are the protocol's.
    #[error("its query has a parameter that begins with `oauth_`; take it out")]
    ProtocolParameter,
}

/// One of the three endpoints of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// The endpoint for temporary credentials (RFC 5849 section 2.1).
    Initiate,
    /// The page where the user decides (RFC 5849 section 2.2).
    Authorize,
    /// The endpoint for token credentials (RFC 5849 section 2.3).
    Token,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Initiate => "initiate",
            Self::Authorize => "authorize",
            Self::Token => "token",
        })
    }
}

/// An endpoint that cannot be used, and why.
pub(super) struct UnusableEndpoint {
    pub(super) endpoint: Endpoint,
    pub(super) source: EndpointError,
}

impl Endpoints {
    /// Where temporary credentials are asked for (section 2.1), where the user is sent to (2.2) and
    /// where token credentials are asked for (2.3).
    ///
    /// Services call them the request token, authorize and access token URLs.
    #[doc(alias("request token", "access token"))]
    pub fn new(initiate: Uri, authorize: Uri, token: Uri) -> Self {
        Self {
            initiate: Some(initiate),
            authorize: Some(authorize),
            ..Self::token_only(token)
        }
    }

    /// Only where token credentials are asked for, for who has no use of the other two: xAuth, and
    /// the renewal of credentials.
    ///
    /// ```
    /// let endpoints = tower_oauth1::Endpoints::token_only(
    ///     "https://www.instapaper.com/api/1/oauth/access_token".parse()?,
    /// );
    /// # Ok::<_, http::uri::InvalidUri>(())
    /// ```
    pub fn token_only(token: Uri) -> Self {
        Self {
            initiate: None,
            authorize: None,
            token,
            initiate_method: Method::POST,
            token_method: Method::POST,
            authorize_client: None,
            authorize_token: "oauth_token".to_owned(),
            without_tls: false,
            must_confirm_callback: true,
            must_have_verifier: true,
        }
    }

    /// The method by which temporary credentials are asked for; `POST` without this. A form is always
    /// posted.
    #[must_use]
    pub fn initiate_method(mut self, method: Method) -> Self {
        self.initiate_method = method;
        self
    }

    /// The method by which token credentials are asked for; `POST` without this. A form is always
    /// posted.
    ///
    /// ```
    /// # fn endpoints(initiate: http::Uri, authorize: http::Uri, token: http::Uri) {
    /// use http::Method;
    /// use tower_oauth1::Endpoints;
    ///
    /// // E*TRADE wants `GET`, and other names where the user is sent to.
    /// let endpoints = Endpoints::new(initiate, authorize, token)
    ///     .initiate_method(Method::GET)
    ///     .token_method(Method::GET)
    ///     .authorize_parameters(Some("key"), "token");
    /// # }
    /// ```
    #[must_use]
    pub fn token_method(mut self, method: Method) -> Self {
        self.token_method = method;
        self
    }

    /// The names of parameters in the URI that the user opens: the one of the client's identifier,
    /// which is not there without this, and the one of the temporary credentials' identifier, which is
    /// `oauth_token` without this (section 2.2).
    #[must_use]
    pub fn authorize_parameters(mut self, client: Option<&str>, token: &str) -> Self {
        self.authorize_client = client.map(str::to_owned);
        self.authorize_token = token.to_owned();
        self
    }

    /// Takes temporary credentials of a server that does not confirm the callback by
    /// `oauth_callback_confirmed`, as those of OAuth 1.0 do not. Whoever makes a user open the URI of
    /// an authorization that somebody else began gets that user's token then: this is the hole that
    /// 1.0a closed.
    #[must_use]
    pub fn insecure_unconfirmed_callback(mut self) -> Self {
        self.must_confirm_callback = false;
        self
    }

    /// Asks for token credentials without a verifier where none came back, as OAuth 1.0 does. Nothing
    /// then shows that who comes back is who said yes.
    #[must_use]
    pub fn insecure_without_verifier(mut self) -> Self {
        self.must_have_verifier = false;
        self
    }

    /// Allows plain `http` to other machines, for a service that offers nothing else. Credentials
    /// come back in clear, so everyone on the way can use them.
    ///
    /// This machine itself (`localhost`, 127.0.0.0/8, `[::1]`) is allowed without it.
    #[must_use]
    pub fn insecure_without_tls(mut self) -> Self {
        self.without_tls = true;
        self
    }

    /// Returns the endpoint for temporary credentials (section 2.1), if it was given.
    pub fn initiate(&self) -> Option<&Uri> {
        self.initiate.as_ref()
    }

    /// Returns the page where the user decides (section 2.2), if it was given.
    pub fn authorize(&self) -> Option<&Uri> {
        self.authorize.as_ref()
    }

    /// Returns the endpoint for token credentials (section 2.3).
    pub fn token(&self) -> &Uri {
        &self.token
    }

    /// The endpoint of a step. All three are checked, whichever it is: the name of the one that fails
    /// comes with its error.
    pub(super) fn of(&self, step: FlowStep) -> Result<&Uri, UnusableEndpoint> {
        let failed = |endpoint| move |source| UnusableEndpoint { endpoint, source };
        let all = [
            (Endpoint::Initiate, self.initiate.as_ref()),
            (Endpoint::Authorize, self.authorize.as_ref()),
            (Endpoint::Token, Some(&self.token)),
        ];
        for (endpoint, uri) in all {
            uri.map_or(Ok(()), |uri| self.check(uri))
                .map_err(failed(endpoint))?;
        }
        let (endpoint, uri) = all[match step {
            FlowStep::TemporaryCredentials => 0,
            FlowStep::Authorization => 1,
            FlowStep::TokenCredentials => 2,
        }];
        uri.ok_or(EndpointError::Missing).map_err(failed(endpoint))
    }

    /// The method of a request without a form.
    pub(super) fn method(&self, step: FlowStep) -> &Method {
        match step {
            FlowStep::TemporaryCredentials => &self.initiate_method,
            FlowStep::TokenCredentials => &self.token_method,
            // The user's browser sends this one.
            FlowStep::Authorization => &Method::GET,
        }
    }

    fn check(&self, uri: &Uri) -> Result<(), EndpointError> {
        let origin = Origin::of(uri).and_then(|origin| origin.ok_or(OriginError::NotAbsolute));
        let origin = origin.map_err(EndpointError::Origin)?;
        if has_userinfo(uri) {
            return Err(EndpointError::Origin(OriginError::Userinfo));
        }
        match origin.scheme() {
            "https" => {}
            "http" if self.without_tls || origin.is_loopback() => {}
            "http" => return Err(EndpointError::WithoutTls),
            _ => return Err(EndpointError::Scheme),
        }
        // The signer refuses the names it knows; section 2 keeps all that begin like them.
        if has_protocol_parameters(uri.query().unwrap_or_default()) {
            Err(EndpointError::ProtocolParameter)
        } else {
            Ok(())
        }
    }
}
