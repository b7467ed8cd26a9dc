//! Registered clients: their keys, signature methods and callbacks.

mod additional_keys;
pub(super) mod callback_policy;
pub(super) mod callbacks;
pub(super) mod identifier;
pub(super) mod issued;
pub(super) mod key;
pub(super) mod prepared_key;
pub(super) mod registered;
