//! The text of a difference: what differs, who does it, and what to do.

use std::cmp::Ordering;
use std::fmt;

use super::difference::{Difference, DifferingPart, LikelyReason};

const REPORT: &str = "report this fault to the provider";

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part() {
            DifferingPart::NotABaseString => {
                return f.write_str(
                    "the other text contains no base string (a base string begins with, for \
                     example, `GET&https%3A%2F%2F`); pass the whole response of the server; if \
                     the server sends no base string, check the client secret, the token secret \
                     and the clock of this machine",
                );
            }
            DifferingPart::Parameter(name) if name.is_empty() => {
                f.write_str("a parameter without a name differs")?;
            }
            DifferingPart::Parameter(name) => {
                write!(f, "the parameter `{}` differs", name.escape_debug())?;
            }
            DifferingPart::Method => f.write_str("the method differs")?,
            DifferingPart::Scheme => f.write_str("the scheme differs")?,
            DifferingPart::Host => f.write_str("the host differs")?,
            DifferingPart::Port => f.write_str("the port differs")?,
            DifferingPart::Path
                if matches!(
                    self.reason(),
                    LikelyReason::QueryInUri | LikelyReason::OtherValue
                ) =>
            {
                f.write_str("the base string URI differs")?;
            }
            DifferingPart::Path => f.write_str("the path differs")?,
            DifferingPart::Order => f.write_str("the parameters are in another order")?,
            DifferingPart::Encoding => f.write_str("the same text is encoded differently")?,
            DifferingPart::SignatureMethod => f.write_str("this request has no base string")?,
        }
        let (cause, order) = self.of_part().unwrap_or_else(|| self.of_reason());
        match &self.shown {
            Some((ours, other)) if self.shows_both() => write!(
                f,
                ": you signed {}, the server sees {}; {order}",
                self.in_quotes(ours),
                self.in_quotes(other)
            ),
            _ => write!(f, ": {cause}; {order}"),
        }
    }
}

/// What the other side does, and what to do about it.
type Texts = (&'static str, &'static str);

impl Difference {
    /// Returns whether both texts say more than the cause.
    fn shows_both(&self) -> bool {
        self.reason() == LikelyReason::Proxy
            || *self.part() == DifferingPart::Method && self.reason() == LikelyReason::OtherValue
    }

    /// Returns a part of a URI, in quotes. A port may be missing.
    fn in_quotes(&self, text: &str) -> String {
        match self.part() {
            DifferingPart::Port if text.is_empty() => "the default port".to_owned(),
            _ => format!("`{text}`"),
        }
    }

    /// Returns the texts for the reasons that mean different things in different parts.
    fn of_part(&self) -> Option<Texts> {
        let is_longer = self.length == Ordering::Greater;
        Some(match (self.part(), self.reason()) {
            (DifferingPart::Method, LikelyReason::NotNormalized) => (
                "the server does not change it to upper case",
                "send the method in upper case",
            ),
            (DifferingPart::Method, _) => (
                "the server sees another method",
                "check whether a proxy or a redirect changes it, and sign the method that the \
                 server sees",
            ),
            (DifferingPart::Port, LikelyReason::NotNormalized) => (
                "the server leaves the default port in the base string, but OAuth removes it",
                REPORT,
            ),
            (DifferingPart::Path, LikelyReason::Proxy) => (
                "the server sees another path",
                "a proxy may add or remove a part of it; report this to the provider, or sign the \
                 path that the server sees with `Signer::sign`",
            ),
            (DifferingPart::Path, LikelyReason::OtherValue) => (
                "the server has a query in it that is not the query of your request",
                "check whether your HTTP client, a redirect or a proxy changes the URI after you \
                 sign it",
            ),
            (DifferingPart::Path, LikelyReason::TrailingSlash) if is_longer => (
                "the server adds a slash at its end",
                "add this slash to the URI of your request",
            ),
            (DifferingPart::Path, LikelyReason::RawSlash) => (
                "the server writes `/` instead of `%2F`: it decodes the path",
                "send a URI without `%2F`, or report this fault to the provider",
            ),
            (DifferingPart::Order, LikelyReason::OtherValue) => {
                ("the server sorts the parameters in another way", REPORT)
            }
            _ => return None,
        })
    }

