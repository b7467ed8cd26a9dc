//! What can be wrong with a server's answer.

use crate::box_error::BoxError;

/// Sections 2.1 and 2.3 set no size; the longest tokens seen are a few KiB.
pub(super) const LIMIT: usize = 64 * 1024;

/// Why a server's answer holds no usable credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// Reading the answer failed.
    #[error("reading the answer failed")]
    Unreadable(#[source] BoxError),
    /// The answer is longer than 64 KiB, or says that it is.
    #[error("the answer is longer than {LIMIT} bytes")]
    TooLong,
    /// The answer is shorter than its `Content-Length` says.
    #[error("the answer is shorter than it says; it was cut on the way")]
    Truncated,
    /// The status is 204: there is no answer.
    #[error("the server answered with success and without content")]
    NoContent,
    /// The answer is a page for people.
    #[error("the answer is a page of HTML or XML; see whether the endpoint is the right one")]
    Html,
    /// The answer begins like a JSON object and is none.
    #[error("the answer is no whole JSON object")]
    Json,
    /// In a JSON object, a credential is neither a text nor a number.
    #[error("the answer's credentials are no texts")]
    NotText,
    /// A name or value is not UTF-8.
    #[error("the answer is not UTF-8")]
    NotUtf8,
    /// A field occurs twice, so nobody can say which one counts.
    #[error("the answer has a field twice")]
    RepeatedField,
    /// There is no `oauth_token`.
    #[error("the answer has no `oauth_token`; see whether the endpoint is the right one")]
    MissingToken,
    /// `oauth_token` is empty.
    #[error("the answer's `oauth_token` is empty")]
    EmptyToken,
    /// There is no `oauth_token_secret`, which the signature method needs. (An empty one is legal.)
    #[error("the answer has no `oauth_token_secret`")]
    MissingTokenSecret,
    /// `oauth_callback_confirmed` is not `true`: a server of OAuth 1.0, or one that did not take
    /// the callback. Going on would let an attacker's authorization pass for the user's.
    #[error(
        "the server did not confirm the callback, as OAuth 1.0a requires; `insecure_unconfirmed_callback` lifts this"
    )]
    CallbackNotConfirmed,
}
