//! The layers around the server layer: their order, open routes, optional signatures, frameworks.
//!
//! # The order
//!
//! ```text
//!   CORS                  browsers send preflight requests without a signature
//!   rate limit, timeout   a client may send its body slowly; refused requests cost work too
//! > VerifyLayer           needs the request as the client signed it
//!   decompression         and all layers that change the URI or the body
//!   concurrency limit     only verified requests take a permit
//!   router, handlers
//! ```
//!
//! The first line is the outermost layer.
//!
//! - **Layers that change the path go inside.** The `nest` method of axum removes the prefix of the
//!   path before it calls the layers of the nested router. Add [`VerifyLayer`] to the outer router,
//!   or set [`RequestVerifier::signed_uri`].
//! - **What is scarce goes inside.** `VerifyLayer` is always ready. It makes the inner service
//!   ready after the request is verified. So strangers who send forms slowly hold no permit of a
//!   `ConcurrencyLimitLayer` inside. If requests should not wait for a permit, put a
//!   `LoadShedLayer` between `VerifyLayer` and the limit. Outside `VerifyLayer`, it never sees that
//!   the inner service is busy.
//! - **Layers that change the type of the request body** go inside, or need a `MapRequestBodyLayer`
//!   between them and `VerifyLayer`. Such layers are `RequestBodyLimitLayer`,
//!   `RequestBodyTimeoutLayer` and `RequestDecompressionLayer`. Only `UntouchedBodies` works
//!   without it.
//! - **A limit for all bodies** is a layer of its own. `VerifyLayer::body_limit` limits only the
//!   bodies that it reads: forms, and bodies with an `oauth_body_hash`. For all others, use axum's
//!   `DefaultBodyLimit` (2 MB by default), or the `RequestBodyLimitLayer` below.
//! - **Layers that change the response** may be on both sides. The response has a
//!   [`ResponseBody`]: the body of the inner service, or a refusal.
//!
//! This server limits bodies and traces all requests, also those that are refused:
//!
//! ```
//! use axum::{Router, body::Body, routing::post};
//! use tower::ServiceBuilder;
//! use tower_http::limit::RequestBodyLimitLayer;
//! use tower_http::map_request_body::MapRequestBodyLayer;
//! use tower_http::trace::TraceLayer;
//! use tower_oauth1::PublicOrigin;
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
//!
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(960_000));
//! let layers = ServiceBuilder::new()
//!     .layer(TraceLayer::new_for_http())
//!     .layer(RequestBodyLimitLayer::new(100_000_000))
//!     .layer(MapRequestBodyLayer::new(Body::new))
//!     .layer(VerifyLayer::new(credentials, replay, origin))
//!     .concurrency_limit(100);
//! let app: Router = Router::new().route("/photos", post(|| async { "stored" })).layer(layers);
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! # Open routes
//!
//! `VerifyLayer` protects the routes that are added to the router before it. Add open routes after
//! it:
//!
//! ```
//! use axum::{Router, routing::get};
//! use tower_oauth1::PublicOrigin;
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
//!
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(960_000));
//! let app: Router = Router::new()
//!     .route("/me", get(|| async { "signed" }))
//!     .layer(VerifyLayer::new(credentials, replay, origin))
//!     .route("/health", get(|| async { "open" }));
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! A route that somebody adds below the layer later is open too. A handler that takes
//! [`Authenticated`] does not run there: `Extension<Authenticated>`, or `Authenticated` with the
//! feature `axum`, responds with 500. With `layer`, a request to an unknown path must be signed
//! too, so callers cannot find out which paths exist. With `route_layer`, it gets 404.
//!
//! # Signed or anonymous
//!
//! With [`allow_unsigned`](crate::VerifyLayer::allow_unsigned), a request without any sign of OAuth
//! 1.0 passes. Its documentation lists the conditions. With the feature `axum`, the handler decides
//! by the type of its argument:
//!
//! | Argument | Signed | Not signed | No `VerifyLayer` |
//! |---|---|---|---|
//! | `Authenticated` | runs | 401 | 500 |
//! | `Option<Authenticated>` | runs with `Some` | runs with `None` | 500 |
//! | `Option<Extension<Authenticated>>` | runs with `Some` | runs with `None` | runs with `None` |
//!
//! Someone who can change a request on its way can remove the signature, and makes an anonymous
//! request. So an anonymous caller must never get more than a signed one.
//!
//! The same setting serves routes that accept Bearer tokens too. Put the layer for these tokens
//! inside `VerifyLayer`, and let it look for an [`Authenticated`] first.
//!
//! # hyper without axum
//!
//! The body of a request in hyper is `Incoming`, and nobody can make an `Incoming` from bytes. Map
//! it to another type first, for example to the body of axum:
//!
//! ```
//! use axum::body::Body;
//! use http::{Request, Response};
//! use hyper::body::Incoming;
//! use hyper_util::service::TowerToHyperService;
//! use tower::ServiceBuilder;
//! use tower_http::map_request_body::MapRequestBodyLayer;
//! use tower_oauth1::PublicOrigin;
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
//!
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(960_000));
//! let service = ServiceBuilder::new()
//!     .layer(MapRequestBodyLayer::new(|body: Incoming| Body::new(body)))
//!     .layer(VerifyLayer::new(credentials, replay, origin))
//!     .service_fn(|_: Request<Body>| async {
//!         Ok::<_, std::convert::Infallible>(Response::new(Body::from("hello")))
//!     });
//! let service = TowerToHyperService::new(service); // for `serve_connection` of hyper
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! A gateway passes the verified request on with an HTTP client. The client is the inner service,
//! and its response may have any body type.
//!
//! # Another header
//!
//! If a gateway in front of the server uses `Authorization` itself, clients send the protocol
//! parameters in another header. Both halves have the setting:
//! [`RequestVerifier::header_name`] and [`OAuth1Layer::header_name`].
//!
//! # Large uploads
//!
//! The layer refuses a wrong request as soon as it can, often before the body has arrived. hyper
//! then closes the connection, and a client that still sends its body may see the closed connection
//! and not the response. Clients that send large bodies can send `Expect: 100-continue`.
//!
//! [`Authenticated`]: crate::Authenticated
//! [`OAuth1Layer::header_name`]: crate::OAuth1Layer::header_name
//! [`RequestVerifier::header_name`]: crate::RequestVerifier::header_name
//! [`RequestVerifier::signed_uri`]: crate::RequestVerifier::signed_uri
//! [`ResponseBody`]: crate::verify::ResponseBody
//! [`VerifyLayer`]: crate::VerifyLayer
