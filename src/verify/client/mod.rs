//! What a server knows of its clients: their keys, methods and callbacks.

pub(super) mod callbacks;
pub(super) mod key;
pub(super) mod prepared_key;
pub(super) mod registered;
