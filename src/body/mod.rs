//! Which bodies are read, and how: forms, to a limit, because their parameters are signed
//! (RFC 5849 section 3.4.1.3.1). No other body is touched, unless it is to be hashed.
//!
//! A layer is in one of three modes, which is a type parameter, so that a client that sends no
//! forms is not asked for what only forms need:
//!
//! | mode | made by | asks of the body `B` | asks of the service |
//! |---|---|---|---|
//! | [`Forms`] | `new` | `B: Body + From<Bytes> + Unpin` | `Clone` |
//! | [`UntouchedBodies`] | `bodies_untouched()` | nothing | nothing |
//! | [`RebuildBody<B>`] | `rebuild_body_with(..)` | `B: Body + Unpin` | `Clone` |
//!
//! The first reads forms and makes them anew from their bytes: `Full<Bytes>`, axum's and reqwest's
//! bodies can be made so. The second is for JSON and `GET` clients, for `Empty`, `BoxBody` and
//! services that are not `Clone`; it refuses a form instead of signing it wrongly. The third is the
//! first for bodies that are made from bytes by other means:
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
