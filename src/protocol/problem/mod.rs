//! The OAuth Problem Reporting extension (wiki.oauth.net/ProblemReporting): the reason why a server
//! refuses a request.

pub(super) mod challenge;

use std::fmt;
use std::ops::RangeInclusive;

use http::{HeaderMap, header};

use self::challenge::{challenges, split};
use super::encoding::coding::WireEncoding;
use crate::uri::digits::number;

/// A report of a server about a refused request: `oauth_problem` and the parameters that belong to
/// it.
///
/// Servers send the report in the `WWW-Authenticate` header, in a form body, or in both. Quotes,
/// encoding and names differ between servers, so parsing is lenient. Names that the extension does
/// not specify are kept.
///
/// `Debug` does not show a base string that the server returned: it contains the parameters of the
/// request.
///
/// ```
/// use tower_oauth1::protocol::Problem;
///
/// let mut headers = http::HeaderMap::new();
/// let value = "OAuth realm=\"api\", oauth_problem=\"timestamp_refused\", \
///              oauth_acceptable_timestamps=\"137131000-137131600\"";
/// headers.insert("www-authenticate", value.parse()?);
/// let problem = Problem::from_headers(&headers).unwrap();
/// assert_eq!(problem.name(), "timestamp_refused");
/// assert_eq!(problem.acceptable_timestamps(), Some(137131000..=137131600));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// Names and values, decoded, in their order.
    fields: Vec<(String, String)>,
}

/// The names of the problems that the extension specifies.
const SPECIFIED: [&str; 20] = [
    "additional_authorization_required",
    "consumer_key_refused",
    "consumer_key_rejected",
    "consumer_key_unknown",
    "nonce_used",
    "parameter_absent",
    "parameter_rejected",
    "permission_denied",
    "permission_unknown",
    "signature_invalid",
    "signature_method_rejected",
    "timestamp_refused",
    "token_expired",
    "token_not_authorized",
    "token_rejected",
    "token_revoked",
    "token_used",
    "user_refused",
    "verifier_invalid",
    "version_rejected",
];

