//! The layer: what a stack is told once.

use std::sync::Arc;

use bytes::Bytes;
use http::HeaderName;
use tower_layer::Layer;

use super::body_hash::BodyHashPolicy;
use super::clock_skew::{ClockSkewPolicy, Skew};
use super::config::Config;
use super::credentials::{Credentials, RequestCredentials};
use super::scope::Scope;
use super::service::OAuth1Service;
use crate::body::{Forms, RebuildBody, UntouchedBodies};
use crate::protocol::{Signer, Transmission};
use crate::uri::origin::Origin;

/// Signs the requests that pass through: method, URI, `Host` and form as they are sent.
///
/// See the [module's documentation](crate::sign) for what goes above it and what beneath.
///
/// ```
/// use std::time::Duration;
/// use tower::ServiceBuilder;
/// use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};
/// # use http_body_util::Full;
/// # use bytes::Bytes;
/// # let http = tower::service_fn(|request: http::Request<Full<Bytes>>| async move {
/// #     Ok::<_, std::convert::Infallible>(http::Response::new(request.into_body()))
/// # });
///
/// let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"))
///     .with_token(TokenCredentials::new("token", "token-secret"));
/// let api = ServiceBuilder::new()
///     .layer(OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?))
///     .layer(tower::timeout::TimeoutLayer::new(Duration::from_secs(10)))
///     .service(http);
/// # fn is_service<S: tower::Service<http::Request<Full<Bytes>>>>(_: S) {}
/// # is_service(api);
/// # Ok::<_, tower_oauth1::OriginError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct OAuth1Layer<M = Forms> {
    config: Arc<Config>,
    mode: M,
}

impl OAuth1Layer<Forms> {
    /// A layer that signs the requests to the origins of `scope`, and lets all others pass.
    ///
    /// Form bodies are read, for their parameters are signed. This asks something of the stack's
    /// body and service; [`bodies_untouched`](Self::bodies_untouched) and
    /// [`rebuild_body_with`](Self::rebuild_body_with) ask less.
    ///
    /// Where the stack has not what is asked, the compiler says how to go on. But of a method call it
    /// only says that the service has no method `call`, `ready` or `oneshot`: write
    /// `ServiceExt::oneshot(api, request)` instead, and it says why.
    pub fn new(signer: Signer, scope: Scope) -> Self {
        Self::with_credentials(Credentials::Fixed(RequestCredentials::new(signer, scope)))
    }

    /// Creates a layer for many users. Each request carries its [`RequestCredentials`] in its
    /// extensions, and the layer removes them before it sends the request. They bring their own scope,
    /// so a user's signature goes only where it is meant to.
    ///
    /// A request without credentials is refused with
    /// [`SignError::MissingCredentials`](crate::SignError::MissingCredentials). To send such requests
    /// unsigned, use [`per_request_or_unsigned`](Self::per_request_or_unsigned). The
    /// [module's documentation](crate::sign#many-users) shows how to look credentials up.
    pub fn per_request() -> Self {
        Self::with_credentials(Credentials::PerRequest)
    }

    /// Like [`per_request`](Self::per_request), but sends requests without credentials unsigned.
    pub fn per_request_or_unsigned() -> Self {
        Self::with_credentials(Credentials::PerRequestOrUnsigned)
    }

    fn with_credentials(credentials: Credentials) -> Self {
        let config = Arc::new(Config::new(credentials));
        Self {
            config,
            mode: Forms,
        }
    }

    /// Reads no body, for stacks that send no forms: JSON and `GET` clients. A form is then refused
    /// as [`SignError::UnexpectedForm`](crate::SignError::UnexpectedForm).
    pub fn bodies_untouched(self) -> OAuth1Layer<UntouchedBodies> {
        self.with_mode(UntouchedBodies)
    }