    fn of_reason(&self) -> Texts {
        let is_longer = self.length == Ordering::Greater;
        match self.reason() {
            LikelyReason::OtherValue => (
                "the server has another value",
                "check that nothing changes the request after it is signed",
            ),
            LikelyReason::Proxy => (
                "the server sees another origin",
                "probably a proxy in front of the server changes it; report this to the provider, \
                 or sign the origin that the server sees: `OAuth1Layer::public_origin`",
            ),
            LikelyReason::NotNormalized => ("the server does not change it to lower case", REPORT),
            LikelyReason::TrailingSlash => (
                "the server removes the slash at its end",
                "remove this slash from the URI of your request",
            ),
            LikelyReason::QueryInUri => (
                "the server leaves the query in it; OAuth puts the query into the parameters",
                "report this fault to the provider; with POST, you can also send the parameters in \
                 a form",
            ),
            LikelyReason::PathParameters => (
                "the server cuts the path at a `;`",
                "send a URI without `;`, or report this fault to the provider",
            ),
            LikelyReason::Encoding => (
                "the server encodes other characters, or with lower-case digits",
                REPORT,
            ),
            LikelyReason::DoubledCoding if is_longer => (
                "the server encodes it once more than your request does",
                REPORT,
            ),
            LikelyReason::DoubledCoding => (
                "the server encodes it once less than your request does",
                "if it was already encoded before you passed it, pass it decoded; if not, report \
                 this fault to the provider",
            ),
            LikelyReason::SpaceAsPlus => (
                "the server writes a space as `+` instead of `%20`",
                "report this fault to the provider; until this is mended, send values without spaces",
            ),
            LikelyReason::PlusNotDecoded => (
                "the server reads a `+` as a plus, not as a space",
                "write a space as `%20` in your request",
            ),
            LikelyReason::RawPlus => (
                "the server writes `+` instead of `%2B`",
                "report this fault to the provider; until this is mended, send values without `+`",
            ),
            LikelyReason::RawSlash => (
                "the server writes `/` instead of `%2F`: it does not encode a value",
                REPORT,
            ),
            LikelyReason::ProtocolParametersNotEncoded => {
                ("the server does not encode the protocol parameters", REPORT)
            }
            LikelyReason::ParametersNotEncoded => (
                "the server does not encode the parameters as a whole",
                REPORT,
            ),
            LikelyReason::Utf8Twice => (
                "the server reads UTF-8 as another character set, and encodes it again",
                "send only ASCII characters, or report this fault to the provider",
            ),
            LikelyReason::NotUtf8 => (
                "the server does not use UTF-8",
                "send only ASCII characters, or report this fault to the provider",
            ),
            LikelyReason::WhiteSpace if is_longer => (
                "the server sees more white space at its beginning or end",
                "check whether your HTTP client or a proxy adds it; if not, report this fault to \
                 the provider",
            ),
            LikelyReason::WhiteSpace => (
                "the server removes white space at its beginning or end",
                "remove this white space from your request",
            ),
            LikelyReason::JoinedByComma => (
                "the server joins the values of one name by commas, instead of signing each",
                "send each name once, or report this fault to the provider",
            ),
            LikelyReason::Renamed => (
                "the server changes the name (PHP makes `a_b` of `a.b`, and gives new numbers to \
                 names of digits; PHP and Rails read `a[]` as `a`)",
                "use a name with a letter, and without `[`, `]`, `.` and spaces, or report this \
                 fault to the provider",
            ),
            LikelyReason::EmptyName => (
                "the server treats pairs without a name, such as `&&` or `=x`, in another way",
                "remove such pairs from the query and the form",
            ),
            LikelyReason::FormNotRead => (
                "the server did not read the form, although the `Content-Type` of your request is \
                 that of a form",
                "send the parameters in the query, or report this fault to the provider",
            ),
            LikelyReason::QueryNotRead => (
                "the server did not read the query",
                "send the parameters in a form, or report this fault to the provider",
            ),
            LikelyReason::HeaderNotRead => (
                "the server did not read it from the header",
                "send the protocol parameters in the query or a form",
            ),
            LikelyReason::Repeated => (
                "the server keeps only some of the parameters with this name, as PHP does",
                "send each name once, or report this fault to the provider",
            ),
            LikelyReason::LeftOut => (
                "the server does not have it",
                "check whether a proxy removes it; if not, report this fault to the provider",
            ),
            LikelyReason::NotSent => (
                "the server has it, but your request did not sign it",
                "check whether your HTTP client, a proxy or the server adds it; if your HTTP \
                 client adds it, add it before you sign",
            ),
            LikelyReason::Sorting => (
                "the server sorts the parameters before it encodes them",
                REPORT,
            ),
            LikelyReason::SortedAsText => (
                "the server sorts the texts `name=value`, instead of the names and then the values",
                REPORT,
            ),
            LikelyReason::ValuesNotSorted => (
                "the server does not sort the values of parameters with the same name",
                "send the values in their sorted order, or report this fault to the provider",
            ),
            LikelyReason::NotSorted => ("the server does not sort the parameters", REPORT),
            LikelyReason::Plaintext => (
                "its signature method is PLAINTEXT, which signs no part of the request",
                "check the client secret and the token secret",
            ),
        }
    }
}
