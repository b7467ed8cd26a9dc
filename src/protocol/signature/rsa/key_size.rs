//! The sizes of RSA keys that are taken.

/// ring, and the world, take none below this.
pub(super) const LEAST_BITS: usize = 2048;
/// Below this nothing is taken, for the sake of the past neither.
#[cfg(feature = "rsa-legacy")]
pub(super) const LEAST_LEGACY_BITS: usize = 1024;

/// The length of a modulus, given as bytes without leading zeros, in bits.
pub(super) fn bits(modulus: &[u8]) -> usize {
    let zeros = modulus.first().map_or(0, |first| first.leading_zeros());
    8 * modulus.len() - zeros as usize
}
