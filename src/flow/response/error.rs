//! The errors in the response of a server.

use std::fmt;

use http::HeaderMap;

use super::compression;
use crate::box_error::BoxError;
use crate::flow::causes::causes;

/// The maximum size of a response body, in bytes. RFC 5849 sets no limit in sections 2.1 and 2.3.
/// The longest known tokens have a few KiB.
pub(super) const LIMIT: usize = 64 * 1024;

// The causes whose cure depends on the response. `FlowError` knows the response, and writes another
// cure.
const TOO_LONG: &str =
    "the response is longer than 64 KiB, so it is not a response with credentials";
const JSON: &str = "the response is an incomplete or malformed JSON object";
const NOT_UTF8: &str = "the response is not UTF-8";
const MISSING_TOKEN: &str = "the response has no `oauth_token`";
const EMPTY_TOKEN: &str = "the `oauth_token` in the response is empty";

fn not_text(name: &str) -> String {
    format!("the `{name}` in the response is neither a string nor a number")
}

// The cures.
const READ: &str = "read the body, which may say why; if it does not";
const CHECK: &str = "check the URI and the HTTP method of the request";
const REPORT: &str = "if they are right, report this fault to the provider";

/// Error returned when the response of a server contains no usable credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// The response body could not be read. The source is the error of the body.
    #[error("reading the response body failed: {}; try again", causes(&**.0))]
    Unreadable(#[source] BoxError),
    /// The response is longer than 64 KiB, or its `Content-Length` says so.
    #[error("{}; {}", TOO_LONG, CHECK)]
    TooLong,
    /// The response is shorter than its `Content-Length`.
    #[error("the response is shorter than its `Content-Length`, so a part is missing; try again")]
    Truncated,
    /// The status is 204 (No Content), so the response has no body.
    #[error(
        "the server responded with success, but without content; check the URI and the HTTP method of the endpoint"
    )]
    NoContent,
    /// The response is an HTML or XML page.
    #[error("the response is an HTML or XML page; check the URI of the endpoint")]
    Html,
    /// The response begins like a JSON object, but it is incomplete or malformed.
    #[error("{}; if it was cut, try again; if not, {}; {}", JSON, CHECK, REPORT)]
    Json,
    /// The response is a JSON object, and `oauth_token` or `oauth_token_secret` is neither a string
    /// nor a number.
    #[error("{}; {}; {}", not_text(name), CHECK, REPORT)]
    NotText {
        /// The name of the member.
        name: &'static str,
    },
    /// The body is compressed. The flow does not decompress bodies.
    #[error(
        "the response is compressed ({coding}); add decompression to your HTTP client, or do not send `Accept-Encoding`"
    )]
    ContentEncoding {
        /// The coding, by the header or by the first bytes of the body.
        coding: &'static str,
    },
    /// A name or a value in the form is not UTF-8.
    #[error("{}; {}; {}", NOT_UTF8, CHECK, REPORT)]
    NotUtf8,
    /// A field occurs more than once, so it is not clear which value is right.
    #[error(
        "the response contains {} more than once, so it is not clear which value is right; report this fault to the provider",
        Repeated(*name)
    )]
    RepeatedField {
        /// The name of the field, if the protocol defines it. Other names are not shown, because
        /// the body of a refused request may be anything.
        name: Option<&'static str>,
    },
    /// The response has no `oauth_token`. Some servers refuse a request with a status of success.
    /// The body then says why.
    #[error("{}; {}, {}", MISSING_TOKEN, READ, CHECK)]
    MissingToken,
    /// The `oauth_token` is empty.
    #[error("{}; {}; {}", EMPTY_TOKEN, CHECK, REPORT)]
    EmptyToken,
    /// The response has no `oauth_token_secret`, and the signature method needs a secret. An empty
    /// secret is allowed.
    #[error(
        "the response has no `oauth_token_secret`; HMAC and PLAINTEXT need it, RSA does not; if you registered an RSA key, sign with RSA; if not, check the URI of the endpoint; if it is right, report this fault to the provider"
    )]
    MissingTokenSecret,
    /// `oauth_callback_confirmed` is missing, or is neither `true` nor `1`. The server only
    /// supports OAuth 1.0, or it did not accept the callback. If the flow continued, an attacker
    /// could obtain the token of the user.
    #[error(
        "the response has no `oauth_callback_confirmed=true`, which OAuth 1.0a requires; check that this callback is registered at the provider; if the server supports only OAuth 1.0, not 1.0a, `Endpoints::insecure_unconfirmed_callback` turns this check off; that allows session fixation"
    )]
    CallbackNotConfirmed,
}

impl ResponseError {
    /// Returns the message, without the cure if the cure depends on the response.
    pub(in crate::flow) fn cause(&self) -> String {
        match self {
            Self::TooLong => TOO_LONG.to_owned(),
            Self::Json => JSON.to_owned(),
            Self::NotText { name } => not_text(name),
            Self::NotUtf8 => NOT_UTF8.to_owned(),
            Self::MissingToken => MISSING_TOKEN.to_owned(),
            Self::EmptyToken => EMPTY_TOKEN.to_owned(),
            other => other.to_string(),
        }
    }

    /// Returns [`ContentEncoding`](Self::ContentEncoding) if this error means that the body makes
    /// no sense, and the reason is that the body is compressed.
    pub(super) fn with_coding(self, headers: &HeaderMap, body: &[u8]) -> Self {
        let makes_no_sense = matches!(
            self,
            Self::NotUtf8
                | Self::Html
                | Self::Json
                | Self::MissingToken
                | Self::RepeatedField { .. }
        );
        match compression::coding(headers, body) {
            Some(coding) if makes_no_sense => Self::ContentEncoding { coding },
            _ => self,
        }
    }
}

/// Writes which field occurs more than once.
struct Repeated(Option<&'static str>);

impl fmt::Display for Repeated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => write!(f, "`{name}`"),
            None => f.write_str("a field"),
        }
    }
}
