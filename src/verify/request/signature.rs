//! The signature of a received request (RFC 5849 section 3.1).

use zeroize::Zeroizing;

use crate::protocol::Parameter;
use crate::verify::error::VerifyError;

/// The length of the longest HMAC in base64.
const LONGEST_MAC: usize = 88;

/// The parameter `oauth_signature`, decoded. There is no `Debug`, because a PLAINTEXT signature is
/// the secrets.
#[derive(Clone)]
pub(crate) struct ReceivedSignature<'a> {
    parameter: Parameter<'a>,
    decoded: Decoded,
}

#[derive(Clone)]
enum Decoded {
    /// A text and its length. All HMACs fit into the array, so they need no allocation.
    Short([u8; LONGEST_MAC], usize),
    /// A longer text, or the secrets of PLAINTEXT, which are wiped on drop.
    Long(Zeroizing<Vec<u8>>),
}

impl<'a> ReceivedSignature<'a> {
    /// Decodes the parameter. `plaintext` says that the signature is secrets, and `limit` how many
    /// bytes it may have.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::MissingParameter`] if the value is empty.
    /// - [`VerifyError::TooLong`] if the value is longer than `limit`.
    /// - [`VerifyError::Malformed`] if the value is not UTF-8.
    pub(crate) fn new(
        parameter: Parameter<'a>,
        plaintext: bool,
        limit: usize,
    ) -> Result<Self, VerifyError> {
        const NAME: &str = "oauth_signature";
        let mut short = [0; LONGEST_MAC];
        let length = if plaintext {
            None
        } else {
            parameter.decode_value_into(&mut short)
        };
        let decoded = match length {
            Some(length) => Decoded::Short(short, length),
            None => Decoded::Long(Zeroizing::new(parameter.value().into_owned())),
        };
        let signature = Self { parameter, decoded };
        match signature.as_bytes() {
            [] => Err(VerifyError::MissingParameter(NAME)),
            bytes if !bytes.is_ascii() && std::str::from_utf8(bytes).is_err() => {
                Err(VerifyError::Malformed(NAME))
            }
            bytes if bytes.len() > limit => Err(VerifyError::TooLong { name: NAME, limit }),
            _ => Ok(signature),
        }
    }

    /// Returns the decoded signature.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.decoded {
            Decoded::Short(bytes, length) => &bytes[..*length],
            Decoded::Long(bytes) => bytes,
        }
    }

    /// Returns the parameter.
    pub(crate) fn parameter(&self) -> &Parameter<'a> {
        &self.parameter
    }
}
