//! How long a request and its parameters may be.

use crate::verify::client::identifier::LONGEST_IDENTIFIER;

/// The limits of a verifier.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// In bytes, as all others but the number of parameters.
    pub(crate) header: usize,
    pub(crate) parameters: usize,
    pub(crate) identifier: usize,
    pub(crate) nonce: usize,
    pub(crate) signature: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Clients do not send longer headers.
            header: 8 << 10,
            // The cost of sorting grows faster than the number of parameters.
            parameters: 256,
            identifier: LONGEST_IDENTIFIER,
            nonce: 128,
            // A PLAINTEXT signature with two long secrets fits.
            signature: 2048,
        }
    }
}
