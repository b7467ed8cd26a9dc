//! Reads a problem from the headers or the body of a response.

use http::{HeaderMap, header};

use super::Problem;
use super::challenge::{challenges, split};
use super::names::FIELDS;
use super::search;
use crate::protocol::encoding::coding::WireEncoding;

impl Problem {
    /// Reads a problem from the headers of a response. Returns `None` if the headers
    /// do not report a problem.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(header::WWW_AUTHENTICATE).iter();
        values
            .flat_map(|value| challenges(value.as_bytes()))
            .find_map(Self::from_fields)
    }

    /// Reads a problem from the body of a response. Returns `None` if the body does not report a
    /// problem.
    ///
    /// The body should be a form. A body that is not a form is searched for `oauth_problem=` and a
    /// name that the extension specifies.
    ///
    /// ```
    /// use tower_oauth1::protocol::Problem;
    ///
    /// let page = b"<h1>HTTP Status 401 - oauth_problem=token_rejected</h1>";
    /// assert_eq!(Problem::from_body(page).unwrap().name(), "token_rejected");
    /// ```
    pub fn from_body(body: &[u8]) -> Option<Self> {
        let form = Self::from_form(body.trim_ascii());
        let is_specified = |problem: &Self| problem.specified_name().is_some();
        if form.as_ref().is_some_and(is_specified) || !search::is_no_form(body) {
            return form;
        }
        search::facts(body).and_then(Self::from_fields).or(form)
    }

    fn from_form(body: &[u8]) -> Option<Self> {
        const ECHO: &[u8] = b"debug_sbs=";
        let mut fields = Fields::default();
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
                    fields.add(("debug_sbs".to_owned(), text));
                    rest = echo.get(length + 1..).unwrap_or_default();
                    continue;
                }
            }
            fields.add(split(piece, WireEncoding::Form));
            rest = end.map_or(&[], |end| &rest[end + 1..]);
        }
        fields.into_problem()
    }

    fn from_fields(fields: Vec<(String, String)>) -> Option<Self> {
        let mut kept = Fields::default();
        fields.into_iter().for_each(|field| kept.add(field));
        kept.into_problem()
    }
}

/// The fields of a report: the first one of each name in [`FIELDS`]. So a report with a million
/// fields takes no more memory than one with seven.
#[derive(Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    fn add(&mut self, (name, value): (String, String)) {
        let is_new = || self.0.iter().all(|(other, _)| *other != name);
        if FIELDS.contains(&name.as_str()) && is_new() {
            self.0.push((name, value));
        }
    }

    fn into_problem(self) -> Option<Problem> {
        let problem = Problem { fields: self.0 };
        (!problem.name().is_empty()).then_some(problem)
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
