//! The identifiers of clients and tokens that a server can accept (RFC 5849 section 3.1).

/// The longest accepted identifier by default, in bytes.
pub(crate) const LONGEST_IDENTIFIER: usize = 256;

/// Error returned when no request could use the identifier of a client or a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// The identifier is empty. A request with an empty identifier names no client and no token.
    #[error("the identifier of a client or token must not be empty")]
    Empty,
    /// The identifier is longer than the limit, in bytes. The limit of the verifier is
    /// [`identifier_limit`](crate::RequestVerifier::identifier_limit).
    #[error(
        "the identifier of a client or token is longer than {limit} bytes; use a shorter one, or raise `identifier_limit`"
    )]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The identifier has a control character. Identifiers are written to logs.
    #[error("the identifier of a client or token must not have control characters")]
    ControlCharacter,
}

/// Checks that a request can use this identifier.
pub(crate) fn check_identifier(identifier: &str, limit: usize) -> Result<(), IdentifierError> {
    if identifier.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if identifier.len() > limit {
        return Err(IdentifierError::TooLong { limit });
    }
    if has_control(identifier) {
        return Err(IdentifierError::ControlCharacter);
    }
    Ok(())
}

/// Returns whether a text has control characters.
pub(crate) fn has_control(text: &str) -> bool {
    // Decoding characters is slow, so look at the bytes first. Every control character has at least
    // one byte outside of the range from space to `~`. Almost no text has such a byte.
    let may_be = |byte: u8| !(b' '..0x7F).contains(&byte);
    let any = text.bytes().fold(false, |any, byte| any | may_be(byte));
    any && text.contains(char::is_control)
}