    /// Reads forms and makes their bodies anew by `rebuild`, for body types that have no
    /// `From<Bytes>`.
    pub fn rebuild_body_with<B>(self, rebuild: fn(Bytes) -> B) -> OAuth1Layer<RebuildBody<B>> {
        self.with_mode(RebuildBody::new(rebuild))
    }

    fn with_mode<M>(self, mode: M) -> OAuth1Layer<M> {
        let config = self.config;
        OAuth1Layer { config, mode }
    }
}

impl<M> OAuth1Layer<M> {
    /// The origin under which the server receives the requests, where URI and `Host` do not say it:
    /// behind a proxy that rewrites the host, through a tunnel, or for relative URIs.
    ///
    /// It goes into what is signed. What is *in scope* is still told by a URI that names a host.
    pub fn public_origin(mut self, origin: Origin) -> Self {
        self.config().public_origin = Some(origin);
        self
    }

    /// Signs and sends paths byte for byte.
    ///
    /// Without this, dot segments are removed and raw UTF-8 and `"`, `{`, `}`, `\` are escaped
    /// before signing *and* sending: some clients would do it after signing, which makes the
    /// signature wrong. With a client that sends paths as they are, both are right.
    pub fn path_as_is(mut self) -> Self {
        self.config().path_as_is = true;
        self
    }

    /// Where the protocol parameters go (section 3.5); the `Authorization` header without this.
    ///
    /// In the query they are appended to what is there, and end up in logs and caches; PLAINTEXT, which
    /// would put the secrets there, is refused as
    /// [`SignError::PlaintextInQuery`](crate::SignError::PlaintextInQuery). In the form
    /// body they are appended to the form, and `Content-Length` is kept true; a request that has no
    /// form is refused as [`SignError::NoForm`](crate::SignError::NoForm), unless
    /// [`or_in_header`](Self::or_in_header) says otherwise. A realm is sent in the header
    /// only.
    ///
    /// Without an `Authorization` header, caches do not know that an answer is for one user: section
    /// 4.4 asks servers for `Cache-Control: private`, and clients may send `no-store`. A `Content-Digest`
    /// of a form is no longer true once parameters were appended to it.
    ///
    /// A redirect follower above the layer takes what the server repeats of the query for the caller's:
    /// parameters that were appended to the first URI are in the second one then, and it is refused as
    /// [`SignError::ProtocolParameterInRequest`](crate::SignError::ProtocolParameterInRequest). The `GET`
    /// that it makes of a posted form has no form.
    pub fn transmission(mut self, transmission: Transmission) -> Self {
        self.config().placement.transmission = transmission;
        self
    }

    /// With [`Transmission::FormBody`], lets requests that have no form carry their protocol
    /// parameters in the header.
    pub fn or_in_header(mut self) -> Self {
        self.config().placement.or_in_header = true;
        self
    }

    /// Sends the protocol parameters in the header *too*, for services that want them doubled.
    ///
    /// This is outside the RFC, whose section 3.5 wants them in one place, and servers that keep to
    /// it refuse such requests. Each parameter is signed once.
    pub fn also_in_header(mut self) -> Self {
        self.config().placement.also_in_header = true;
        self
    }

    /// The name of the header that carries the protocol parameters; `Authorization` without this.
    ///
    /// Redirect followers, caches and loggers know of `Authorization` that it is a credential, and of
    /// no other header. It must be one that means nothing else to clients and servers.
    pub fn header_name(mut self, name: HeaderName) -> Self {
        self.config().placement.header = name;
        self
    }

    /// Sets which requests carry `oauth_body_hash`. Default: [`BodyHashPolicy::never`].
    ///
    /// The layer reads the body to hash it, up to the [`body_limit`](Self::body_limit), so the body must
    /// be in memory. A layer in the mode [`bodies_untouched`](OAuth1Layer::bodies_untouched) reads no
    /// body: it assumes that `GET` and `HEAD` have none. For all other requests, also with an empty body,
    /// insert a [`PrecomputedBodyHash`](super::PrecomputedBodyHash).
    pub fn body_hash_policy(mut self, policy: BodyHashPolicy) -> Self {
        self.config().body_hash_policy = policy;
        self
    }

