//! What a server hands out, from the operating system's generator.

use zeroize::Zeroizing;

use super::error::GrantError;
use crate::protocol::ALPHABET;
use crate::verify::SharedError;

const LENGTH: usize = 32;

/// 190 bits as 32 letters and digits, which no encoding changes and every command line takes.
pub(super) fn random_text() -> Result<String, GrantError> {
    let mut text = String::with_capacity(LENGTH);
    let mut bytes = Zeroizing::new([0; 2 * LENGTH]);
    while text.len() < LENGTH {
        let filled = getrandom::fill(&mut *bytes);
        filled.map_err(|error| GrantError::Random(SharedError::new(error.into())))?;
        // Of 256 bytes, 248 are four times 62: the others would make some characters likelier.
        let even = bytes.iter().filter(|byte| **byte < 248);
        let characters = even.map(|byte| char::from(ALPHABET[usize::from(*byte % 62)]));
        text.extend(characters.take(LENGTH - text.len()));
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
        assert_eq!(texts.len(), 4000, "none comes twice");
        let mut counts = HashMap::new();
        for text in &texts {
            assert_eq!(text.len(), 32);
            text.bytes()
                .for_each(|byte| *counts.entry(byte).or_insert(0) += 1);
        }
        // Each some 2065 times. A remainder of all 256 bytes would give eight of them 2500.
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
