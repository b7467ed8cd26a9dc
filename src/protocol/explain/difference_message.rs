//! The text of a difference: what differs, who does it, and what to do.

use std::fmt;

use super::difference::{Difference, DifferingPart, LikelyReason};

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.part() {
            DifferingPart::NotABaseString => {
                return f.write_str(
                    "the other text contains no base string, which begins like \
                     `GET&https%3A%2F%2F`; pass the whole response of the server",
                );
            }
            DifferingPart::Parameter(name) if name.is_empty() => {
                "a parameter without a name differs"
            }
            DifferingPart::Parameter(name) => {
                write!(f, "the parameter `{}` differs", name.escape_debug())?;
                ""
            }
            DifferingPart::Method => "the method differs",
            DifferingPart::Scheme => "the scheme differs",
            DifferingPart::Host => "the host differs",
            DifferingPart::Port => "the port differs",
            DifferingPart::Path => "the path differs",
            DifferingPart::Order => "the parameters are in another order",
            DifferingPart::Encoding => "the same text is encoded differently",
            DifferingPart::SignatureMethod => "this request has no base string",
        };
        f.write_str(what)?;
        let reason = self.reason();
        let who = of_part(self.part(), reason).unwrap_or_else(|| who(reason));
        write!(f, ": {who}; {}", action(self.part(), reason))
    }
}

/// Returns who does what, for the reasons that mean different things in different parts.
fn of_part(part: &DifferingPart, reason: LikelyReason) -> Option<&'static str> {
    Some(match (part, reason) {
        (DifferingPart::Method, LikelyReason::NotNormalized) => {
            "the server does not change it to upper case"
        }
        (DifferingPart::Method, _) => "the server sees another method",
        (DifferingPart::Port, LikelyReason::NotNormalized) => {
            "the server does not remove the default port"
        }
        (DifferingPart::Path, LikelyReason::Proxy) => {
            "the server sees another path; a proxy may add or remove a part of it"
        }
        (DifferingPart::Path, LikelyReason::RawSlash) => {
            "the server writes `/` for `%2F`: it decodes the path"
        }
        (DifferingPart::Order, LikelyReason::OtherValue) => {
            "the server sorts the parameters in another way"
        }
        _ => return None,
    })
}

fn who(reason: LikelyReason) -> &'static str {
    match reason {
        LikelyReason::OtherValue => "the server has another value",
        LikelyReason::Proxy => "the server sees another origin; a proxy may change it",
        LikelyReason::NotNormalized => "the server does not change it to lower case",
        LikelyReason::TrailingSlash => "the server adds or removes a slash at its end",
        LikelyReason::QueryInUri => {
            "the server keeps the query in the URI, where it does not belong"
        }
        LikelyReason::PathParameters => "the server cuts the path at a `;`",
        LikelyReason::Encoding => "the server encodes other characters, or with lower-case digits",
        LikelyReason::DoubledCoding => {
            "the server encodes or decodes once more, or your request is encoded twice"
        }
        LikelyReason::SpaceAsPlus => "the server writes a space as `+` instead of `%20`",
        LikelyReason::PlusNotDecoded => "the server reads a `+` as a plus, not as a space",
        LikelyReason::RawPlus => "the server does not encode a `+`",
        LikelyReason::RawSlash => "the server writes `/` for `%2F`: it does not encode a value",
        LikelyReason::ProtocolParametersNotEncoded => {
            "the server does not encode the protocol parameters"
        }
        LikelyReason::ParametersNotEncoded => {
            "the server does not encode the parameters as a whole"
        }
        LikelyReason::Utf8Twice => {
            "the server reads UTF-8 as another character set, and encodes it again"
        }
        LikelyReason::NotUtf8 => "the server does not use UTF-8",
        LikelyReason::WhiteSpace => {
            "the server adds or removes white space at its beginning or end"
        }
        LikelyReason::JoinedByComma => {
            "the server joins the values of one name by commas, instead of signing each"
        }
        LikelyReason::Renamed => {
            "the server renames it, as PHP and Rails do with `a[]`, `a.b` and names of digits"
        }
        LikelyReason::EmptyName => "the server treats pairs such as `&&` or `=x` differently",
        LikelyReason::FormNotRead => "the server did not read the form",
        LikelyReason::QueryNotRead => "the server ignores the query",
        LikelyReason::HeaderNotRead => "the server did not read it from the header",
        LikelyReason::Repeated => {
            "the server keeps only some of the parameters with this name, as PHP does"
        }
        LikelyReason::LeftOut => "the server does not have it",
        LikelyReason::NotSent => "your request does not have it",
        LikelyReason::Sorting => "the server sorts the parameters before it encodes them",
        LikelyReason::SortedAsText => {
            "the server sorts the texts `name=value`, instead of the names and then the values"
        }
        LikelyReason::ValuesNotSorted => {
            "the server does not sort the values of parameters with the same name"
        }
        LikelyReason::NotSorted => "the server does not sort the parameters",
        LikelyReason::Plaintext => "its signature method is PLAINTEXT",
    }
}

