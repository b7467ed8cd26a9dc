//! How a text is encoded where it stands, and how often it is encoded to be signed.

/// How a text is written where it was found, which is how it must be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum WireEncoding {
    /// Nothing is encoded.
    #[default]
    Plain,
    /// `application/x-www-form-urlencoded`, in a query or a body: `+` is a space, a `%` without
    /// two hexadecimal digits is itself.
    Form,
    /// Section 3.6, in the `Authorization` header: `+` is a plus.
    Percent,
    /// Every byte is unreserved, and so its own encoding.
    Unreserved,
}

/// How often [`WireText::encode`](super::wire_text::WireText::encode) encodes: parameters are encoded once for their normalized form
/// (section 3.4.1.3.2) and the whole of that once more for the base string (section 3.4.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passes {
    Once,
    Twice,
}
