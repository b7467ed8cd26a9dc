//! OAuth 1.0a (RFC 5849) for tower.
mod credentials;
mod origin;
mod path;
pub mod protocol;
pub mod sign;

pub use credentials::{ClientCredentials, TemporaryCredentials, TokenCredentials};
pub use origin::{Origin, OriginError};
pub use protocol::{Explanation, SignError, SignatureMethod, Signer};
