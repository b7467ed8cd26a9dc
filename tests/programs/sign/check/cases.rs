//! A case for each cause that the server reports, or that other facts show.

use super::{Case, URL};

/// A refusal with a problem report in the body.
pub(super) fn reports(problem: &str) -> String {
    format!("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain\r\n\r\noauth_problem={problem}")
}

/// Causes that the server reports.
pub(super) fn reported() -> Vec<Case> {
    let get = &[URL][..];
    let without_version = &["--no-version", URL][..];
    let cases: &[(&str, &[&'static str], &'static str, &'static [&'static str])] = &[
        (
            "timestamp_refused",
            get,
            "clock",
            &["clock of this machine"],
        ),
        ("nonce_used", get, "nonce", &["outside `OAuth1Layer`"]),
        (
            "parameter_absent&oauth_parameters_absent=oauth_consumer_key%26oauth_nonce",
            get,
            "scope",
            &["`Scope`", "`Authorization`", "--transmission query"],
        ),
        (
            "parameter_absent&oauth_parameters_absent=oauth_version",
            without_version,
            "version",
            &["remove --no-version"],
        ),
        ("version_rejected", get, "version", &["try --no-version"]),
        (
            "version_rejected",
            without_version,
            "version",
            &["remove --no-version"],
        ),
        (
            "signature_method_rejected",
            get,
            "signature method",
            &["HMAC-SHA1", "HMAC-SHA256"],
        ),
        ("token_expired", get, "credentials", &["expired"]),
        ("token_revoked", get, "credentials", &["revoked"]),
        ("token_used", get, "credentials", &["used before"]),
        ("token_rejected", get, "credentials", &["--token"]),
        (
            "consumer_key_unknown",
            get,
            "credentials",
            &["--client-key"],
        ),
        (
            "consumer_key_rejected",
            get,
            "credentials",
            &["--client-key"],
        ),
        (
            "consumer_key_refused",
            get,
            "credentials",
            &["--client-key"],
        ),
        ("permission_denied", get, "credentials", &["permission"]),
        ("permission_unknown", get, "credentials", &["permission"]),
        (
            "additional_authorization_required",
            get,
            "credentials",
            &["permission"],
        ),
        ("user_refused", get, "credentials", &["denied"]),
        (
            "signature_invalid",
            get,
            "secret",
            &["--client-secret", "--compare"],
        ),
    ];
    let case = |&(problem, arguments, cause, words): &(&str, &[&'static str], _, _)| Case {
        name: problem.to_owned(),
        response: reports(problem),
        arguments: arguments.to_vec(),
        cause,
        words,
    };
    cases.iter().map(case).collect()
}

const REFUSED: &str = "HTTP/1.1 401 Unauthorized\n\n";
const NETSUITE: &str = "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl";
const MULTIPART: &str = "Content-Type: multipart/form-data; boundary=x";
const CLOCK: &str = "HTTP/1.1 401 Unauthorized\nDate: Tue, 14 Nov 2023 22:13:20 GMT\n\n"; // 1700000000

/// Causes that other facts show: the name of the case, the response, the arguments and the cause.
pub(super) fn facts() -> Vec<Case> {
    let case = |name: &str,
                response: &str,
                arguments: &[&'static str],
                cause: &'static str,
                words: &'static [&'static str]| Case {
        name: name.to_owned(),
        response: response.to_owned(),
        arguments: arguments.to_vec(),
        cause,
        words,
    };
    vec![
        case(
            "the clock is behind",
            CLOCK,
            &["--timestamp", "1699996400", URL],
            "clock",
            &["3600 s behind", "correct_clock_skew"],
        ),
        case(
            "a multipart body",
            REFUSED,
            &["-H", MULTIPART, "-d", "x", URL],
            "multipart",
            &["text fields"],
        ),
        case(
            "NetSuite without a realm",
            REFUSED,
            &[NETSUITE],
            "realm",
            &["--realm 1234567_SB1"],
        ),
        case(
            "NetSuite with the realm of the host",
            REFUSED,
            &["--realm", "1234567-sb1", NETSUITE],
            "realm",
            &["upper case with `_`", "--realm 1234567_SB1"],
        ),
        case(
            "NetSuite with the realm of another account",
            REFUSED,
            &["--realm", "1234567", NETSUITE],
            "realm",
            &[
                "`1234567`",
                "not the account of the host",
                "--realm 1234567_SB1",
            ],
        ),
        case(
            "NetSuite with a host that names no account",
            REFUSED,
            &[
                "--realm",
                "1234567-sb1",
                "https://rest.netsuite.com/rest/datacenterurls",
            ],
            "realm",
            &["--realm 1234567_SB1"],
        ),
        case(
            "white space around a secret",
            REFUSED,
            &["--token", "t", "--token-secret", "secret\n", URL],
            "secret",
            &[
                "the token secret begins or ends in white space",
                "remove it",
            ],
        ),
        case(
            "a secret that is percent-encoded",
            REFUSED,
            &["--token", "t", "--token-secret", "a%2Fb", URL],
            "secret",
            &["the token secret contains a `%`", "pass it decoded"],
        ),
        case(
            "a secret with characters that are percent-encoded in the key",
            REFUSED,
            &["--token", "t", "--token-secret", "a/b", URL],
            "secret",
            &["the token secret has characters", "may not encode them"],
        ),
        case(
            "429",
            "HTTP/1.1 429 Too Many Requests\nRetry-After: 30\n\n",
            &[URL],
            "rate limit",
            &["30"],
        ),
        case(
            "301",
            "HTTP/1.1 301 Moved Permanently\nLocation: https://h/new?secret=1\n\n",
            &[URL],
            "redirect",
            &["`https://h/new`"],
        ),
        case(
            "503",
            "HTTP/1.1 503 Unavailable\n\n",
            &[URL],
            "server",
            &["503"],
        ),
        case(
            "404",
            "HTTP/1.1 404 Not Found\n\n",
            &[URL],
            "endpoint",
            &["path"],
        ),
        case(
            "405",
            "HTTP/1.1 405 Method Not Allowed\nAllow: POST\n\n",
            &[URL],
            "endpoint",
            &["GET", "`Allow: POST`", "-X"],
        ),
        case(
            "a sentence about the version",
            "HTTP/1.1 400 Bad Request\n\nMissing required parameter oauth_version",
            &["--no-version", URL],
            "version",
            &["--no-version"],
        ),
        case(
            "a sentence about the nonce",
            "HTTP/1.1 401 Unauthorized\n\n{\"error\": \"Nonce already used\"}",
            &[URL],
            "nonce",
            &["outside `OAuth1Layer`"],
        ),
        case(
            "403 and nothing else",
            "HTTP/1.1 403 Forbidden\n\n",
            &[URL],
            "credentials",
            &["permission", "role", "wrong signature"],
        ),
        case(
            "401 and nothing else",
            REFUSED,
            &[URL],
            "secret",
            &["--token-secret"],
        ),
    ]
}
