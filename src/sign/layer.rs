//! The layer: what a stack is told once.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderName;
use tower_layer::Layer;

use super::body_hash::HashedBodies;
use super::clock_skew::Skew;
use super::config::Config;
use super::credentials::{Credentials, RequestCredentials};
use super::scope::Scope;
use super::service::OAuth1Service;
use crate::body::{Forms, HeaderOnly, RebuildBody};
use crate::protocol::{BodyHash, Signer, Transmission};
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
///     .token(TokenCredentials::new("token", "token-secret"));
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
    /// body and service; [`header_only`](Self::header_only) and
    /// [`rebuild_body_with`](Self::rebuild_body_with) ask less.
    ///
    /// Where the stack has not what is asked, the compiler says how to go on. But of a method call it
    /// only says that the service has no method `call`, `ready` or `oneshot`: write
    /// `ServiceExt::oneshot(api, request)` instead, and it says why.
    pub fn new(signer: Signer, scope: Scope) -> Self {
        Self::of(Credentials::Fixed(RequestCredentials::new(signer, scope)))
    }

    /// A layer for many users: each request carries its [`RequestCredentials`] in its extensions, and
    /// they are taken out before it is sent. They bring their own scope, so a user's signature goes
    /// nowhere that was not meant for it.
    ///
    /// A request without is refused as
    /// [`SignError::MissingCredentials`](crate::SignError::MissingCredentials), unless
    /// [`unsigned_without_credentials`](Self::unsigned_without_credentials) says otherwise. The
    /// [module's documentation](crate::sign#many-users) shows how they are looked up.
    pub fn per_request() -> Self {
        let unsigned_without = false;
        Self::of(Credentials::PerRequest { unsigned_without })
    }

    fn of(credentials: Credentials) -> Self {
        let config = Arc::new(Config::new(credentials));
        Self {
            config,
            mode: Forms,
        }
    }

    /// Reads no body, for stacks that send no forms: JSON and `GET` clients. A form is then refused
    /// as [`SignError::FormInHeaderOnlyMode`](crate::SignError::FormInHeaderOnlyMode).
    pub fn header_only(self) -> OAuth1Layer<HeaderOnly> {
        self.with_mode(HeaderOnly)
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
    /// Lets requests that carry no credentials pass unsigned, in a layer made by
    /// [`per_request`](OAuth1Layer::per_request). A layer that has its own is not changed by it.
    pub fn unsigned_without_credentials(mut self) -> Self {
        if let Credentials::PerRequest { unsigned_without } = &mut self.config().credentials {
            *unsigned_without = true;
        }
        self
    }

    /// The origin under which the server receives the requests, where URI and `Host` do not say it:
    /// behind a proxy that rewrites the host, through a tunnel, or for relative URIs.
    ///
    /// It goes into what is signed. What is *in scope* is still told by a URI that names a host.
    pub fn origin(mut self, origin: Origin) -> Self {
        self.config().origin = Some(origin);
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
    /// [`header_without_form`](Self::header_without_form) says otherwise. A realm is sent in the header
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
    pub fn header_without_form(mut self) -> Self {
        self.config().placement.header_without_form = true;
        self
    }

    /// Sends the protocol parameters in the header *too*, for services that want them doubled.
    ///
    /// This is outside the RFC, whose section 3.5 wants them in one place, and servers that keep to
    /// it refuse such requests. Each parameter is signed once.
    pub fn header_too(mut self) -> Self {
        self.config().placement.header_too = true;
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

    /// Which requests carry `oauth_body_hash`; none without this. The body is read to be hashed, to
    /// the [`body_limit`](Self::body_limit), so it must be in memory. A layer made by
    /// [`header_only`](OAuth1Layer::header_only) reads none: it takes a `GET` and a `HEAD` to have none,
    /// and for all others the caller gives the hash by [`GivenBodyHash`](super::GivenBodyHash), for an
    /// empty body too.
    pub fn hash_bodies(mut self, bodies: HashedBodies) -> Self {
        self.config().hashed_bodies = bodies;
        self
    }

    /// The hash of `oauth_body_hash`; the one of the signature method without this.
    pub fn body_hash(mut self, hash: BodyHash) -> Self {
        self.config().body_hash = Some(hash);
        self
    }

    /// Learns from refusals how far the server's clock is from ours, and signs by the server's from then
    /// on, as long as it is no further away than `bound`.
    ///
    /// It is read off the `oauth_acceptable_timestamps` or `Date` of a 401, or of a 400 that reports
    /// `timestamp_refused`, to a signed request over `https`; not off a cache's, and not off one that
    /// reports another problem. Such an answer is marked by a [`ClockSkew`](super::ClockSkew) in its
    /// extensions; `RetryOnClockSkew` (feature `tower`) sends its request once more. What was
    /// learnt holds for the origin that said so, in all services that the layer makes, until a later
    /// answer says otherwise. It is relative to the signer's clock, so the signers of one stack should
    /// share theirs; and added to it, so that it moves a [`NeverBack`](crate::protocol::NeverBack) too.
    pub fn learn_clock_skew(mut self, bound: Duration) -> Self {
        self.config().skew = Some(Arc::new(Skew::new(bound)));
        self
    }

    /// Learns over plain `http` too, where whoever stands between can set the clock that requests are
    /// signed by.
    pub fn insecure_clock_skew_without_tls(mut self) -> Self {
        self.config().skew_without_tls = true;
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
    pub fn skip_foreign_authorization(mut self) -> Self {
        self.config().skip_foreign_authorization = true;
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
