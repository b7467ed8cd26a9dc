//! RFC 5849 section 3.1: the protocol parameters of a request that is being signed, but for the
//! signature.

use zeroize::Zeroizing;

use super::collected::Parameters;
use super::normalized::{NormalizedParameters, encode};
use super::parameter::Parameter;
use super::protocol::{ProtocolParameters, room};
use super::template::{Filling, Frame};
use super::transmission::Transmission;
use crate::protocol::encoding::coding::Depth;
use crate::protocol::encoding::writer::Chunks;
use crate::protocol::encoding::{encoded_length, percent_encode, percent_encode_onto};
use crate::protocol::error::SignError;
use crate::protocol::nonce::Nonce;

/// What is sent with one request: what the signer sends with all of them, a nonce and a timestamp, and
/// what this one adds.
pub(crate) struct UnsignedParameters<'a> {
    frame: &'a Frame,
    nonce: Option<&'a Nonce>,
    /// Decimal digits.
    timestamp: &'a str,
    /// Decoded.
    further: &'a [(&'a str, &'a str)],
}

impl<'a> UnsignedParameters<'a> {
    /// # Errors
    ///
    /// [`SignError::ProtocolParameter`] for a further one whose name is empty, `realm` or `oauth_signature`,
    /// or there already.
    #[inline]
    pub(crate) fn new(
        frame: &'a Frame,
        nonce: Option<&'a Nonce>,
        timestamp: Option<&'a str>,
        further: &'a [(&'a str, &'a str)],
    ) -> Result<Self, SignError> {
        check_names(frame, further)?;
        Ok(Self {
            frame,
            nonce,
            timestamp: timestamp.unwrap_or_default(),
            further,
        })
    }

    /// Adds those that stand in no frame to what is signed.
    pub(crate) fn add_further(&self, parameters: &mut Parameters<'a>) {
        for (name, value) in self.further {
            parameters.add(
                name.as_bytes(),
                value.as_bytes(),
                Transmission::AuthorizationHeader,
            );
        }
    }

    /// Writes the frame's parameters and the others in their common order (section 3.4.1.3.2), encoded
    /// for the base string. Both are sorted already.
    pub(crate) fn write_merged(&self, others: &NormalizedParameters<'_>, out: &mut Chunks<'_>) {
        let filling = self.filling(Depth::Twice);
        let (mut others, mut written) = (others.as_slice(), 0);
        let mut first = true;
        for (place, name) in self.frame.names().enumerate() {
            let is_before = |other: &&Parameter<'_>| other.compare(name).is_lt();
            let before = others.iter().take_while(is_before).count();
            if before > 0 {
                let (now, later) = others.split_at(before);
                let run = written..place;
                first &= !self.frame.write_signed(run, &filling, first, out);
                encode(now, Depth::Twice, first, out);
                (others, written, first) = (later, place, false);
            }
        }
        let run = written..self.frame.names().len();
        first &= !self.frame.write_signed(run, &filling, first, out);
        encode(others, Depth::Twice, first, out);
    }

    /// All of them, and the signature, which is given encoded.
    pub(crate) fn signed(&self, signature: &[u8]) -> ProtocolParameters {
        const SIGNATURE: &[u8] = b"oauth_signature";
        // Not a byte more than is needed: then the header's value takes the text over as it is.
        let separator = self.frame.separator();
        let mut length = room(separator, SIGNATURE.len(), signature.len());
        for (name, value) in self.further {
            let lengths = [name, value].map(|text| encoded_length(text.as_bytes()));
            length += room(separator, lengths[0], lengths[1]);
        }
        let filling = self.filling(Depth::Once);
        let mut protocol = ProtocolParameters {
            header: Zeroizing::new(self.frame.sent(&filling, length)),
            start: self.frame.parameters_start(),
            separator,
        };
        for (name, value) in self.further {
            let name = percent_encode(name.as_bytes());
            let write = |header: &mut _| percent_encode_onto(value.as_bytes(), header);
            protocol.push_in_room(name.as_bytes(), write);
        }
        protocol.push_in_room(SIGNATURE, |header| header.extend_from_slice(signature));
        protocol
    }

    /// What stands in the frame's gaps.
    fn filling(&self, depth: Depth) -> Filling<'a> {
        Filling {
            nonce: self
                .nonce
                .map(|nonce| nonce.encoded(depth))
                .unwrap_or_default(),
            timestamp: self.timestamp.as_bytes(),
        }
    }
}

fn check_names(frame: &Frame, further: &[(&str, &str)]) -> Result<(), SignError> {
    for (at, (name, _)) in further.iter().enumerate() {
        let reserved = matches!(*name, "" | "oauth_signature");
        let taken = frame.names().any(|own| own.is_named(name))
            || further[..at].iter().any(|(other, _)| other == name);
        if reserved || taken || name.eq_ignore_ascii_case("realm") {
            let name = (*name).to_owned();
            return Err(SignError::ProtocolParameter { name });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::protocol::nonce::Nonce;
    use crate::protocol::signature::method::SignatureMethod;
    use crate::protocol::signer::Signer;
    use crate::{ClientCredentials, TokenCredentials};

    /// More room would cost a copy when it is sent, and less would leave copies of secrets behind.
    #[test]
    fn the_header_has_the_room_it_needs() {
        let (parts, ()) = http::Request::get("https://example.com/?a=b")
            .body(())
            .unwrap()
            .into_parts();
        let client = ClientCredentials::new("a client/", "cs&%\"");
        let signer = Signer::new(client).nonces(|| Nonce::new("n+o/nce"));
        let plain = signer.clone().signature_method(SignatureMethod::Plaintext);
        for signer in [
            signer.clone(),
            signer.clone().without_nonce().without_timestamp(),
            signer.clone().commas_without_blanks(),
            signer.clone().realm("a \"realm\"").unwrap(),
            plain.token(TokenCredentials::new("t=", "ts\u{2603}")),
        ] {
            for further in [&[][..], &[("oauth_verifier", "v &"), ("x y", "\u{2603}")]] {
                let header = signer.sign_with(&parts, None, further).unwrap().header;
                assert_eq!(header.capacity(), header.len());
            }
        }
    }

    #[test]
    fn names_of_all_requests_are_in_the_order_in_which_they_are_signed() {
        let signer =
            Signer::new(ClientCredentials::new("c", "s")).token(TokenCredentials::new("", ""));
        let names: Vec<_> = signer.0.frame.names().collect();
        assert_eq!(names.len(), 6);
        assert!(names.is_sorted_by(|one, next| one.compare(next).is_lt()));
    }
}
