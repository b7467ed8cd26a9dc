//! RFC 5849 section 3.3: sources of nonces.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use rand::RngExt as _;

use super::encoding::coding::Passes;
use super::encoding::percent_encode;

/// A source of nonces. Each nonce must be new, because a server refuses the second use.
///
/// A closure that returns a [`Nonce`] is a source. Use one in tests that need fixed values:
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

/// Characters that no encoding changes and every server accepts.
pub(crate) const ALPHABET: &[u8; 62] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The default source: 24 characters of `A-Za-z0-9` (142 bits) from a cryptographic generator that the
/// operating system seeds.
///
/// All known servers accept these nonces. One widely used server allows only 20 to 30 letters and digits,
/// another at most 24 characters.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomNonces;

impl NonceSource for RandomNonces {
    fn nonce(&self) -> Nonce {
        let mut random = rand::rng();
        let mut text = [0; 24];
        for eight in text.chunks_exact_mut(8) {
            // The 64 random bits are read as a fraction, and each multiplication by 62 gives one digit. Eight digits
            // use 48 bits, so no digit is more likely than another by more than one in 65,000.
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
    /// Letters and digits, without an allocation.
    Random([u8; 24]),
    Given(String),
}

impl Nonce {
    /// Creates a nonce with this text (decoded). All servers accept letters and digits.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Text::Given(text.into()))
    }

    /// Returns the text, decoded.
    #[allow(clippy::missing_panics_doc, reason = "letters and digits are UTF-8")]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).expect("letters and digits, or a text")
    }

    /// Returns the text percent-encoded, once or twice.
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
        assert_eq!(seen.len(), 62, "every letter and digit turns up");
        // At each place, each of them about as often: 2000 times each, with a deviation of 45.
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
