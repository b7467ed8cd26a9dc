//! RFC 5849 section 3.5.1: the style in which the `Authorization` header is written.

/// The style in which a signer writes the `Authorization` header.
///
/// The default follows RFC 5849 section 3.5.1. Use another style for services that do not parse the
/// header as the RFC defines it.
///
/// ```
/// use tower_oauth1::protocol::HeaderStyle;
/// use tower_oauth1::{ClientCredentials, Signer};
///
/// let style = HeaderStyle::new().percent_encoded_realm().without_spaces();
/// let signer = Signer::new(ClientCredentials::new("id", "secret"))
///     .with_realm("a b")?
///     .with_header_style(style);
/// let mut request = http::Request::get("https://api.example.com/").body("")?;
/// signer.sign_request(&mut request)?;
/// let header = request.headers()["authorization"].to_str()?;
/// assert!(header.starts_with("OAuth realm=\"a%20b\",oauth_consumer_key=\"id\",oauth_nonce="));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct HeaderStyle {
    percent_encoded_realm: bool,
    without_spaces: bool,
}

impl HeaderStyle {
    /// Creates the style of RFC 5849: the realm is a quoted string, and `, ` separates parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Percent-encodes the realm. Default: the realm is a quoted string.
    pub fn percent_encoded_realm(mut self) -> Self {
        self.percent_encoded_realm = true;
        self
    }

    /// Separates parameters with `,` without a space. Default: `, `.
    pub fn without_spaces(mut self) -> Self {
        self.without_spaces = true;
        self
    }

    /// Returns whether the realm is percent-encoded.
    pub(crate) fn encodes_realm(self) -> bool {
        self.percent_encoded_realm
    }

    /// Returns the separator between two parameters.
    pub(crate) fn separator(self) -> &'static str {
        if self.without_spaces { "," } else { ", " }
    }
}
