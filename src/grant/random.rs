//! What a server hands out, from the operating system's generator.

use zeroize::Zeroizing;

use super::GrantError;

const CHARACTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 32;

/// 190 bits as 32 letters and digits, which no encoding changes and every command line takes.
pub(super) fn random_text() -> Result<String, GrantError> {
    let mut text = String::with_capacity(LENGTH);
    let mut bytes = Zeroizing::new([0; 2 * LENGTH]);
    while text.len() < LENGTH {
        getrandom::fill(&mut *bytes)?;
        // Of 256 bytes, 248 are four times 62: the others would make some characters likelier.
        let even = bytes.iter().filter(|byte| **byte < 248);
        let characters = even.map(|byte| char::from(CHARACTERS[usize::from(*byte % 62)]));
        text.extend(characters.take(LENGTH - text.len()));
    }
    Ok(text)
}
