//! The bounds of the authorization flow: how much of a response is read, and which callback leads
//! to a request.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use proptest::collection::vec;
use proptest::prelude::*;
use tower::service_fn;
use tower_oauth1::flow::{FlowErrorKind, ResponseError};
use tower_oauth1::{AuthorizationFlow, Callback, Endpoints, PendingAuthorization, Signer};

use super::{config, ready};
use crate::support::{API, client};

/// The longest response that is read, in bytes.
const LIMIT: usize = 64 * 1024;
/// The beginning of each response. A field of any length follows.
const FIELDS: &str =
    "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244&oauth_callback_confirmed=true&x=";

fn flow() -> AuthorizationFlow {
    let uri = |path: &str| format!("{API}/{path}").parse().unwrap();
    let endpoints = Endpoints::new(uri("initiate"), uri("authorize"), uri("token"));
    AuthorizationFlow::new(Signer::new(client()), endpoints)
}

/// Requests temporary credentials. Returns the result, and how many bytes of the body were taken.
fn dance(
    status: u16,
    chunks: &[usize],
    callback: Callback,
) -> (Result<PendingAuthorization, FlowErrorKindName>, usize) {
    let taken = Arc::new(AtomicUsize::new(0));
    let sizes = std::iter::once(FIELDS.len()).chain(chunks.iter().copied());
    let mut http = service_fn(|_: Request<String>| {
        let taken = Arc::clone(&taken);
        let frames = sizes.clone().collect::<Vec<_>>().into_iter().enumerate();
        let frames = frames.map(move |(number, size)| {
            taken.fetch_add(size, Ordering::SeqCst);
            let data = match number {
                0 => Bytes::from_static(FIELDS.as_bytes()),
                _ => Bytes::from(vec![b'y'; size]),
            };
            Ok::<_, Infallible>(Frame::data(data))
        });
        let body = StreamBody::new(futures_util::stream::iter(frames)).boxed_unsync();
        let response = Response::builder().status(status).body(body).unwrap();
        async { Ok::<_, Infallible>(response) }
    });
    let result = ready(flow().request_temporary_credentials(&mut http, callback));
    let result = result.map_err(|error| match error.kind() {
        FlowErrorKind::Response(ResponseError::TooLong) => FlowErrorKindName::TooLong,
        FlowErrorKind::Refused => FlowErrorKindName::Refused {
            body: error.body().is_some(),
        },
        other => FlowErrorKindName::Other(other.to_string()),
    });
    let taken = taken.load(Ordering::SeqCst);
    (result, taken)
}

#[derive(Debug, PartialEq)]
enum FlowErrorKindName {
    TooLong,
    Refused { body: bool },
    Other(String),
}

/// Returns whether the token endpoint was called.
fn is_exchanged(pending: &PendingAuthorization, text: &str) -> bool {
    let mut called = false;
    let mut http = service_fn(|_: Request<String>| {
        called = true;
        async { Ok::<_, Infallible>(Response::new(String::new())) }
    });
    let result = ready(flow().request_token_credentials(&mut http, pending, text));
    result.expect_err("the response is empty");
    called
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn a_response_is_read_up_to_the_limit(
        status in prop::sample::select(&[200_u16, 400, 401, 500]),
        chunks in vec(prop_oneof![1_usize..64, 1_usize..20_000], 0..12),
    ) {
        let (result, taken) = dance(status, &chunks, Callback::OutOfBand);
        let length = FIELDS.len() + chunks.iter().sum::<usize>();
        let is_read = length <= LIMIT;
        let largest = chunks.iter().copied().max().unwrap_or_default();
        prop_assert!(taken <= LIMIT + largest, "{} bytes were taken", taken);
        match result {
            Ok(_) => prop_assert!(status == 200 && is_read),
            Err(FlowErrorKindName::Refused { body }) => {
                prop_assert!(status != 200 && body == is_read);
            }
            Err(error) => {
                prop_assert_eq!(error, FlowErrorKindName::TooLong);
                prop_assert!(status == 200 && !is_read);
            }
        }
    }

    #[test]
    fn only_the_callback_of_this_authorization_is_exchanged(
        names in vec(prop::sample::select(&["oauth_token", "oauth_verifier", "denied", "a"]), 0..5),
        values in vec(prop::sample::select(&["hh5s93j4hdidpola", "hfdp7dh39", "", "%68h5s93j4hdidpola"]), 5),
        start in prop::sample::select(&["https://app.example.com/ready?", "/ready?", "?", ""]),
    ) {
        let callback = Callback::url("https://app.example.com/ready").unwrap();
        let (pending, _) = dance(200, &[], callback);
        let pairs: Vec<_> = names.iter().zip(&values).collect();
        let query = pairs.iter().map(|(name, value)| format!("{name}={value}"));
        let text = [start, &query.collect::<Vec<_>>().join("&")].concat();
        let is_token = |value: &&str| value.ends_with("h5s93j4hdidpola");
        let of = |name: &str| -> Vec<&str> {
            let found = pairs.iter().filter(|pair| *pair.0 == name);
            found.map(|pair| *pair.1).collect()
        };
        let (token, verifier, denied) = (of("oauth_token"), of("oauth_verifier"), of("denied"));
        let expected = matches!(token[..], [token] if is_token(&token))
            && matches!(verifier[..], [verifier] if !verifier.is_empty())
            && (denied.is_empty() || matches!(denied[..], [denied] if !is_token(&denied)));
        prop_assert_eq!(is_exchanged(&pending.unwrap(), &text), expected, "{}", text);
    }
}
