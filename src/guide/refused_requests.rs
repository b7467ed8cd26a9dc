//! What clients and operators learn about a refused request.
//!
//! # What the client gets
//!
//! | Status | Reason |
//! |---|---|
//! | 400 | a parameter is missing, malformed or duplicate; the `Host` header cannot be used |
//! | 401 | no signature, a wrong client, token or signature, a wrong clock, a used nonce; a wrong verifier or password |
//! | 413 | the form is too long |
//! | 415 | the form is compressed, or is not quite a form |
//! | 503 | a store failed |
//!
//! The `WWW-Authenticate` header has a problem report if the problem reporting extension has a name
//! for the reason. The body is the same report as a form, because many clients show the body only:
//!
//! ```text
//! HTTP/1.1 400 Bad Request
//! www-authenticate: OAuth realm="Photos", oauth_problem="parameter_absent",
//!     oauth_parameters_absent="oauth_nonce"
//! content-type: application/x-www-form-urlencoded
//!
//! oauth_problem=parameter_absent&oauth_parameters_absent=oauth_nonce
//! ```
//!
//! A wrong client, token, signature and body hash all have the problem `signature_invalid`, so
//! nobody can find out which identifiers exist.
//!
//! To send another body, set a function with
//! [`VerifyLayer::refusal_response`](crate::VerifyLayer::refusal_response).
//!
//! # What the operator gets
//!
//! The extensions of the response have a [`Refusal`]. It says which of client, token and signature
//! is wrong, and what the request says about itself. With
//! [`explain_refusals`](crate::VerifyLayer::explain_refusals), it also says what the server expects
//! to be signed, and for which origin. Log it in a middleware directly outside `VerifyLayer`:
//!
//! ```
//! use axum::{Router, extract::Request, middleware, response::Response, routing::get};
//! use tower_oauth1::PublicOrigin;
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, Refusal, VerifyLayer};
//!
//! async fn log_refusals(request: Request, next: middleware::Next) -> Response {
//!     let (method, path) = (request.method().clone(), request.uri().path().to_owned());
//!     let response = next.run(request).await;
//!     if let Some(refusal) = response.extensions().get::<Refusal>() {
//!         eprintln!("{} {method} {path}: {refusal}", response.status());
//!         if let Some(explanation) = refusal.explanation() {
//!             eprintln!("{explanation}");
//!         }
//!     }
//!     response
//! }
//!
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(960_000));
//! let app: Router = Router::new()
//!     .route("/me", get(|| async { "hello" }))
//!     .layer(VerifyLayer::new(credentials, replay, origin).explain_refusals())
//!     // A layer that is added later is outside the layers before it.
//!     .layer(middleware::from_fn(log_refusals));
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! If your server [issues credentials](crate::grant), its endpoints refuse requests that passed the
//! layer: a wrong verifier or password, a callback that is not registered. Their responses have a
//! [`GrantError`] in the extensions instead, if they are made with
//! [`GrantError::response`](crate::grant::GrantError::response). Add it to the middleware, and log
//! the source too, which says why a store failed:
//!
//! ```
//! use axum::response::Response;
//! use std::error::Error;
//! use tower_oauth1::grant::GrantError;
//!
//! fn log_refused_grant(response: &Response) {
//!     if let Some(error) = response.extensions().get::<GrantError>() {
//!         eprintln!("{}: {error}", response.status());
//!         if let Some(source) = error.source() {
//!             eprintln!("  because {source}");
//!         }
//!     }
//! }
//! ```
//!
//! Compare the explanation with the one of the client: see
//! [`OAuth1Layer::explain_refusals`](crate::OAuth1Layer::explain_refusals). Add both layers to the
//! outer router, not to a router in `nest`, where the path has lost its prefix.
//!
//! With the feature `tracing`, the layer and the functions of [`Grants`](crate::grant::Grants)
//! write an event for each refusal: see [`verify`](crate::verify#logging) and
//! [`grant`](crate::grant#logging). The events of `Grants` also name the client.
//!
//! [`GrantError`]: crate::grant::GrantError
//! [`Refusal`]: crate::verify::Refusal
