//! How a text is encoded on the wire, and how often it is encoded to be signed.

/// How a text is encoded where it was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum WireEncoding {
    /// The text is not encoded.
    #[default]
    Plain,
    /// `application/x-www-form-urlencoded`, in a query or a body: `+` is a space, and a `%` that is not
    /// followed by two hexadecimal digits is a `%`.
    Form,
    /// Section 3.6, in the `Authorization` header: `+` is a plus.
    Percent,
    /// Every byte is unreserved, so the text is its own encoding.
    Unreserved,
}

/// How often [`WireText::encode`](super::wire_text::WireText::encode) encodes. Parameters are encoded once
/// in their normalized form (section 3.4.1.3.2), and that form is encoded again in the base string (section
/// 3.4.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passes {
    Once,
    Twice,
}
