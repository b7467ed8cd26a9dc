//! The difference between two base strings, and its likely reason.

use std::cmp::Ordering;

/// The first difference between the base string of a request and the base string that a server or
/// another client made of it.
///
/// It contains names of parameters but no values of parameters, so it can be shown to users and
/// logged. If the method or a part of the base string URI differs, the text shows both. The text
/// takes the other base string for one of the server. It says who differs, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    part: DifferingPart,
    reason: LikelyReason,
    /// What this request and the other side have, escaped, if both may be shown.
    pub(super) shown: Option<(String, String)>,
    /// Whether the text of the other side is longer or shorter than the one of this request.
    pub(super) length: Ordering,
}

/// The part of a base string that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferingPart {
    /// The other text is not a base string: three encoded parts separated by `&`.
    NotABaseString,
    /// The method.
    Method,
    /// The scheme of the base string URI.
    Scheme,
    /// The host of the base string URI.
    Host,
    /// The port of the base string URI.
    Port,
    /// The path of the base string URI.
    Path,
    /// A parameter: its decoded name up to an `=`. Bytes that are not UTF-8 are replaced, and a
    /// long name is cut.
    Parameter(String),
    /// The order of the parameters. The parameters are the same.
    Order,
    /// The encoding of the whole base string. The decoded parts are the same.
    Encoding,
    /// The signature method: this request uses PLAINTEXT, which has no base string to compare.
    SignatureMethod,
}

/// The likely reason for a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LikelyReason {
    /// The reason is unknown: the values differ.
    OtherValue,
    /// The other side sees another origin: a proxy in front of the server changes the host or
    /// terminates TLS.
    Proxy,
    /// One side does not remove a default port, or does not change letters to lower case.
    NotNormalized,
    /// One side removes a trailing slash.
    TrailingSlash,
    /// The other side keeps the query in the base string URI. Section 3.4.1.2 removes it.
    QueryInUri,
    /// The other side removes what follows a `;` in the path, as some Java servers do.
    PathParameters,
    /// The sides percent-encode the same text differently. For example, one side encodes fewer
    /// characters, omits the `=` of an empty value, or uses lower-case digits.
    Encoding,
    /// One side decodes or encodes one time more than the other.
    DoubledCoding,
    /// The other side writes a space as `+` instead of `%20`.
    SpaceAsPlus,
    /// The other side reads a `+` in a query or form as a plus, not as a space.
    PlusNotDecoded,
    /// The other side does not encode a `+`.
    RawPlus,
    /// The other side writes `/` for `%2F`: it decodes the path, or does not encode a value.
    RawSlash,
    /// The other side does not encode the protocol parameters: their values, or their part of the
    /// base string.
    ProtocolParametersNotEncoded,
    /// The other side does not encode the parameters as a whole, as section 3.4.1.1 requires.
    ParametersNotEncoded,
    /// The other side reads UTF-8 as another character set, and encodes it in UTF-8 again.
    Utf8Twice,
    /// The other side does not encode characters in UTF-8.
    NotUtf8,
    /// One side has white space at the beginning or end of the value.
    WhiteSpace,
    /// The other side joins several values of one name by commas.
    JoinedByComma,
    /// The other side renames the parameter, as PHP and Rails do with `a[]` and `a.b`, and as PHP
    /// does with names of digits.
    Renamed,
    /// The other side treats pairs without a name differently: it signs the empty pair in
    /// `a=1&&b=2`, or does not sign `=x`. Servers in PHP do either.
    EmptyName,
    /// The other side does not read the form, although the `Content-Type` of this request says that
    /// the body is a form. Some servers read the form of a `POST` only.
    FormNotRead,
    /// The other side ignores the query.
    QueryNotRead,
    /// The other side does not read the parameters in the header.
    HeaderNotRead,
    /// The other side keeps only some of several parameters with the same name, as a map and PHP
    /// do.
    Repeated,
    /// The other side does not have this parameter, but has other parameters of the same source.
    LeftOut,
    /// The other side signs a parameter that this request does not have.
    NotSent,
    /// One side sorts the parameters before it encodes them.
    Sorting,
    /// The other side sorts the texts `name=value`, so that `a1=` comes before `a=`.
    SortedAsText,
    /// The other side does not sort the values of parameters that have the same name.
    ValuesNotSorted,
    /// The other side does not sort the parameters.
    NotSorted,
    /// The method is PLAINTEXT, which does not sign any part of the request.
    Plaintext,
}

impl Difference {
    pub(super) fn new(part: DifferingPart, reason: LikelyReason) -> Self {
        Self {
            part,
            reason,
            shown: None,
            length: Ordering::Equal,
        }
    }

    /// Sets the two texts that differ. They are not shown.
    pub(super) fn between(mut self, ours: &str, other: &str) -> Self {
        self.length = other.len().cmp(&ours.len());
        self
    }

    /// Sets the two texts that differ, and shows them.
    pub(super) fn showing(mut self, ours: &str, other: &str) -> Self {
        self.shown = Some((shown(ours), shown(other)));
        self.between(ours, other)
    }

    /// Returns the part that differs.
    pub fn part(&self) -> &DifferingPart {
        &self.part
    }

    /// Returns the likely reason.
    pub fn reason(&self) -> LikelyReason {
        self.reason
    }
}

/// The longest text that is shown, in characters. The other side chose it.
const LONGEST_SHOWN: usize = 200;

fn shown(text: &str) -> String {
    let mut characters = text.chars();
    let begin: String = characters.by_ref().take(LONGEST_SHOWN).collect();
    let rest = if characters.next().is_some() {
        ".."
    } else {
        ""
    };
    format!("{}{rest}", begin.escape_debug())
}
