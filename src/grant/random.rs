//! What a server hands out, from the operating system's generator.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::GrantError;

/// 192 bits as 32 letters, digits, `-` and `_`, which no encoding changes.
pub(super) fn random_text() -> Result<String, GrantError> {
    let mut bytes = Zeroizing::new([0; 24]);
    getrandom::fill(&mut *bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(*bytes))
}
