//! How responses and bodies pass through the layer.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::Full;
use tower::{Layer, ServiceExt};

use super::{JSON, echo, layer, signed_in_the_query, streaming};
use crate::support::{API, FORM, StreamingBody};
use crate::verify::server::harness::{Message, signer};

/// RFC 5849 section 4.4.
#[tokio::test]
async fn responses_that_a_shared_cache_must_not_store() {
    let in_the_form = {
        let request = Request::post(format!("{API}/items")).header(header::CONTENT_TYPE, FORM);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let signed = signer().sign(&parts, Some(b"a=1")).unwrap();
        let form = signed.append_to_form(b"a=1");
        Message::sent(Request::from_parts(parts, form.into()))
    };
    let control = async |message: &Message, given: Option<&'static str>| {
        let inner = tower::service_fn(move |_: Request<Full<Bytes>>| async move {
            let mut response = Response::new(());
            if let Some(given) = given {
                let given = http::HeaderValue::from_static(given);
                response.headers_mut().insert(header::CACHE_CONTROL, given);
            }
            Ok::<_, Infallible>(response)
        });
        let response = layer()
            .layer(inner)
            .oneshot(message.received())
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{message:?}");
        let control = response.headers().get_all(header::CACHE_CONTROL).iter();
        control
            .map(|value| value.to_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for message in [in_the_form, signed_in_the_query()] {
        assert_eq!(control(&message, None).await, ["private"]);
        assert_eq!(control(&message, Some("no-store")).await, ["no-store"]);
    }
    let in_the_header = [Message::get("/items"), Message::form("/items", "a=1")];
    for message in in_the_header {
        assert!(
            control(&message, None).await.is_empty(),
            "HTTP forbids caches to store these anyway"
        );
        assert_eq!(control(&message, Some("public")).await, ["public"]);
    }
}

#[tokio::test]
async fn other_bodies_stream_through_untouched() {
    let in_the_header = Message::signed(&signer(), Method::POST, "/items", Some((JSON, "")));
    for message in [in_the_header, signed_in_the_query()] {
        let body = StreamingBody::default();
        body.push("a part");
        let service = layer().layer(echo());
        let response = service.oneshot(streaming(&message, &body)).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(
            body.polls(),
            0,
            "the layer neither reads the body nor waits for its end"
        );
    }
}
