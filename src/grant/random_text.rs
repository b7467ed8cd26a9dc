//! Random identifiers, secrets and verifiers, from the generator of the operating system.

use zeroize::Zeroizing;

use super::error::GrantError;
use crate::protocol::ALPHABET;
use crate::verify::SharedError;

/// Returns 190 random bits as 32 letters and digits.
///
/// Percent-encoding does not change letters and digits, and they need no quotes on a command line.
pub(super) fn random_text() -> Result<String, GrantError> {
    random_of(ALPHABET, 32)
}

/// Returns random characters of an alphabet. It has ASCII characters only, and at least one.
pub(super) fn random_of(alphabet: &[u8], length: usize) -> Result<String, GrantError> {
    let mut text = String::with_capacity(length);
    let mut bytes = Zeroizing::new([0; 64]);
    // `byte % 62` is uniform only over a multiple of 62 values. So use the 248 = 4 * 62 lowest of
    // the 256 values of a byte, and drop the other 8. Other alphabets have other numbers.
    let even = 256 - 256 % alphabet.len();
    while text.len() < length {
        let filled = getrandom::fill(&mut *bytes);
        filled.map_err(|error| GrantError::Random(SharedError::new(error.into())))?;
        let indices = bytes.iter().map(|byte| usize::from(*byte));
        let indices = indices.filter(|index| *index < even);
        let characters = indices.map(|index| char::from(alphabet[index % alphabet.len()]));
        text.extend(characters.take(length - text.len()));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn texts_are_of_the_alphabet_and_evenly_so() {
        let texts: HashSet<String> = (0..4000).map(|_| random_text().unwrap()).collect();
        assert_eq!(texts.len(), 4000, "a text occurs twice");
        let mut counts = HashMap::new();
        for text in &texts {
            assert_eq!(text.len(), 32);
            text.bytes()
                .for_each(|byte| *counts.entry(byte).or_insert(0) += 1);
        }
        // Each character is expected about 2065 times (4000 * 32 / 62). Without the filter, eight
        // of the characters would occur about 2500 times.
        assert_eq!(counts.len(), 62);
        for (byte, count) in counts {
            assert!(byte.is_ascii_alphanumeric());
            assert!(
                (1800..2330).contains(&count),
                "{} {count}",
                char::from(byte)
            );
        }
    }
}