/// Returns what to do.
fn action(part: &DifferingPart, reason: LikelyReason) -> &'static str {
    match reason {
        LikelyReason::NotNormalized if *part == DifferingPart::Method => {
            "send the method in upper case"
        }
        _ if *part == DifferingPart::Method => {
            "check whether a proxy or a redirect changes it, and sign the method that the server \
             sees"
        }
        LikelyReason::OtherValue if *part != DifferingPart::Order => {
            "check that nothing changes the request after it is signed"
        }
        LikelyReason::Proxy if *part == DifferingPart::Path => "sign the URI that the server sees",
        LikelyReason::Proxy => {
            "sign the URI that the server sees, for example with `OAuth1Layer::public_origin`"
        }
        LikelyReason::TrailingSlash => "add or remove the slash in your request",
        LikelyReason::QueryInUri => "send the parameters in a form, or report it to the provider",
        LikelyReason::PathParameters => "send a URI without `;`, or report it to the provider",
        LikelyReason::DoubledCoding => {
            "pass values that are not encoded yet, or report it to the provider"
        }
        LikelyReason::PlusNotDecoded => "write a space as `%20` in your request",
        LikelyReason::RawSlash if *part == DifferingPart::Path => {
            "send a URI without `%2F`, or report it to the provider"
        }
        LikelyReason::Utf8Twice | LikelyReason::NotUtf8 => {
            "send only ASCII characters, or report it to the provider"
        }
        LikelyReason::WhiteSpace => "remove the white space, or report it to the provider",
        LikelyReason::JoinedByComma | LikelyReason::Repeated => {
            "send each name once, or report it to the provider"
        }
        LikelyReason::Renamed => "use another name, or report it to the provider",
        LikelyReason::EmptyName => "remove such pairs from the query and the form",
        LikelyReason::FormNotRead => {
            "send the `Content-Type` `application/x-www-form-urlencoded`, or send the parameters \
             in the query"
        }
        LikelyReason::QueryNotRead => "send the parameters in a form",
        LikelyReason::HeaderNotRead => "send the protocol parameters in the query or a form",
        LikelyReason::LeftOut => {
            "check whether a proxy removes it; if not, report it to the provider"
        }
        LikelyReason::NotSent => "send it, or check whether a proxy adds it",
        LikelyReason::ValuesNotSorted => {
            "send the values in their sorted order, or report it to the provider"
        }
        LikelyReason::Plaintext => "check the secrets",
        LikelyReason::OtherValue
        | LikelyReason::NotNormalized
        | LikelyReason::Encoding
        | LikelyReason::SpaceAsPlus
        | LikelyReason::RawPlus
        | LikelyReason::RawSlash
        | LikelyReason::ProtocolParametersNotEncoded
        | LikelyReason::ParametersNotEncoded
        | LikelyReason::Sorting
        | LikelyReason::SortedAsText
        | LikelyReason::NotSorted => "report it to the provider",
    }
}
