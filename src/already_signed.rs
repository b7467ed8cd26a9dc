//! A contract between middlewares of this crate.

/// Stands in the extensions of a request whose protocol parameters are final, as those of the token
/// dance are, which may go through a stack that signs: its layer lets the request pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlreadySigned;
