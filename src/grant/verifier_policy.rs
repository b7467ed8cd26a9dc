//! The text of a verifier (RFC 5849 section 2.2).

use std::fmt;
use std::sync::Arc;

use super::error::GrantError;
use super::pending::PendingGrant;
use super::random_text::{random_of, random_text};

/// How the verifiers of a server look. Pass it to
/// [`Grants::verifier_policy`](super::Grants::verifier_policy).
///
/// By default, the verifier is 8 digits if the resource owner types it into the client (the
/// callback is `oob`). Otherwise a redirect carries it, and it is 32 letters and digits.
///
/// A short verifier is safe because a client has few [tries](super::Grants::tries).
///
/// ```
/// use tower_oauth1::grant::VerifierPolicy;
///
/// // Without letters and digits that look alike.
/// let policy = VerifierPolicy::pin("ABCDEFGHJKMNPQRSTUVWXYZ23456789", 6)?;
/// # Ok::<_, tower_oauth1::grant::PinError>(())
/// ```
#[derive(Clone)]
pub struct VerifierPolicy(Policy);

#[derive(Clone)]
enum Policy {
    Pin { alphabet: Arc<[u8]>, length: usize },
    Custom(Arc<dyn Fn(&PendingGrant) -> String + Send + Sync>),
}

/// The smallest number of different PINs. With 5 tries, a guess is right once in 200,000 grants.
const FEWEST_PINS: f64 = 1e6;

/// The longest verifier that a function may make, in bytes.
const LONGEST_VERIFIER: usize = 256;

/// Error returned when PINs of this kind are not possible or too easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PinError {
    /// The alphabet has a character twice, or a character that is not printable ASCII.
    #[error(
        "the alphabet of a PIN must have different characters of printable ASCII, without blanks"
    )]
    Alphabet,
    /// There are fewer than a million different PINs.
    #[error("there must be a million different PINs at least; use a longer PIN or more characters")]
    TooFew,
    /// The PIN is longer than 128 characters.
    #[error("a PIN must have 128 characters at most")]
    TooLong,
}

impl VerifierPolicy {
    /// Sets the characters and the length of the verifiers that resource owners type into the
    /// client. Default: 8 digits.
    ///
    /// # Errors
    ///
    /// Returns [`PinError`] if the alphabet has a character twice, or one that is not printable
    /// ASCII, if there are fewer than a million different PINs, or if the length is more than 128.
    pub fn pin(alphabet: &str, length: usize) -> Result<Self, PinError> {
        let mut sorted = alphabet.as_bytes().to_vec();
        sorted.sort_unstable();
        let is_repeated = sorted.windows(2).any(|pair| pair[0] == pair[1]);
        if is_repeated || !sorted.iter().all(u8::is_ascii_graphic) {
            return Err(PinError::Alphabet);
        }
        let exponent = i32::try_from(length).ok().filter(|length| *length <= 128);
        let exponent = exponent.ok_or(PinError::TooLong)?;
        // The alphabet has at most 94 characters, so the conversion is exact.
        let characters = f64::from(u8::try_from(sorted.len()).unwrap_or(u8::MAX));
        if characters.powi(exponent) < FEWEST_PINS {
            return Err(PinError::TooFew);
        }
        let alphabet = alphabet.as_bytes().into();
        Ok(Self(Policy::Pin { alphabet, length }))
    }

    /// Sets a function that makes all verifiers, also those of redirects.
    ///
    /// The function must return an unpredictable text, from the random number generator of the
    /// operating system. If the text is empty or longer than 256 bytes, the approval fails with
    /// [`GrantError::VerifierPolicy`].
    pub fn custom(verifier: impl Fn(&PendingGrant) -> String + Send + Sync + 'static) -> Self {
        Self(Policy::Custom(Arc::new(verifier)))
    }

    /// Makes a verifier.
    pub(super) fn verifier(&self, pending: &PendingGrant) -> Result<String, GrantError> {
        match &self.0 {
            Policy::Pin { alphabet, length } if pending.callback() == "oob" => {
                random_of(alphabet, *length)
            }
            Policy::Pin { .. } => random_text(),
            Policy::Custom(verifier) => {
                let verifier = verifier(pending);
                let is_usable = (1..=LONGEST_VERIFIER).contains(&verifier.len());
                is_usable
                    .then_some(verifier)
                    .ok_or(GrantError::VerifierPolicy)
            }
        }
    }
}

impl Default for VerifierPolicy {
    fn default() -> Self {
        let alphabet = b"0123456789".as_slice().into();
        Self(Policy::Pin {
            alphabet,
            length: 8,
        })
    }
}

impl fmt::Debug for VerifierPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Policy::Pin { alphabet, length } => {
                write!(f, "Pin({length} of {} characters)", alphabet.len())
            }
            Policy::Custom(_) => f.write_str("Custom"),
        }
    }
}
