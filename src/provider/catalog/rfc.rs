//! The settings of a provider that follows RFC 5849, on which all entries are based.

use crate::protocol::Transmission;
use crate::provider::entry::{Entry, Method, SiteKind};
use crate::sign::BodyHashPolicy;

/// The settings of a provider that follows RFC 5849.
pub(super) const RFC: Entry = Entry {
    source: "",
    checked: "",
    site: SiteKind::None,
    initiate: None,
    authorize: None,
    token: None,
    authorize_names: None,
    api: &[],
    method: Method::HmacSha1,
    also_rsa_sha1: false,
    transmission: Transmission::AuthorizationHeader,
    realm: None,
    empty_token: false,
    ascending_timestamps: false,
    body_hash_policy: BodyHashPolicy::never(),
    confirms_callback: true,
    sends_verifier: true,
    accepts_callback: true,
    uses_form_flow: false,
};

/// Creates the entry of a provider that has all three steps of the authorization flow.
macro_rules! flow {
    ($ask:ident $initiate:literal, $authorize:literal, $token_ask:ident $token:literal, $($field:ident: $value:expr,)*) => {
        Entry {
            initiate: Some(EndpointCall::$ask($initiate)),
            authorize: Some($authorize),
            token: Some(EndpointCall::$token_ask($token)),
            $($field: $value,)*
            ..RFC
        }
    };
}
pub(super) use flow;