    /// Learns from refusals how far the server's clock is from the signer's clock, and signs with the
    /// server's time from then on. Default: the signer's clock is not corrected.
    ///
    /// The skew is read from the `oauth_acceptable_timestamps` or the `Date` of a response to a signed
    /// request: of a 401, or of a 400 that reports `timestamp_refused`. A response from a cache or one
    /// that reports another problem is ignored. The layer inserts a [`ClockSkew`](super::ClockSkew) into
    /// the extensions of the response. `RetryOnClockSkew` (feature `tower`) sends such a request once
    /// more.
    ///
    /// The skew belongs to the origin of the response. All services that this layer makes share it, until
    /// a later response says otherwise. It is added to the time of the signer's clock, also to that of a
    /// [`MonotonicClock`](crate::protocol::MonotonicClock), so the signers of one stack should share
    /// their clock.
    pub fn correct_clock_skew(mut self, policy: ClockSkewPolicy) -> Self {
        self.config().skew = Some(Arc::new(Skew::new(policy)));
        self
    }

    /// Puts an [`Explanation`](crate::Explanation) of the request into the extensions of every 401,
    /// for comparing with what the server says of it. It holds what the request held, secrets in a form
    /// among it, and shows none.
    ///
    /// Each request is then explained before it is sent, which costs more than its signature: a
    /// switch for a service that says no, not for every day.
    ///
    /// ```
    /// # use http::{Request, Response, StatusCode};
    /// # use tower::{ServiceBuilder, ServiceExt};
    /// # use tower_oauth1::{ClientCredentials, Explanation, OAuth1Layer, Scope, Signer};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tower::BoxError> {
    /// # let http = tower::service_fn(|_: Request<http_body_util::Full<bytes::Bytes>>| async {
    /// #     let mut response = Response::new(());
    /// #     *response.status_mut() = StatusCode::UNAUTHORIZED;
    /// #     Ok::<_, std::convert::Infallible>(response)
    /// # });
    /// # let layer = OAuth1Layer::new(
    /// #     Signer::new(ClientCredentials::new("id", "secret")),
    /// #     Scope::origin("https://api.example.com")?,
    /// # );
    /// let api = ServiceBuilder::new().layer(layer.explain_refusals()).service(http);
    /// let request = Request::get("https://api.example.com/photos").body(Default::default())?;
    /// let response = api.oneshot(request).await?;
    /// if let Some(explanation) = response.extensions().get::<Explanation>() {
    ///     eprintln!("{}:\n{explanation}", response.status());
    /// }
    /// # assert!(response.extensions().get::<Explanation>().is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn explain_refusals(mut self) -> Self {
        self.config().explain_refusals = true;
        self
    }

    /// How many bytes of a form, or of a body to be hashed, are read at most; 1 MiB without this. A
    /// longer one is refused as [`SignError::FormTooLong`](crate::SignError::FormTooLong) or
    /// [`BodyTooLongToHash`](crate::SignError::BodyTooLongToHash).
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.config().body_limit = bytes;
        self
    }

    /// Lets requests pass unsigned that have an `Authorization` header of another scheme than OAuth.
    /// Without this they are refused as
    /// [`SignError::ForeignAuthorization`](crate::SignError::ForeignAuthorization).
    pub fn skip_other_authorization(mut self) -> Self {
        self.config().skip_other_authorization = true;
        self
    }

    fn config(&mut self) -> &mut Config {
        Arc::make_mut(&mut self.config)
    }
}

impl<S, M: Clone> Layer<S> for OAuth1Layer<M> {
    type Service = OAuth1Service<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        OAuth1Service::with_config(inner, Arc::clone(&self.config), self.mode.clone())
    }
}
