//! RFC 5849 section 3.3: nonces and their sources.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use rand::RngExt as _;

use super::encoding::coding::Passes;
use super::encoding::percent_encode;

/// A source of nonces.
///
/// Each nonce must be new, because a server refuses a nonce that was used before.
///
/// A closure that returns a [`Nonce`] is a source. Use one in tests that need a fixed nonce:
///
/// ```
/// use tower_oauth1::protocol::Nonce;
/// use tower_oauth1::{ClientCredentials, Signer};
///
/// let client = ClientCredentials::new("id", "secret");
/// let signer = Signer::new(client).with_nonces(|| Nonce::new("7d8f3e4a"));
/// ```
pub trait NonceSource: Send + Sync {
    /// Returns a nonce that was not returned before.
    fn nonce(&self) -> Nonce;
}

impl<F: Fn() -> Nonce + Send + Sync> NonceSource for F {
    fn nonce(&self) -> Nonce {
        self()
    }
}

impl<N: NonceSource + ?Sized> NonceSource for Arc<N> {
    fn nonce(&self) -> Nonce {
        N::nonce(self)
    }
}

/// The characters of random texts. Percent-encoding does not change them, and all known servers
/// accept them.
pub(crate) const ALPHABET: &[u8; 62] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A source of random nonces.
///
/// A nonce has 24 characters from `A-Za-z0-9` (142 bits). The characters come from a cryptographic
/// random number generator, which the operating system seeds.
///
/// All known servers accept these nonces. One widely used server accepts only 20 to 30 letters and
/// digits. Another server accepts at most 24 characters.
///
/// # After a `fork`
///
/// Each thread has its own generator. If a process forks without `exec`, the child has a copy of
/// the generator of the forking thread, and both processes can create the same nonces. A server
/// that forks its workers should start its runtime and its threads after the fork, because a thread
/// seeds its generator when it first uses it. Otherwise, call `rand::rng().reseed()` of the crate
/// `rand` 0.10 in the child, in each thread that signed before the fork.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomNonces;

impl NonceSource for RandomNonces {
    fn nonce(&self) -> Nonce {
        let mut random = rand::rng();
        let mut text = [0; 24];
        for eight in text.chunks_exact_mut(8) {
            // The random number is a fraction below 1 with 64 binary digits. It is converted to
            // base 62: a multiplication by 62 moves the next digit before the point. Eight digits
            // use 48 of the 64 bits, so a digit is at most 1 in 65,000 more likely than another.
            let mut fraction: u64 = random.random();
            for letter in eight {
                let product = u128::from(fraction) * ALPHABET.len() as u128;
                *letter = ALPHABET[(product >> 64) as usize];
                fraction = product as u64;
            }
        }
        Nonce(Text::Random(text))
    }
}

/// The value of `oauth_nonce`, decoded.
#[derive(Clone)]
pub struct Nonce(Text);

#[derive(Clone)]
enum Text {
    /// Letters and digits. This variant needs no allocation.
    Random([u8; 24]),
    /// A text from the caller.
    Given(String),
}

impl Nonce {
    /// Creates a nonce from a decoded text. All servers accept letters and digits.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Text::Given(text.into()))
    }

    /// Returns the text, decoded.
    #[allow(clippy::missing_panics_doc, reason = "the text is always UTF-8")]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).expect("a nonce is UTF-8")
    }

    /// Returns the text, percent-encoded once or twice.
    pub(super) fn encoded(&self, passes: Passes) -> Cow<'_, [u8]> {
        let Text::Given(text) = &self.0 else {
            return self.bytes().into();
        };
        let once = percent_encode(text.as_bytes());
        let encoded = match passes {
            Passes::Once => once,
            Passes::Twice => percent_encode(once.as_bytes()).into_owned().into(),
        };
        encoded.into_owned().into_bytes().into()
    }

    fn bytes(&self) -> &[u8] {
        match &self.0 {
            Text::Random(bytes) => bytes,
            Text::Given(text) => text.as_bytes(),
        }
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Nonce").field(&self.as_str()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_nonces_are_24_letters_and_digits_and_differ() {
        let nonces: std::collections::HashSet<String> = (0..1000)
            .map(|_| RandomNonces.nonce().as_str().to_owned())
            .collect();
        assert_eq!(nonces.len(), 1000);
        let fits =
            |nonce: &String| nonce.len() == 24 && nonce.bytes().all(|b| b.is_ascii_alphanumeric());
        assert!(nonces.iter().all(fits));
        let seen: std::collections::HashSet<u8> = nonces.iter().flat_map(|n| n.bytes()).collect();
        assert_eq!(seen.len(), 62, "each letter and each digit must occur");
        // At each position, each character must occur about 2000 times. The standard deviation is
        // 45.
        let mut counts = [[0_i32; 128]; 24];
        for _ in 0..124_000 {
            let nonce = RandomNonces.nonce();
            for (place, byte) in nonce.as_str().bytes().enumerate() {
                counts[place][usize::from(byte)] += 1;
            }
        }
        let used = counts.iter().flatten().filter(|count| **count > 0);
        assert!(used.clone().all(|count| (count - 2000).abs() < 45 * 8));
        assert_eq!(used.count(), 24 * 62);
    }
}
