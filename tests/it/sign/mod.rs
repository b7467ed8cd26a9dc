//! The client: the layer and the signer.

mod body_hash;
mod cancellation;
mod clients;
#[cfg(feature = "tower")]
mod clock_skew;
mod clock_skew_bounds;
mod detached;
mod difference;
mod difference_causes;
mod difference_in_text;
mod difference_of_parameters;
mod difference_texts;
mod differential;
mod explained_refusals;
mod given_body_hash;
mod header_text;
mod http_versions;
mod in_memory_body;
mod instructions;
mod layer_readiness;
mod no_panics;
mod old_parameters;
mod origins;
mod out_of_scope;
mod per_request;
mod plaintext;
mod redirects;
mod refusals;
mod replay_guard;
#[cfg(feature = "rsa")]
pub(crate) mod rsa;
mod schemes;
mod scope;
mod services;
mod session_keys;
mod sizes;
mod sources;
mod spawned;
mod stack;
mod transmission_edges;
mod transmissions;
mod unsigned_request;
mod uri_table;
mod wire;
