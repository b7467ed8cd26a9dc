//! Forms that the layer cannot read, or that would not arrive as they were signed.

use bytes::Bytes;
use http::header;
use http_body_util::Full;
use tower_oauth1::SignError;

use crate::sign::refusals::{body, form};
use crate::support::{API, StreamingBody, layer, refusal, send, signer, verifies};

#[tokio::test]
async fn forms_over_the_limit() {
    let small = || layer().body_limit(8);
    let too_long = |refusal| matches!(refusal, SignError::FormTooLong { limit: 8 });

    let in_memory = body("a=1234567");
    let request = form().body(in_memory.clone()).unwrap();
    assert!(too_long(refusal(small(), request).await));
    assert_eq!(in_memory.polls(), 0, "the length was known");

    let streaming = StreamingBody::default();
    streaming
        .push("a=12")
        .push("3456")
        .push("7")
        .push("never")
        .end();
    let request = form().body(streaming.clone()).unwrap();
    assert!(too_long(refusal(small(), request).await));
    assert_eq!(streaming.polls(), 3, "nothing is read beyond the limit");

    let fits = form().body(body("a=123456")).unwrap();
    assert!(verifies(API, send(small(), fits).await.unwrap()));

    let huge = StreamingBody::default();
    huge.with_stated_length(1 + (1 << 20));
    let request = form().body(huge).unwrap();
    let refusal = refusal(layer(), request).await;
    assert!(
        matches!(refusal, SignError::FormTooLong { limit: 1_048_576 }),
        "the default"
    );
}

#[tokio::test]
async fn forms_that_are_not_what_would_be_signed() {
    let encoded = form().header(header::CONTENT_ENCODING, "gzip");
    let unread = body("a=1");
    let encoded = encoded.body(unread.clone()).unwrap();
    assert!(matches!(
        refusal(layer(), encoded).await,
        SignError::FormWithContentEncoding
    ));
    assert_eq!(unread.polls(), 0);

    let trailers = StreamingBody::default();
    trailers.push("a=1").push_trailers().end();
    let request = form().body(trailers).unwrap();
    assert!(matches!(
        refusal(layer(), request).await,
        SignError::FormWithTrailers
    ));
    let trailers = StreamingBody::default();
    trailers
        .with_stated_length(3)
        .push("a=1")
        .push_trailers()
        .end();
    let request = form().body(trailers).unwrap();
    assert!(
        matches!(refusal(layer(), request).await, SignError::FormWithTrailers),
        "in memory"
    );

    let broken = StreamingBody::default();
    broken.push("a=1").push_error();
    let refusal = refusal(layer(), form().body(broken).unwrap()).await;
    assert!(matches!(refusal, SignError::BodyUnreadable(_)));
    let source = std::error::Error::source(&refusal).unwrap();
    assert_eq!(source.to_string(), "the body broke");
}

#[tokio::test]
async fn a_content_length_that_differs_from_the_form() {
    for lengths in [&["3"][..], &["8"], &["7", "8"], &["+7"], &["07"], &["x"]] {
        let mut request = form();
        for length in lengths {
            request = request.header(header::CONTENT_LENGTH, *length);
        }
        let refusal = refusal(layer(), request.body(body("a=b&c=d")).unwrap()).await;
        assert!(matches!(refusal, SignError::ContentLength), "{lengths:?}");
    }
    let right = form().header(header::CONTENT_LENGTH, "7");
    let right = right.body(body("a=b&c=d")).unwrap();
    assert!(verifies(API, send(layer(), right).await.unwrap()));
}

#[tokio::test]
async fn a_form_with_untouched_bodies() {
    let untouched = || layer().bodies_untouched();
    let request = form().body(Full::<Bytes>::from("a=1")).unwrap();
    let refusal = refusal(untouched(), request).await;
    assert!(matches!(refusal, SignError::UnexpectedForm));
    // In this mode the layer cannot see the body. Only a stated length of 0 shows that there is no
    // form.
    let unknown = form().body(Full::<Bytes>::default()).unwrap();
    assert!(send(untouched(), unknown).await.is_err());

    let empty = form().header(header::CONTENT_LENGTH, "0");
    let empty = empty.body(Full::<Bytes>::default()).unwrap();
    assert!(verifies(API, send(untouched(), empty).await.unwrap()));
}

#[test]
fn a_form_whose_bytes_are_missing() {
    let (parts, ()) = form().body(()).unwrap().into_parts();
    assert!(matches!(
        signer().sign(&parts, None),
        Err(SignError::FormNeeded)
    ));
}