impl Problem {
    /// Reads a problem from the headers of a response. Returns `None` if the headers
    /// do not report a problem.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(header::WWW_AUTHENTICATE).iter();
        values
            .flat_map(|value| challenges(value.as_bytes()))
            .find_map(Self::of)
    }

    /// Reads a problem from the body of a response, which is a form. Returns `None` if the body
    /// does not report a problem.
    pub fn from_body(body: &[u8]) -> Option<Self> {
        const ECHO: &[u8] = b"debug_sbs=";
        let body = body.trim_ascii();
        let mut fields = Vec::new();
        let mut rest = body;
        while !rest.is_empty() {
            let end = rest.iter().position(|&byte| byte == b'&');
            let piece = &rest[..end.unwrap_or(rest.len())];
            // Some servers return the base string without encoding it: three parts separated by
            // `&`.
            if let Some(echo) = rest.strip_prefix(ECHO) {
                let uri = echo.split(|&byte| byte == b'&').nth(1).unwrap_or_default();
                let uri = uri.to_ascii_lowercase();
                if uri.starts_with(b"http%3a") || uri.starts_with(b"https%3a") {
                    let parts = echo.split(|&byte| byte == b'&').take(3);
                    let length = parts.map(|part| part.len() + 1).sum::<usize>() - 1;
                    let text = String::from_utf8_lossy(&echo[..length]).into_owned();
                    fields.push(("debug_sbs".to_owned(), text));
                    rest = echo.get(length + 1..).unwrap_or_default();
                    continue;
                }
            }
            fields.push(split(piece, WireEncoding::Form));
            rest = end.map_or(&[], |end| &rest[end + 1..]);
        }
        Self::of(fields)
    }

    fn of(fields: Vec<(String, String)>) -> Option<Self> {
        let problem = Self { fields };
        (!problem.name().is_empty()).then_some(problem)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(other, _)| other == name);
        field.map(|(_, value)| value.as_str())
    }

    /// Returns the name of the problem, such as `token_expired`, `signature_invalid` or
    /// `timestamp_refused`. Servers also use names that the extension does not specify.
    pub fn name(&self) -> &str {
        self.get("oauth_problem").unwrap_or_default()
    }

    /// Returns whether the timestamp may be the reason. Returns `false` only if the extension
    /// specifies the problem, and the problem is not about the timestamp.
    pub(crate) fn may_be_about_time(&self) -> bool {
        matches!(self.specified_name(), None | Some("timestamp_refused"))
    }

    /// Returns the name if the extension specifies it. Unlike other names, it is safe to log,
    /// because the server did not choose the text.
    pub(crate) fn specified_name(&self) -> Option<&'static str> {
        SPECIFIED.into_iter().find(|name| *name == self.name())
    }

    /// Returns `oauth_problem_advice`: a text in which the server advises the user what to do.
    pub fn advice(&self) -> Option<&str> {
        self.get("oauth_problem_advice")
    }

    /// Returns `oauth_acceptable_timestamps`, in seconds since 1970, if it is a range that is not
    /// empty.
    pub fn acceptable_timestamps(&self) -> Option<RangeInclusive<u64>> {
        let (from, to) = self.get("oauth_acceptable_timestamps")?.split_once('-')?;
        let range: RangeInclusive<u64> = number(from.trim())?..=number(to.trim())?;
        (!range.is_empty()).then_some(range)
    }

    /// Returns `oauth_acceptable_versions` unchanged: a range such as `1.0-1.0`.
    pub fn acceptable_versions(&self) -> Option<&str> {
        self.get("oauth_acceptable_versions")
    }

    /// Returns `oauth_parameters_absent`: the names of the missing parameters.
    pub fn parameters_absent(&self) -> impl Iterator<Item = String> {
        self.names("oauth_parameters_absent")
    }

    /// Returns `oauth_parameters_rejected`: the names of the parameters that the server does not
    /// accept.
    pub fn parameters_rejected(&self) -> impl Iterator<Item = String> {
        self.names("oauth_parameters_rejected")
    }

    /// Returns the base string that the server made of the request, if the response contains it.
    /// Flickr and Magento send it as `debug_sbs`. It contains the parameters of the request. Do not
    /// log it.
    pub fn base_string(&self) -> Option<&str> {
        self.get("debug_sbs")
    }

    /// Returns the names in a list. `&` separates them, and each is percent-encoded a second time.
    /// Some servers also send the values, which are removed.
    fn names(&self, list: &str) -> impl Iterator<Item = String> {
        let names = self.get(list).unwrap_or_default().split('&');
        names
            .filter(|name| !name.is_empty())
            .map(|name| split(name.as_bytes(), WireEncoding::Percent).0)
            .map(|name| name.split('=').next().unwrap_or_default().to_owned())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name().escape_debug())?;
        match self.advice() {
            Some(advice) => write!(f, " ({})", advice.escape_debug()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The lists of parameters may contain values, and the base string contains all of them.
        f.debug_struct("Problem")
            .field("name", &self.name())
            .field("advice", &self.advice())
            .field("acceptable_timestamps", &self.acceptable_timestamps())
            .field("acceptable_versions", &self.acceptable_versions())
            .field(
                "parameters_absent",
                &self.parameters_absent().collect::<Vec<_>>(),
            )
            .field(
                "parameters_rejected",
                &self.parameters_rejected().collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_header(value: &str) -> Option<Problem> {
        let mut headers = HeaderMap::new();
        headers.append(
            header::WWW_AUTHENTICATE,
            "Basic realm=\"x\"".parse().unwrap(),
        );
        headers.append(header::WWW_AUTHENTICATE, value.parse().unwrap());
        Problem::from_headers(&headers)
    }

    #[test]
    fn headers_as_services_send_them() {
        for value in [
            "OAuth oauth_problem=\"token_expired\", realm=\"yahooapis.com\"",
            "OAuth realm=\"a, b\",oauth_problem=token_expired",
            "oauth oauth_problem=\"token%5Fexpired\"",
            "Bearer realm=\"x\", OAuth oauth_problem=\"token_expired\"",
        ] {
            assert_eq!(
                from_header(value).unwrap().name(),
                "token_expired",
                "{value}"
            );
        }
        for value in [
            "OAuth realm=\"x\"",
            "OAuth",
            "Bearer error=\"x\"",
            "OAuth oauth_problem=",
        ] {
            assert_eq!(from_header(value), None, "{value}");
        }
        let unknown = from_header("OAuth oauth_problem=\"quota%20used\"").unwrap();
        assert_eq!(unknown.name(), "quota used", "unknown ones are kept");
    }

    #[test]
    fn what_goes_with_a_problem() {
        let problem = from_header(
            "OAuth oauth_problem=\"parameter_absent\", \
             oauth_problem_advice=\"send%20them%0Aall\", oauth_acceptable_versions=\"1.0-1.0\", \
             oauth_parameters_absent=\"oauth_token%26a%2526b\", oauth_parameters_rejected=\"x\"",
        );
        let problem = problem.unwrap();
        assert_eq!(problem.advice(), Some("send them\nall"));
        assert_eq!(problem.acceptable_versions(), Some("1.0-1.0"));
        let absent: Vec<_> = problem.parameters_absent().collect();
        assert_eq!(absent, ["oauth_token", "a&b"]);
        assert_eq!(problem.parameters_rejected().collect::<Vec<_>>(), ["x"]);
        assert_eq!(problem.acceptable_timestamps(), None);
        assert_eq!(
            problem.to_string(),
            r"parameter_absent (send them\nall)",
            "one line"
        );
    }

    #[test]
    fn bodies_are_forms() {
        let body = b"oauth_problem=signature_invalid&debug_sbs=GET%26http%253A%252F%252Fh%26oauth_token%253Ds3cret\n";
        let problem = Problem::from_body(body).unwrap();
        assert_eq!(problem.name(), "signature_invalid");
        let base_string = "GET&http%3A%2F%2Fh&oauth_token%3Ds3cret";
        assert_eq!(problem.base_string(), Some(base_string));
        let raw = format!("oauth_problem=signature_invalid&debug_sbs={base_string}");
        let raw = Problem::from_body(raw.as_bytes()).unwrap();
        assert_eq!(raw.base_string(), Some(base_string), "not encoded");
        let first = format!("debug_sbs={base_string}&oauth_problem=token_used&x=1");
        let first = Problem::from_body(first.as_bytes()).unwrap();
        assert_eq!(
            (first.name(), first.base_string()),
            ("token_used", Some(base_string))
        );
        for redacted in ["", "hidden"] {
            let body = format!("debug_sbs={redacted}&oauth_problem=token_used&x=1&y=2");
            let problem = Problem::from_body(body.as_bytes()).unwrap();
            assert_eq!(problem.name(), "token_used", "{body}");
            assert_eq!(problem.base_string(), Some(redacted));
        }
        assert!(!format!("{raw:?}{raw}").contains("s3cret"));
        assert!(!format!("{problem:?}{problem}").contains("s3cret"));
        for body in ["", "{\"e\":1}", "<html>", "a=b"] {
            assert_eq!(Problem::from_body(body.as_bytes()), None);
        }
        assert_eq!(Problem::from_body(b"oauth_problem="), None);
        let timestamps = |range: &str| {
            let body = format!("oauth_problem=x&oauth_acceptable_timestamps={range}");
            Problem::from_body(body.as_bytes())
                .unwrap()
                .acceptable_timestamps()
        };
        assert_eq!(timestamps("1-2"), Some(1..=2));
        assert_eq!(timestamps("1-99999999999999999999"), None);
        for no_range in ["", "1", "-1", "a-b", "5-1", "%2B1-2"] {
            assert_eq!(timestamps(no_range), None, "{no_range}");
        }
    }
}
