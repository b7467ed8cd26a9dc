//! RFC 5849 section 3.1: the protocol parameters of a request that is being signed. The signature
//! is not known yet.

use zeroize::Zeroizing;

use super::normalized::encode;
use super::parameter::Parameter;
use super::protocol::{ProtocolParameters, header_length};
use super::template::{RequestValues, Template};
use super::transmission::Transmission;
use crate::credentials::secret::Secret;
use crate::protocol::encoding::coding::Passes;
use crate::protocol::encoding::writer::Writer;
use crate::protocol::encoding::{encoded_length, percent_encode, percent_encode_onto};
use crate::protocol::error::SignError;
use crate::protocol::nonce::Nonce;

/// The protocol parameters of one request without the signature.
///
/// They are the parameters of the template, a nonce, a timestamp, and extra parameters of this
/// request.
pub(crate) struct UnsignedParameters<'a> {
    template: &'a Template,
    nonce: Option<&'a Nonce>,
    /// Decimal digits. Empty if there is no timestamp.
    timestamp: &'a str,
    /// The names and values of the extra parameters, decoded.
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> UnsignedParameters<'a> {
    /// Creates the protocol parameters of one request.
    ///
    /// # Errors
    ///
    /// Returns [`SignError::InvalidProtocolParameter`] if the name of an extra parameter is empty,
    /// `realm` or `oauth_signature`, or if there is already a parameter with this name.
    #[inline]
    pub(crate) fn new(
        template: &'a Template,
        nonce: Option<&'a Nonce>,
        timestamp: Option<&'a str>,
        extra: &'a [(&'a str, &'a str)],
    ) -> Result<Self, SignError> {
        check_names(template, extra)?;
        Ok(Self {
            template,
            nonce,
            timestamp: timestamp.unwrap_or_default(),
            extra,
        })
    }

    /// Returns the extra parameters. They are sorted with the other parameters of the request. The
    /// parameters of the template are merged later, by [`write_merged`](Self::write_merged).
    pub(crate) fn extra(&self) -> impl Iterator<Item = Parameter<'a>> {
        let header = Transmission::AuthorizationHeader;
        let extra = self.extra.iter();
        extra
            .map(move |(name, value)| Parameter::decoded(name.as_bytes(), value.as_bytes(), header))
    }

    /// Writes the parameters of the template and the `others`, encoded for the base string and
    /// sorted as section 3.4.1.3.2 defines it.
    ///
    /// Both lists are sorted already, so they are merged: before each of the others, all parameters
    /// of the template that sort before it are written as one piece.
    pub(crate) fn write_merged(&self, others: &[Parameter<'_>], out: &mut Writer<'_>) {
        let values = self.values(Passes::Twice);
        let names = self.template.names();
        let (mut place, mut first) = (0, true);
        for other in others {
            let start = place;
            while names
                .get(place)
                .is_some_and(|(name, _)| name.compare(other).is_lt())
            {
                place += 1;
            }
            if start < place {
                self.template
                    .write_signed(start..place, &values, first, out);
                first = false;
            }
            encode(other, Passes::Twice, first, out);
            first = false;
        }
        if place < names.len() {
            self.template
                .write_signed(place..names.len(), &values, first, out);
        }
    }

    /// Returns the protocol parameters with a signature that is not encoded: the secrets of
    /// PLAINTEXT, or the signature of RSA or of a custom method.
    pub(crate) fn signed_by_text(&self, signature: &Secret) -> ProtocolParameters {
        let signature = signature.expose().as_bytes();
        let mut encoded = Zeroizing::new(Vec::with_capacity(encoded_length(signature)));
        percent_encode_onto(signature, &mut encoded);
        self.signed(&encoded)
    }

    /// Returns the protocol parameters with the signature. `signature` is percent-encoded.
    pub(crate) fn signed(&self, signature: &[u8]) -> ProtocolParameters {
        // Reserve exactly the memory that is needed. Then `HeaderValue` takes it over without a
        // copy.
        let separator = self.template.separator();
        let start = self.template.signature_start();
        let mut length = start.len() + signature.len() + "\"".len();
        for (name, value) in self.extra {
            let lengths = [name, value].map(|text| encoded_length(text.as_bytes()));
            length += header_length(separator, lengths[0], lengths[1]);
        }
        let values = self.values(Passes::Once);
        let mut protocol = ProtocolParameters {
            header: Zeroizing::new(self.template.sent(&values, length)),
            start: self.template.parameters_start(),
            separator,
        };
        for (name, value) in self.extra {
            let name = percent_encode(name.as_bytes());
            let write = |header: &mut _| percent_encode_onto(value.as_bytes(), header);
            protocol.push_reserved(name.as_bytes(), write);
        }
        protocol.header.extend_from_slice(start);
        protocol.header.extend_from_slice(signature);
        protocol.header.push(b'"');
        protocol
    }

    /// Returns the values that are inserted into the template, encoded once or twice.
    fn values(&self, passes: Passes) -> RequestValues<'a> {
        RequestValues {
            nonce: self
                .nonce
                .map(|nonce| nonce.encoded(passes))
                .unwrap_or_default(),
            timestamp: self.timestamp.as_bytes(),
        }
    }
}

/// Returns an error if the name of an extra parameter is reserved or already used.
fn check_names(template: &Template, extra: &[(&str, &str)]) -> Result<(), SignError> {
    for (at, (name, _)) in extra.iter().enumerate() {
        let reserved = matches!(*name, "" | "oauth_signature");
        let taken = template.names().iter().any(|(own, _)| own.is_named(name))
            || extra[..at].iter().any(|(other, _)| other == name);
        if reserved || taken || name.eq_ignore_ascii_case("realm") {
            let name = (*name).to_owned();
            return Err(SignError::InvalidProtocolParameter { name });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::protocol::nonce::Nonce;
    use crate::protocol::parameters::header_style::HeaderStyle;
    use crate::protocol::signature::method::SignatureMethod;
    use crate::protocol::signer::Signer;
    use crate::{ClientCredentials, TokenCredentials};

    /// With more memory than needed, sending the header would copy it. With less, the memory would
    /// grow and leave copies of secrets behind.
    #[test]
    fn the_header_has_the_room_it_needs() {
        let (parts, ()) = http::Request::get("https://example.com/?a=b")
            .body(())
            .unwrap()
            .into_parts();
        let client = ClientCredentials::new("a client/", "cs&%\"");
        let signer = Signer::new(client).with_nonces(|| Nonce::new("n+o/nce"));
        let plain = signer
            .clone()
            .with_signature_method(SignatureMethod::Plaintext);
        for signer in [
            signer.clone(),
            signer.clone().without_nonce().without_timestamp(),
            signer
                .clone()
                .with_header_style(HeaderStyle::new().without_spaces()),
            signer.clone().with_realm("a \"realm\"").unwrap(),
            plain.with_token(TokenCredentials::new("t=", "ts\u{2603}")),
        ] {
            for extra in [&[][..], &[("oauth_verifier", "v &"), ("x y", "\u{2603}")]] {
                let header = signer
                    .sign_with_parameters(&parts, None, extra)
                    .unwrap()
                    .header;
                assert_eq!(header.capacity(), header.len());
            }
        }
    }
}
