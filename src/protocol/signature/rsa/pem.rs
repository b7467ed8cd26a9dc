//! PEM, read by the "lax" rules of RFC 7468 sections 2 and 3, as OpenSSL reads it.
//!
//! Lines may have any length. White space may be anywhere between the two boundaries: blanks at the
//! end of a line, indentation, Windows line breaks, or blanks instead of line breaks. Other text
//! may surround a block.

use pkcs8::der::pem::decode_vec;
use zeroize::Zeroizing;

use super::error::RsaKeyError;

/// Reads the first PEM block that `read` accepts. If it accepts none, returns the error of the
/// first block. A file may contain a certificate next to the key.
pub(super) fn from_pem<T>(
    pem: &str,
    accepted: &'static str,
    read: impl Fn(&[u8]) -> Result<T, RsaKeyError>,
) -> Result<T, RsaKeyError> {
    let mut first = None;
    for block in blocks(pem) {
        match decode(&block, accepted).and_then(|der| read(&der)) {
            Ok(key) => return Ok(key),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.unwrap_or(RsaKeyError::NotPem { accepted }))
}

/// A PEM block. Its text is everything between the two boundaries.
struct Block<'a> {
    label: &'a str,
    text: &'a str,
    /// Whether a boundary with the same label ends the block.
    ends: bool,
}

/// Returns the blocks of a text, with or without line breaks between them. A block that has no end
/// before the next one begins is skipped.
fn blocks(pem: &str) -> impl Iterator<Item = Block<'_>> {
    const DASHES: &str = "-----";
    let mut rest = pem;
    std::iter::from_fn(move || {
        loop {
            let (before, end) = rest.split_once("-----END ")?;
            let (end_label, after) = end.split_once(DASHES)?;
            rest = after;
            let begin = before.rsplit_once("-----BEGIN ");
            if let Some((label, text)) = begin.and_then(|(_, begin)| begin.split_once(DASHES)) {
                let ends = end_label == label;
                return Some(Block { label, text, ends });
            }
        }
    })
}

fn decode(block: &Block<'_>, accepted: &'static str) -> Result<Zeroizing<Vec<u8>>, RsaKeyError> {
    let wrong = |found| Err(RsaKeyError::WrongKind { found, accepted });
    // OpenSSL encrypted keys in this way before PKCS#8.
    if block.text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(RsaKeyError::Encrypted);
    }
    match block.label {
        "OPENSSH PRIVATE KEY" => {
            return wrong(
                "a key in OpenSSH's format (`ssh-keygen -p -m PEM -f FILE` converts the file)",
            );
        }
        "EC PRIVATE KEY" | "DSA PRIVATE KEY" => return Err(RsaKeyError::NotRsa),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            return wrong("a certificate request");
        }
        _ if block.text.contains('\\') => return Err(RsaKeyError::EscapedLineBreaks),
        _ if !block.ends => return Err(RsaKeyError::NotPem { accepted }),
        _ => {}
    }
    let decoded = decode_vec(strict(block).as_bytes()).map(|(_, der)| der.into());
    decoded.map_err(|_| RsaKeyError::NotPem { accepted })
}

/// Returns the block in the strict form of RFC 7468: lines of 64 characters without blanks.
///
/// The decoder of the crate `pem-rfc7468` reads the strict form only. It is used because its time
/// does not depend on the key.
fn strict(block: &Block<'_>) -> Zeroizing<String> {
    let (label, text) = (block.label, block.text);
    // Reserve all memory first. A string that grows leaves copies of the key in freed memory.
    let length = text.len() + text.len() / 64 + 2 * label.len() + 40;
    let mut pem = Zeroizing::new(String::with_capacity(length));
    for piece in ["-----BEGIN ", label, "-----"] {
        pem.push_str(piece);
    }
    let characters = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n' | '\x0b' | '\x0c'));
    for (at, character) in characters.enumerate() {
        if at % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    for piece in ["\n-----END ", label, "-----\n"] {
        pem.push_str(piece);
    }
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strict_form_is_not_copied_while_it_grows() {
        for length in [0, 1, 63, 64, 65, 1600, 6400] {
            let (label, text) = ("RSA PRIVATE KEY", "A".repeat(length));
            let (text, ends) = (text.as_str(), true);
            let pem = strict(&Block { label, text, ends });
            // A string that grows has memory for twice its text.
            let unused = pem.capacity() - pem.len();
            assert!(unused <= 8, "{length}: {unused} bytes");
        }
    }
}
