//! What is known about a refused request, and requests that are signed only in part.

use std::sync::Arc;

use http::header;
use http::request::Parts;

use super::policy::RequestVerifier;
use super::unverified::UnverifiedRequest;
use crate::credentials::TokenCredentials;
use crate::protocol::{ClaimedParameters, Explanation, split_unquoted};
use crate::verify::client::registered::RegisteredClient;
use crate::verify::error::VerifyError;
use crate::verify::refusal::{Explained, FailedCheck, Inner, Refusal};

/// A request that the layer refused.
pub(crate) struct Refused<'a> {
    pub(crate) parts: &'a Parts,
    /// The form, if it was read.
    pub(crate) form: Option<&'a [u8]>,
    pub(crate) failed: Option<FailedCheck>,
}

impl RequestVerifier {
    /// Returns the refusal of a request. This is the same work for every reason.
    pub(crate) fn refusal(
        &self,
        error: VerifyError,
        refused: &Refused<'_>,
        realm: Arc<str>,
        explains: bool,
    ) -> Refusal {
        let (parts, form) = (refused.parts, refused.form);
        let claimed = ClaimedParameters::read(parts.into(), &self.header_name, form);
        let explained = explains.then(|| Explained {
            explanation: self.explanation(parts, form),
            origin: self.origin.from_parts(parts).ok(),
            is_proxy_trusted: self.origin.is_proxy_trusted(parts),
        });
        Refusal(Arc::new(Inner {
            error,
            claimed,
            failed: refused.failed,
            now: self.now(),
            realm,
            explained,
        }))
    }

    fn explanation(&self, parts: &Parts, form: Option<&[u8]>) -> Option<Explanation> {
        let origin = self.origin.received(parts).ok()?;
        let signed = self.signed_uri.as_ref().and_then(|signed| signed(parts));
        let uri = origin.base_string_uri(parts, signed.as_ref()).ok()?;
        Explanation::from_head(parts.into(), uri, Some(&self.header_name), form).ok()
    }

    /// Returns whether a request without protocol parameters has a header in which somebody may see
    /// the scheme `OAuth`.
    ///
    /// Only `OAuth` at the beginning of the value is this scheme. But a proxy may have joined two
    /// headers with a comma.
    pub(crate) fn is_half_signed(&self, parts: &Parts) -> bool {
        let names = [&header::AUTHORIZATION, &self.header_name];
        let values = names
            .into_iter()
            .flat_map(|name| parts.headers.get_all(name));
        let mut elements = values.flat_map(|value| split_unquoted(value.as_bytes(), b','));
        elements.any(|element| {
            let scheme = element.trim_ascii().split_at_checked(5);
            scheme.is_some_and(|(scheme, rest)| {
                let ends = rest.first().is_none_or(u8::is_ascii_whitespace);
                scheme.eq_ignore_ascii_case(b"OAuth") && ends
            })
        })
    }
}

impl UnverifiedRequest<'_> {
    /// Returns which check failed, if the request is not signed by this client and token.
    pub(crate) fn failed_check(
        &self,
        client: &RegisteredClient,
        token: Option<&TokenCredentials>,
    ) -> FailedCheck {
        let method = self.method;
        if client.identifier() != self.client_identifier() {
            FailedCheck::Client
        } else if token.map(TokenCredentials::identifier) != self.token_identifier() {
            FailedCheck::Token
        } else if !client.accepts_method(method) || !client.has_key_for(method) {
            FailedCheck::SignatureMethod
        } else if client.has_key_after(self.verifier.keys_per_client, method) {
            FailedCheck::UntriedKey
        } else {
            FailedCheck::Signature
        }
    }
}
