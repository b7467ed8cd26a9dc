//! The layer appends the protocol parameters to unusual queries and forms.

use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use tower_oauth1::protocol::Transmission;

use crate::support::{API, FORM, layer, send, verifies};

/// The request that is sent has both the canonical path and the query with the parameters.
#[tokio::test]
async fn in_the_query_of_a_path_that_is_rewritten() {
    let in_query = layer().transmission(Transmission::Query);
    for (given, sent) in [
        ("/a/../b?x", "/b?x&oauth_consumer_key="),
        ("/{id}", "/%7Bid%7D?oauth_consumer_key="),
        ("/a?", "/a?oauth_consumer_key="),
        ("/a?x=1&", "/a?x=1&oauth_consumer_key="),
    ] {
        let request = Request::get(format!("{API}{given}"))
            .body(Full::<Bytes>::default())
            .unwrap();
        let request = send(in_query.clone(), request).await.unwrap();
        let target = request.uri().path_and_query().unwrap().as_str();
        assert!(target.starts_with(sent), "{given}: {target}");
        assert!(verifies(API, request));
    }
}

#[tokio::test]
async fn a_form_that_ends_in_a_separator() {
    let in_form = layer().transmission(Transmission::FormBody);
    let form = Request::post(API).header(header::CONTENT_TYPE, FORM);
    let form = form.body(Full::<Bytes>::from("a=1&")).unwrap();
    let sent = send(in_form, form).await.unwrap();
    assert!(
        sent.body().starts_with(b"a=1&oauth_consumer_key="),
        "{:?}",
        sent.body()
    );
    let lengths = sent
        .headers()
        .get_all(header::CONTENT_LENGTH)
        .iter()
        .count();
    assert_eq!(lengths, 0, "the client states the length");
    assert!(verifies(API, sent));
}
