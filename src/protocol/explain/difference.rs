//! A difference between two base strings, and why it may be there.

use std::fmt;

/// The first difference between the base string of a request and the one that a server, or another
/// client, made of it.
///
/// It names parameters and no values, so it can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub(crate) part: DifferingPart,
    pub(crate) reason: LikelyReason,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferingPart {
    /// The other text is no base string: three encoded parts joined by `&`.
    Form,
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
    /// A parameter, by its decoded name up to an `=`; what is not UTF-8 in it is replaced, and a long
    /// one is cut.
    Parameter(String),
    /// The order of the parameters, which are the same.
    Order,
    /// How the whole is encoded: what is encoded is the same.
    Encoding,
    /// The signature method: ours makes no base string.
    SignatureMethod,
}

/// Why it may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LikelyReason {
    /// Nothing is known of it.
    OtherValue,
    /// The other side is told another origin: a proxy before the server, or one that ends TLS.
    Proxy,
    /// One side keeps a default port, or a letter's case.
    NotNormalized,
    /// One side leaves a trailing slash out.
    TrailingSlash,
    /// One side encodes other characters, a space as `+`, an empty value without its `=`, or in lower
    /// case.
    Encoding,
    /// One side decodes, or encodes, once more than the other.
    DoubledCoding,
    /// The other side does not read the form: look at the content type.
    FormNotRead,
    /// The other side leaves the query out.
    QueryNotRead,
    /// The other side does not read it from the header.
    HeaderNotRead,
    /// The other side keeps fewer of the parameters of one name than were sent, as a map does.
    Repeated,
    /// The other side has other parameters of the same source, and not this one.
    LeftOut,
    /// The other side signs a parameter that this request does not have.
    NotSent,
    /// One side sorts before it encodes.
    Sorting,
    /// PLAINTEXT signs nothing of the request.
    Plaintext,
}

impl Difference {
    /// What differs.
    pub fn part(&self) -> &DifferingPart {
        &self.part
    }

    /// Why it may differ.
    pub fn reason(&self) -> LikelyReason {
        self.reason
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            DifferingPart::Form => f.write_str("the other text is no base string")?,
            DifferingPart::Method => f.write_str("the method differs")?,
            DifferingPart::Scheme => f.write_str("the scheme differs")?,
            DifferingPart::Host => f.write_str("the host differs")?,
            DifferingPart::Port => f.write_str("the port differs")?,
            DifferingPart::Path => f.write_str("the path differs")?,
            DifferingPart::Parameter(name) => {
                write!(f, "the parameter `{}` differs", name.escape_debug())?;
            }
            DifferingPart::Order => f.write_str("the parameters stand in another sort_key")?,
            DifferingPart::Encoding => f.write_str("the same text is encoded otherwise")?,
            DifferingPart::SignatureMethod => f.write_str("the signature method differs")?,
        }
        let reason = match self.reason {
            LikelyReason::OtherValue => return Ok(()),
            LikelyReason::Proxy => "a proxy may stand between, and the origin must be told",
            LikelyReason::NotNormalized => "one side keeps letters' case or a default port",
            LikelyReason::TrailingSlash => "one side leaves a trailing slash out",
            LikelyReason::Encoding => {
                "one side encodes other characters, or a space as `+`, or in lower case"
            }
            LikelyReason::DoubledCoding => "one side encodes or decodes once more",
            LikelyReason::FormNotRead => "the form was not read; see the content type",
            LikelyReason::QueryNotRead => "the query was left out",
            LikelyReason::HeaderNotRead => "it was not read from the header",
            LikelyReason::Repeated => "a name that occurs twice was kept once",
            LikelyReason::LeftOut => "the other side leaves it out",
            LikelyReason::NotSent => "it was not sent",
            LikelyReason::Sorting => "one side sorts before it encodes",
            LikelyReason::Plaintext => "PLAINTEXT signs no base string",
        };
        write!(f, ": {reason}")
    }
}
