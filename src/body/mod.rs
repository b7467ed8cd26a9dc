//! How the layers treat request bodies.
//!
//! OAuth signs the parameters of forms (RFC 5849 section 3.4.1.3.1). So a layer reads form bodies,
//! up to a limit (1 MiB by default). It does not touch other bodies, unless a body hash is needed.
//!
//! A layer has one of three modes. The mode is a type parameter of the layer. A stack only has to
//! meet the requirements of its own mode:
//!
//! | Mode | Set with | Requirements on the body `B` | Requirements on the inner service |
//! |---|---|---|---|
//! | [`Forms`] (default) | `new` | `Body + From<Bytes> + Unpin` | `Clone` |
//! | [`UntouchedBodies`] | `bodies_untouched()` | none | none |
//! | [`RebuildBody<B>`] | `rebuild_body_with(..)` | `Body + Unpin` | `Clone` |
//!
//! - [`Forms`] reads a form and makes a new body from its bytes. It works with `Full<Bytes>` and
//!   with the bodies of axum and reqwest.
//! - [`UntouchedBodies`] is for clients that send only JSON or `GET` requests, for body types such
//!   as `Empty` and `BoxBody`, and for services that are not `Clone`. It refuses a form, because it
//!   cannot sign the form correctly.
//! - [`RebuildBody`] works like [`Forms`], for body types that do not implement `From<Bytes>`. You
//!   pass a function that makes a body from bytes.
//!
//! The modes that read bodies also need an error type `B::Error` that converts into
//! [`BoxError`](crate::BoxError).
//!
//! A request with a body whose error is boxed, such as `BoxBody<Bytes, BoxError>`, can be sent in a
//! spawned task with `service.ready().await?.call(request)`. The compiler refuses `oneshot` there
//! ("not general enough"), with every client.
//!
//! The guide [the first request](crate::guide::first_request) has a whole program. This layer
//! rebuilds forms as a `BoxBody`:
//!
//! ```
//! use bytes::Bytes;
//! use http_body_util::{BodyExt, Full, combinators::BoxBody};
//! use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
//!
//! let signer = Signer::new(ClientCredentials::new("id", "secret"));
//! let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?)
//!     .rebuild_body_with(|bytes: Bytes| -> BoxBody<Bytes, std::convert::Infallible> {
//!         Full::new(bytes).boxed()
//!     });
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```

mod form;
mod mode;

pub(crate) use form::{Form, FormError};
pub(crate) use mode::Start;
pub use mode::{BodyMode, Forms, RebuildBody, UntouchedBodies};
