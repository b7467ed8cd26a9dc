//! The layer and its settings.

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

/// A tower layer that signs outgoing requests: the method, the URI, the `Host` header and the form
/// of each request, as they are sent.
///
/// The [module's documentation](crate::sign) says which layers to put outside this one, and which
/// inside.
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
    pub(super) config: Arc<Config>,
    mode: M,
}

impl OAuth1Layer<Forms> {
    /// Creates a layer that signs the requests to the origins of `scope`. All other requests pass
    /// unchanged.
    ///
    /// OAuth signs form fields, so the layer reads form bodies. For this, the body must be
    /// `Body + From<Bytes> + Unpin` and the inner service must be `Clone`. The modes
    /// [`bodies_untouched`](Self::bodies_untouched) and
    /// [`rebuild_body_with`](Self::rebuild_body_with) require less.
    ///
    /// If the bounds are not met, the compiler suggests a fix. For a method call such as
    /// `api.oneshot(request)` it only says that there is no such method: write
    /// `ServiceExt::oneshot(api, request)` to see the suggestion.
    pub fn new(signer: Signer, scope: Scope) -> Self {
        Self::with_credentials(Credentials::Fixed(RequestCredentials::new(signer, scope)))
    }

    /// Creates a layer for many users. Each request carries its [`RequestCredentials`] in its
    /// extensions, and the layer removes them before it sends the request. They include a scope, so
    /// the signature of a user is sent only to the origins that it is meant for.
    ///
    /// A request without credentials is refused with
    /// [`SignError::MissingCredentials`](crate::SignError::MissingCredentials). To send such
    /// requests unsigned, use [`per_request_or_unsigned`](Self::per_request_or_unsigned). The
    /// guide [many users](crate::guide::many_users) shows how to look credentials up.
    pub fn per_request() -> Self {
        Self::with_credentials(Credentials::PerRequest)
    }

    /// Like [`per_request`](Self::per_request), but a request that has no credentials is sent
    /// unsigned.
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

    /// Reads no bodies. Use this for clients that send no forms, such as JSON clients. Body and
    /// inner service then have no extra bounds. A form is refused with
    /// [`SignError::UnexpectedForm`](crate::SignError::UnexpectedForm), unless it is empty.
    pub fn bodies_untouched(self) -> OAuth1Layer<UntouchedBodies> {
        self.with_mode(UntouchedBodies)
    }

    /// Reads forms, and creates their bodies with `rebuild`. Use this for body types that do not
    /// implement `From<Bytes>`.
    pub fn rebuild_body_with<B>(self, rebuild: fn(Bytes) -> B) -> OAuth1Layer<RebuildBody<B>> {
        self.with_mode(RebuildBody::new(rebuild))
    }

    fn with_mode<M>(self, mode: M) -> OAuth1Layer<M> {
        let config = self.config;
        OAuth1Layer { config, mode }
    }
}

impl<M> OAuth1Layer<M> {
    /// Sets the origin under which the server receives the requests. Default: the origin that the
    /// URI and the `Host` header name. Set it if a proxy rewrites the host, for a tunnel, or for
    /// relative URIs.
    ///
    /// The origin is signed. It does not change which requests are in scope: the scope looks at the
    /// host in the URI. It looks at this origin only if the URI has no host, or a scheme other than
    /// `http`, `https`, `ws` and `wss`, as clients for Unix sockets use.
    ///
    /// A server with HTTP/2 does not see the `Host` header but the authority of the URI. So the
    /// layer ignores the `Host` header if the version of the request is HTTP/2 or later. It cannot
    /// know the version that a client agrees on with the server (ALPN), after the request was
    /// signed. If a request has a `Host` header that differs from its URI, set the version of the
    /// request, or this origin.
    pub fn public_origin(mut self, origin: Origin) -> Self {
        self.config().public_origin = Some(origin);
        self
    }

    /// Signs and sends paths byte for byte. Default: the layer removes dot segments and escapes raw
    /// UTF-8 and the characters `"`, `{`, `}` and `\` before it signs and sends the request.
    ///
    /// Some clients make these changes after signing, and the signature is then wrong. With a
    /// client that sends paths unchanged, both settings are right.
    pub fn path_as_is(mut self) -> Self {
        self.config().path_as_is = true;
        self
    }

    /// Sets where the protocol parameters are sent (section 3.5). Default: the `Authorization`
    /// header.
    ///
    /// - In the query, they are appended to the existing query. They end up in logs and caches.
    ///   PLAINTEXT would put the secrets there, so it is refused with
    ///   [`SignError::PlaintextInQuery`](crate::SignError::PlaintextInQuery).
    /// - In the form body, they are appended to the form, and `Content-Length` is updated. A
    ///   request without a form is refused with [`SignError::NoForm`](crate::SignError::NoForm),
    ///   unless [`or_in_header`](Self::or_in_header) is set.
    ///
    /// The realm is sent only in the header.
    ///
    /// Caches know from an `Authorization` header that a response is for one user. For query and
    /// form, section 4.4 asks servers to send `Cache-Control: private`, and clients may send
    /// `no-store`. A `Content-Digest` of a form is wrong after parameters were appended to it.
    ///
    /// The query or the form may have the parameters of an earlier signature, for example after a
    /// redirect. The layer removes them, whatever the transmission is: see the
    /// [module's documentation](crate::sign#what-is-signed-and-what-changes). A redirect layer may
    /// also turn a posted form into a `GET`, which has no form.
    pub fn transmission(mut self, transmission: Transmission) -> Self {
        self.config().placement.transmission = transmission;
        self
    }

