//! The three endpoints of a server (RFC 5849 section 2).

use http::{Method, Uri};

use super::endpoint_error::{Endpoint, EndpointError, UnusableEndpoint};
use super::step::FlowStep;

use crate::protocol::has_protocol_parameters;
use crate::uri::authority::has_userinfo;
use crate::uri::error::OriginError;
use crate::uri::origin::{Origin, is_web_scheme};

/// The three endpoints of a server (RFC 5849 section 2), as absolute URIs.
///
/// Take the URIs from the documentation of the provider, never from a request. A URI may have a
/// query. The query is kept byte for byte. It is signed in the two requests that the client sends.
/// The flow checks all three endpoints before it sends a request.
///
/// ```
/// use tower_oauth1::Endpoints;
///
/// let endpoints = Endpoints::new(
///     "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/initiate".parse()?,
///     "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/authorize".parse()?,
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
    /// The name of the parameter with the client identifier in the authorization URI, if it is
    /// sent.
    pub(super) authorize_client: Option<String>,
    /// The name of the parameter with the temporary credentials identifier in the authorization
    /// URI.
    pub(super) authorize_token: String,
    without_tls: bool,
    pub(super) must_confirm_callback: bool,
    pub(super) must_have_verifier: bool,
}

impl Endpoints {
    /// Creates the endpoints of a server.
    ///
    /// - `initiate`: the endpoint for temporary credentials (section 2.1). Providers call it the
    ///   request token URL.
    /// - `authorize`: the page where the user grants or denies access (section 2.2). Providers call
    ///   it the authorize URL.
    /// - `token`: the endpoint for token credentials (section 2.3). Providers call it the access
    ///   token URL.
    #[doc(alias("request token", "access token"))]
    pub fn new(initiate: Uri, authorize: Uri, token: Uri) -> Self {
        Self {
            initiate: Some(initiate),
            authorize: Some(authorize),
            ..Self::token_only(token)
        }
    }

    /// Creates endpoints with only the endpoint for token credentials.
    ///
    /// Use this if you only use xAuth or renew credentials. They do not need the other two
    /// endpoints.
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

    /// Sets the HTTP method of the request for temporary credentials.
    ///
    /// Default: `POST`. The functions that send a form always use `POST`.
    #[must_use]
    pub fn initiate_method(mut self, method: Method) -> Self {
        self.initiate_method = method;
        self
    }

    /// Sets the HTTP method of the request for token credentials.
    ///
    /// Default: `POST`. The functions that send a form always use `POST`.
    ///
    /// ```
    /// # fn endpoints(initiate: http::Uri, authorize: http::Uri, token: http::Uri) {
    /// use http::Method;
    /// use tower_oauth1::Endpoints;
    ///
    /// // E*TRADE requires `GET`, and other parameter names in the authorization URI.
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

    /// Sets the names of two parameters in the URI that the user opens (section 2.2).
    ///
    /// - `client`: the name of the parameter with the client identifier. Default: `None`, so the
    ///   parameter is not sent.
    /// - `token`: the name of the parameter with the identifier of the temporary credentials.
    ///   Default: `oauth_token`.
    #[must_use]
    pub fn authorize_parameters(mut self, client: Option<&str>, token: &str) -> Self {
        self.authorize_client = client.map(str::to_owned);
        self.authorize_token = token.to_owned();
        self
    }

    /// Accepts temporary credentials even if the server does not confirm the callback with
    /// `oauth_callback_confirmed`. Servers of OAuth 1.0 do not confirm it.
    ///
    /// # Security
    ///
    /// An attacker can start an authorization and make another user open its URI. If the user
    /// grants access, the attacker gets the token of that user. OAuth 1.0a closed this hole.
    #[must_use]
    pub fn insecure_unconfirmed_callback(mut self) -> Self {
        self.must_confirm_callback = false;
        self
    }

