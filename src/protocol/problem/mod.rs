//! The OAuth Problem Reporting extension (wiki.oauth.net/ProblemReporting): the reason why a server
//! refuses a request.

pub(super) mod challenge;
pub(super) mod names;
mod read;
mod search;

use std::fmt;
use std::ops::RangeInclusive;

use self::challenge::split;
use self::names::{ShownNames, is_plain, specified};
use super::encoding::coding::WireEncoding;
use crate::uri::digits::number;

/// A report of a server about a refused request: `oauth_problem` and the parameters that belong to
/// it.
///
/// Servers send the report in the `WWW-Authenticate` header, in a form body, or in both. Quotes,
/// encoding and names differ between servers, so parsing is lenient. Names that the extension does
/// not specify are kept. Other servers write the report into an HTML page, JSON or a sentence: see
/// [`from_body`](Self::from_body).
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

impl Problem {
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
        specified(self.name())
    }

    /// Returns the name if a message may show it: the extension specifies it, or it is a short word
    /// without digits.
    pub(crate) fn shown_name(&self) -> Option<&str> {
        let name = self.name();
        (specified(name).is_some() || is_plain(name)).then_some(name)
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

    /// Returns the names of the missing parameters that a message may show.
    pub(crate) fn absent_names(&self) -> ShownNames {
        ShownNames::of(self.parameters_absent())
    }

    /// Returns the names of the rejected parameters that a message may show.
    pub(crate) fn rejected_names(&self) -> ShownNames {
        ShownNames::of(self.parameters_rejected())
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