    /// Sends the protocol parameters in the header if the transmission is
    /// [`Transmission::FormBody`] and the request has no form. Default: such a request is refused.
    pub fn or_in_header(mut self) -> Self {
        self.config().placement.or_in_header = true;
        self
    }

    /// Sends the protocol parameters in the header in addition to the query or the form. Some
    /// services require both. Default: off.
    ///
    /// This violates section 3.5 of the RFC, and servers that follow the RFC refuse such requests.
    /// Each parameter is signed once.
    pub fn also_in_header(mut self) -> Self {
        self.config().placement.also_in_header = true;
        self
    }

    /// Sets the name of the header that carries the protocol parameters. Default: `Authorization`.
    ///
    /// Redirect layers, caches and loggers treat `Authorization` as a credential, but not other
    /// headers. Choose a header that has no other meaning for clients and servers.
    pub fn header_name(mut self, name: HeaderName) -> Self {
        self.config().placement.header = name;
        self
    }

    /// Sets which requests carry `oauth_body_hash`. Default: [`BodyHashPolicy::never`].
    ///
    /// The layer reads the body to hash it. The body must be in memory, and at most
    /// [`body_limit`](Self::body_limit) bytes long. To hash a stream, insert a
    /// [`PrecomputedBodyHash`](super::PrecomputedBodyHash) into the extensions of the request.
    ///
    /// A layer in the mode [`bodies_untouched`](OAuth1Layer::bodies_untouched) reads no body. It
    /// sends the hash of an empty body if the `Content-Length` is 0, or if the request is a `GET`
    /// or `HEAD` without a length. All other requests need a `PrecomputedBodyHash`.
    pub fn body_hash_policy(mut self, policy: BodyHashPolicy) -> Self {
        self.config().body_hash_policy = policy;
        self
    }

    /// Learns from refusals how far the server's clock is from the signer's clock, and signs with
    /// the server's time from then on. Default: the signer's clock is not corrected.
    ///
    /// The layer reads the skew from the `oauth_acceptable_timestamps` or the `Date` of a response
    /// to a signed request. The response must be a 401, or a 400 that reports `timestamp_refused`
    /// or a problem that the extension does not define. A response from a cache, or one that
    /// reports another problem, is ignored. The layer inserts a [`ClockSkew`](super::ClockSkew)
    /// into the extensions of the response. `RetryOnClockSkew` (feature `tower`) sends such a
    /// request once more.
    ///
    /// The layer stores one skew for each origin. All services that this layer creates share it,
    /// until a later response changes it. It is added to the time of the signer's clock, even if
    /// that is a [`MonotonicClock`](crate::protocol::MonotonicClock). So the signers of one stack
    /// should share a clock.
    ///
    /// A server may refuse a large upload before it has read all of it, and close the connection.
    /// Then the response may be lost, and the layer learns nothing from it.
    ///
    /// Without `RetryOnClockSkew`, the first request fails, and the next ones succeed.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tower_oauth1::sign::ClockSkewPolicy;
    /// use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
    ///
    /// let signer = Signer::new(ClientCredentials::new("id", "secret"));
    /// // Corrects a clock that is up to one hour wrong.
    /// let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?)
    ///     .correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(3600)));
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    pub fn correct_clock_skew(mut self, policy: ClockSkewPolicy) -> Self {
        self.config().skew = Some(Arc::new(Skew::new(policy)));
        self
    }

    /// Sets the maximum number of bytes that are read from a form, or from a body that is hashed.
    /// Default: 1 MiB. A longer body is refused with
    /// [`SignError::FormTooLong`](crate::SignError::FormTooLong) or
    /// [`BodyTooLongToHash`](crate::SignError::BodyTooLongToHash).
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.config().body_limit = bytes;
        self
    }

    /// Sends requests unsigned if their `Authorization` header (or the one set with
    /// [`header_name`](Self::header_name)) has a scheme other than OAuth. Default: they are refused
    /// with [`SignError::ForeignAuthorization`](crate::SignError::ForeignAuthorization).
    pub fn skip_other_authorization(mut self) -> Self {
        self.config().skip_other_authorization = true;
        self
    }

    pub(super) fn config(&mut self) -> &mut Config {
        Arc::make_mut(&mut self.config)
    }
}

impl<S, M: Clone> Layer<S> for OAuth1Layer<M> {
    type Service = OAuth1Service<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        OAuth1Service::with_config(inner, Arc::clone(&self.config), self.mode.clone())
    }
}
