//! The encoding of a text in the request, and how often it is encoded for the signature.

/// The encoding of a name or value in the request. It tells how to decode the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum WireEncoding {
    /// The text is not encoded.
    #[default]
    Plain,
    /// `application/x-www-form-urlencoded`, in a query or a body. A `+` is a space. A `%` that is
    /// not followed by two hexadecimal digits is a literal `%`.
    Form,
    /// Percent-encoded (section 3.6), in the `Authorization` header. A `+` is a plus.
    Percent,
    /// The text has only unreserved characters. They are the same encoded and decoded.
    Unreserved,
}

/// How often [`WireText::encode`](super::wire_text::WireText::encode) encodes a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passes {
    /// Once, for the normalized parameters (section 3.4.1.3.2).
    Once,
    /// Twice, for the base string: it contains the normalized parameters, encoded a second time
    /// (section 3.4.1.1).
    Twice,
}