    /// Requests token credentials without a verifier if the callback contains none. Servers of
    /// OAuth 1.0 send no verifier.
    ///
    /// # Security
    ///
    /// Without a verifier, nothing proves that the user who comes back is the user who granted
    /// access.
    #[must_use]
    pub fn insecure_without_verifier(mut self) -> Self {
        self.must_have_verifier = false;
        self
    }

    /// Allows plain `http` to other machines. Use this only for a server that does not support
    /// `https`.
    ///
    /// Plain `http` to the local machine (`localhost`, 127.0.0.0/8, `[::1]`) is always allowed.
    ///
    /// # Security
    ///
    /// The server sends the credentials in clear text. Anyone on the network path can read and use
    /// them.
    #[must_use]
    pub fn insecure_without_tls(mut self) -> Self {
        self.without_tls = true;
        self
    }

    /// Returns the endpoint for temporary credentials (section 2.1). Returns `None` if the
    /// endpoints were created with [`token_only`](Self::token_only).
    pub fn initiate(&self) -> Option<&Uri> {
        self.initiate.as_ref()
    }

    /// Returns the page where the user grants or denies access (section 2.2). Returns `None` if the
    /// endpoints were created with [`token_only`](Self::token_only).
    pub fn authorize(&self) -> Option<&Uri> {
        self.authorize.as_ref()
    }

    /// Returns the endpoint for token credentials (section 2.3).
    pub fn token(&self) -> &Uri {
        &self.token
    }

    /// Returns the endpoint of a step, after checking all three endpoints.
    ///
    /// The error names the endpoint that failed. It can be the endpoint of another step.
    pub(super) fn checked(&self, step: FlowStep) -> Result<&Uri, UnusableEndpoint<'_>> {
        let failed = |endpoint, uri| {
            move |source| UnusableEndpoint {
                uri,
                endpoint,
                source,
            }
        };
        let all = [
            (Endpoint::Initiate, self.initiate.as_ref()),
            (Endpoint::Authorize, self.authorize.as_ref()),
            (Endpoint::Token, Some(&self.token)),
        ];
        for (endpoint, uri) in all {
            uri.map_or(Ok(()), |uri| self.check(uri))
                .map_err(failed(endpoint, uri))?;
        }
        let (endpoint, uri) = all[match step {
            FlowStep::TemporaryCredentials => 0,
            FlowStep::Authorization => 1,
            FlowStep::TokenCredentials => 2,
        }];
        uri.ok_or(EndpointError::Missing)
            .map_err(failed(endpoint, None))
    }

    /// Returns the HTTP method of a request that has no form.
    pub(super) fn method(&self, step: FlowStep) -> &Method {
        match step {
            FlowStep::TemporaryCredentials => &self.initiate_method,
            FlowStep::TokenCredentials => &self.token_method,
            // The browser of the user sends this request.
            FlowStep::Authorization => &Method::GET,
        }
    }

    /// Checks one endpoint.
    fn check(&self, uri: &Uri) -> Result<(), EndpointError> {
        let origin =
            Origin::from_uri(uri).and_then(|origin| origin.ok_or(OriginError::NotAbsolute));
        let origin = origin.map_err(EndpointError::Origin)?;
        if has_userinfo(uri) {
            return Err(EndpointError::Origin(OriginError::Userinfo));
        }
        match origin.scheme() {
            // The origin of `wss` is `https`, but no browser opens a WebSocket as a page.
            _ if !uri.scheme_str().is_some_and(is_web_scheme) => return Err(EndpointError::Scheme),
            "https" => {}
            "http" if self.without_tls || origin.is_loopback() => {}
            "http" => return Err(EndpointError::WithoutTls),
            _ => return Err(EndpointError::Scheme),
        }
        // The signer only refuses the names that it knows. Section 2 reserves all names that begin
        // with `oauth_`.
        if has_protocol_parameters(uri.query().unwrap_or_default()) {
            Err(EndpointError::ProtocolParameter)
        } else {
            Ok(())
        }
    }
}
