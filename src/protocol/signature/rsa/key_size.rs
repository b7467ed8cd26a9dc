//! The accepted sizes of RSA keys.

/// The shortest key that ring accepts, in bits. Shorter keys are not safe.
pub(super) const LEAST_BITS: usize = 2048;
/// The shortest key that the constructors of the feature `rsa-legacy` accept, in bits.
pub(super) const LEAST_LEGACY_BITS: usize = 1024;

/// Returns the length in bits of a modulus, given as bytes without leading zeros.
pub(super) fn bits(modulus: &[u8]) -> usize {
    let zeros = modulus.first().map_or(0, |first| first.leading_zeros());
    8 * modulus.len() - zeros as usize
}
