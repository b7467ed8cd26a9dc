//! OAuth 1.0a (RFC 5849) for tower.
pub mod body;
mod credentials;
pub mod flow;
mod origin;
mod path;
pub mod protocol;
pub mod sign;
pub mod verify;

pub use credentials::{ClientCredentials, TemporaryCredentials, TokenCredentials};
pub use flow::{
    AuthorizationFlow, Callback, Endpoints, FlowError, GrantedAuthorization, PendingAuthorization,
};
pub use origin::{Origin, OriginError};
pub use protocol::{Explanation, SignError, SignatureMethod, Signer};
pub use sign::{BoxError, OAuth1Layer, OAuth1Service, Scope};
pub use verify::{PublicOrigin, Verifier, VerifyError};
