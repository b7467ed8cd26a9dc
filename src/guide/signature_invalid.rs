//! "signature_invalid": a service refuses a signed request.
//!
//! Services say it in many ways: the status 401, `signature_invalid`, "Invalid signature", or
//! "Could not authenticate you". Work through this list. The most likely causes come first.
//!
//! # First: what does the service say, and was the request signed?
//!
//! Many services name the reason as `oauth_problem`, in the header `WWW-Authenticate` or in the
//! body. [`Problem`] reads it. The extensions of the response say whether the request was signed.
//! With [`OAuth1Layer::explain_refusals`], they also say what was signed:
//!
//! ```
//! # use http::{Request, Response, StatusCode};
//! # use tower::{ServiceBuilder, ServiceExt};
//! use tower_oauth1::Explanation;
//! use tower_oauth1::protocol::{Problem, find_base_string};
//! use tower_oauth1::sign::OutOfScope;
//! # use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tower::BoxError> {
//! # let http = tower::service_fn(|_: Request<http_body_util::Full<bytes::Bytes>>| async {
//! #     let echo = "Invalid signature. Base string: GET&https%3A%2F%2Fapi.example.com%2Fphotos&x";
//! #     let mut response = Response::new(echo.to_owned());
//! #     *response.status_mut() = StatusCode::UNAUTHORIZED;
//! #     Ok::<_, std::convert::Infallible>(response)
//! # });
//! # let layer = OAuth1Layer::new(
//! #     Signer::new(ClientCredentials::new("id", "secret")),
//! #     Scope::origin("https://api.example.com")?,
//! # );
//! # let request = Request::get("https://api.example.com/photos").body(Default::default())?;
//! // `layer` is your `OAuth1Layer`.
//! let api = ServiceBuilder::new().layer(layer.explain_refusals()).service(http);
//! let response = api.oneshot(request).await?;
//!
//! let in_body = || Problem::from_body(response.body().as_bytes());
//! if let Some(problem) = Problem::from_headers(response.headers()).or_else(in_body) {
//!     eprintln!("the service says: {problem}"); // such as `timestamp_refused`
//! }
//! if let Some(reason) = response.extensions().get::<OutOfScope>() {
//!     eprintln!("{reason}");
//! }
//! if let Some(explanation) = response.extensions().get::<Explanation>() {
//!     eprintln!("{explanation}");
//!     // If the service writes the base string that it expects, compare it.
//!     if find_base_string(response.body()).is_some() {
//!         match explanation.diff(response.body()) {
//!             Some(difference) => eprintln!("{difference}"),
//!             None => eprintln!("the base strings are equal: a secret is wrong"),
//!         }
//!     }
//! }
//! # assert!(response.extensions().get::<Explanation>().is_some());
//! # Ok(())
//! # }
//! ```
//!
//! If there is [`OutOfScope`], the request was sent *unsigned*. Its text says which part of the
//! origin differs. Correct the [`Scope`], or the URL.
//!
//! # The list
//!
//! 1. **A wrong secret.** Print the credentials with `{:?}`: `Debug` hides the secret, and says
//!    whether it begins or ends in white space. Look for these mistakes: the secrets of client and
//!    token are swapped; the token belongs to another client, or to the test system; the keys were
//!    renewed, and the old ones are still in the settings; the token was revoked.
//! 2. **A token where none is expected, or none where one is.** The request of a user needs
//!    [`Signer::with_token`]. A request without a user must have none.
//! 3. **The clock.** The timestamp must be within about five minutes of the time of the service.
//!    Compare your clock with the `Date` header of the response. The layer can correct it:
//!    [`OAuth1Layer::correct_clock_skew`].
//! 4. **The request was changed after signing.** Something inside the layer changes the URL, the
//!    query, the form or the `Host` header: a proxy, a default query of the client, a redirect that
//!    the client followed. Put what changes requests *outside* the layer. Turn off redirects in the
//!    client.
//! 5. **The same nonce twice.** A retry layer inside the layer sends a signature again. Put it
//!    outside. [`ReplayGuardLayer`] finds this in a test. The service calls it `nonce_used`.
//! 6. **A form without its type.** The `Content-Type` of a form must be
//!    `application/x-www-form-urlencoded`. With another type, its parameters are not signed, and
//!    the service may expect them. JSON and multipart bodies must not have this type.
//! 7. **Another signature method.** The service may require HMAC-SHA256 or RSA. See its
//!    documentation, and [`Signer::with_signature_method`].
//! 8. **Another origin.** The service is behind a proxy and expects its public name, or the other
//!    way round: [`OAuth1Layer::public_origin`].
//! 9. **Too much in the header.** Some services refuse a realm, `oauth_version` or
//!    `oauth_body_hash`, and some require one of them: [`Signer::with_realm`],
//!    [`Signer::without_version`], [`OAuth1Layer::body_hash_policy`]. A
//!    [profile](crate::provider) knows the rules of its service.
//! 10. **The service is wrong.** Many services treat `+`, empty values, repeated names or names
//!     with brackets in their own way. Try the same request without such parameters.
//!     [`LikelyReason`] has the known mistakes. [`Provider`](crate::provider::Provider) says which
//!     services have them.
//!
//! # If the service shows its base string
//!
//! This is the fastest way. Pass all that the service wrote to [`Explanation::diff`]: a sentence,
//! JSON or HTML. It finds the first difference, and its likely reason:
//!
//! ```
//! use tower_oauth1::{Explanation, protocol::find_base_string};
//!
//! let request = http::Request::get("https://api.example.com/photos?tag=a+b").body(())?;
//! let explanation = Explanation::from_parts(&request.into_parts().0, None)?;
//!
//! let response = "Invalid signature. Base string: GET&https%3A%2F%2Fapi.example.com%2Fphotos\
//!     &tag%3Da%252Bb";
//! assert!(find_base_string(response).is_some());
//! let difference = explanation.diff(response).expect("the base strings differ");
//! println!("{difference}"); // which side reads the `+` as a plus, and what to do
//! # assert_eq!(difference.reason(), tower_oauth1::protocol::LikelyReason::PlusNotDecoded);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! If `diff` returns `None`, the base strings are equal. Then a secret is wrong (see 1), or the
//! service makes another key of the secrets. If the text has no base string, `diff` returns `Some`
//! too. So ask [`find_base_string`] first, as above.
//!
//! # More tools
//!
//! - In the authorization flow: [`FlowError::explanation`], [`FlowError::problem`] and
//!   [`FlowError::body`]. The text of the error says what to do.
//! - On a command line: the example `sign` in the source of this crate. Save the whole response of
//!   the service, sign the same request again, and pass `--check FILE`. The program prints what is
//!   probably wrong, the most likely cause first.
//! - If you operate the service: [refused requests](super::refused_requests). Compare the
//!   explanation of the server with that of the client.
//! - For a request that you have already, without a layer: [`Explanation::from_parts`].
//!
//! An explanation may contain personal data and tokens. `Display` hides what sounds like a secret.
//! [`Explanation::base_string`] hides nothing, so do not log it.
//!
//! [`Explanation::base_string`]: crate::Explanation::base_string
//! [`Explanation::diff`]: crate::Explanation::diff
//! [`Explanation::from_parts`]: crate::Explanation::from_parts
//! [`FlowError::body`]: crate::FlowError::body
//! [`FlowError::explanation`]: crate::FlowError::explanation
//! [`FlowError::problem`]: crate::FlowError::problem
//! [`LikelyReason`]: crate::protocol::LikelyReason
//! [`OAuth1Layer::body_hash_policy`]: crate::OAuth1Layer::body_hash_policy
//! [`OAuth1Layer::correct_clock_skew`]: crate::OAuth1Layer::correct_clock_skew
//! [`OAuth1Layer::explain_refusals`]: crate::OAuth1Layer::explain_refusals
//! [`OAuth1Layer::public_origin`]: crate::OAuth1Layer::public_origin
//! [`OutOfScope`]: crate::sign::OutOfScope
//! [`Problem`]: crate::protocol::Problem
//! [`ReplayGuardLayer`]: crate::sign::ReplayGuardLayer
//! [`Scope`]: crate::Scope
//! [`find_base_string`]: crate::protocol::find_base_string
//! [`Signer::with_realm`]: crate::Signer::with_realm
//! [`Signer::with_signature_method`]: crate::Signer::with_signature_method
//! [`Signer::with_token`]: crate::Signer::with_token
//! [`Signer::without_version`]: crate::Signer::without_version
