//! RFC 5849 sections 3.5.2 and 3.5.3: the protocol parameters in a form body or in the query.
//!
//! The parameters are appended. The bytes before them are not parsed and written again, so the
//! server receives them exactly as they were signed.

use http::Uri;

use super::protocol::ProtocolParameters;
use crate::protocol::base_string_uri::BaseStringUriError;
use crate::protocol::error::SignError;
use crate::uri::path::with_target;

impl ProtocolParameters {
    /// Returns the URI with the parameters appended to its query (RFC 5849 section 3.5.3). The rest
    /// of the URI stays the same, byte for byte.
    ///
    /// URIs end up in logs, caches and `Referer` headers, so the parameters end up there too.
    ///
    /// ```
    /// use tower_oauth1::protocol::ProtocolParameters;
    ///
    /// let mut parameters = ProtocolParameters::new();
    /// parameters.push("oauth_nonce", "a+b");
    /// let uri = "https://h/p?q=%7e".parse()?;
    /// assert_eq!(parameters.append_to_query(&uri)?, "https://h/p?q=%7e&oauth_nonce=a%2Bb");
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`SignError::UriTooLong`] if the new URI is longer than the limit of 64 KiB.
    /// - [`SignError::Target`] if the URI is the target of a `CONNECT` request or `*`. These have
    ///   no query.
    pub fn append_to_query(&self, uri: &Uri) -> Result<Uri, SignError> {
        if !uri.path().starts_with('/') {
            return Err(SignError::from_target(BaseStringUriError::NoResource));
        }
        if self.encoded().next().is_none() {
            return Ok(uri.clone());
        }
        let query = uri.query().unwrap_or_default();
        let mut target =
            String::with_capacity(uri.path().len() + query.len() + 2 + self.encoded_length());
        [uri.path(), "?", query]
            .into_iter()
            .for_each(|piece| target.push_str(piece));
        self.append(query.as_bytes(), |piece| target.push_str(piece));
        Ok(with_target(uri, target)?)
    }

    /// Returns the form with the parameters appended (RFC 5849 section 3.5.2).
    ///
    /// The form is the body of a request of the type `application/x-www-form-urlencoded`. Its bytes
    /// stay as they are.
    ///
    /// ```
    /// use tower_oauth1::protocol::ProtocolParameters;
    ///
    /// let mut parameters = ProtocolParameters::new();
    /// parameters.push("oauth_nonce", "a+b");
    /// assert_eq!(parameters.append_to_form(b"a=b+c"), b"a=b+c&oauth_nonce=a%2Bb");
    /// assert_eq!(parameters.append_to_form(b""), b"oauth_nonce=a%2Bb");
    /// ```
    pub fn append_to_form(&self, form: &[u8]) -> Vec<u8> {
        // Reserve memory for the whole form. A PLAINTEXT signature is a secret, and a vector that
        // grows leaves copies in freed memory.
        let mut appended = Vec::with_capacity(form.len() + 1 + self.encoded_length());
        appended.extend_from_slice(form);
        self.append(form, |piece| {
            appended.extend_from_slice(piece.as_bytes());
        });
        appended
    }

    /// Writes the parameters, with a separator first if `before` needs one.
    fn append(&self, before: &[u8], mut write: impl FnMut(&str)) {
        let mut separator = separator(Some(before));
        for (name, value) in self.encoded() {
            let separator = std::mem::replace(&mut separator, "&");
            [separator, name, "=", value]
                .into_iter()
                .for_each(&mut write);
        }
    }
}

/// Returns the separator between existing parameters and appended ones.
///
/// `before` is a form or the query of a URI. `None` means that the URI has no query.
pub(crate) fn separator(before: Option<&[u8]>) -> &'static str {
    match before {
        None => "?",
        Some(before) if before.is_empty() || before.ends_with(b"&") => "",
        Some(_) => "&",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_query_gets_none() {
        let mut parameters = ProtocolParameters::new();
        let plain: Uri = "https://h/p?x".parse().unwrap();
        assert_eq!(
            parameters.append_to_query(&plain).unwrap(),
            plain,
            "without parameters, the URI does not change"
        );
        parameters.push("a", "b");
        for target in ["*", "h:80"] {
            let refused = parameters
                .append_to_query(&target.parse().unwrap())
                .unwrap_err();
            assert!(matches!(refused, SignError::Target(_)), "{target}");
        }
    }

    /// A vector that grows leaves copies of the signature in freed memory, and has much unused
    /// memory after a long value.
    #[test]
    fn a_form_does_not_grow_while_it_is_written() {
        let mut parameters = ProtocolParameters::new();
        parameters.push("oauth_signature", &"s".repeat(10_000));
        parameters.push("oauth_version", "1.0");
        for form in [&b""[..], b"a=b"] {
            let appended = parameters.append_to_form(form);
            let unused = appended.capacity() - appended.len();
            assert!(unused < 50, "{unused}");
        }
    }
}
