//! What `{:?}` prints. The tests of leaks check that it has no secrets.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, Service};
use tower_oauth1::verify::{
    CallbackPolicy, Forwarding, IpNetwork, MemoryReplayStore, RegisteredClient, ResponseBody,
    TrustedProxies, VerifyLayer,
};
use tower_oauth1::{Origin, SignatureMethod};

use crate::support::{API, client, token};
use crate::verify::server::harness::{credentials, verifier};

#[test]
fn callbacks() {
    let exact = CallbackPolicy::exact("https://a.example/ready").unwrap();
    assert_eq!(format!("{exact:?}"), r#"Exact("https://a.example/ready")"#);
    assert_eq!(
        format!("{:?}", exact.allow_extra_query()),
        r#"Exact("https://a.example/ready") with extra query"#
    );
    let loopback = CallbackPolicy::loopback("http://127.0.0.1/ready").unwrap();
    let text = format!("{loopback:?}");
    assert_eq!(text, r#"Loopback("http://127.0.0.1/ready")"#);
    assert_eq!(format!("{:?}", CallbackPolicy::custom(|_| true)), "Custom");
}

#[test]
fn a_prepared_key() {
    let client = RegisteredClient::new(client());
    let key = client.prepare(SignatureMethod::HmacSha1, Some(&token()));
    let text = r#"PreparedKey { client: "client-id", has_token: true, method: HmacSha1, .. }"#;
    assert_eq!(format!("{:?}", key.unwrap()), text);
}

/// A mistake in these settings is a hole, so people print them.
#[test]
fn trusted_proxies() {
    let origin: Origin = API.parse().unwrap();
    let network: IpNetwork = "10.0.0.0/8".parse().unwrap();
    let peer = |_: &http::Extensions| None;
    let proxies = TrustedProxies::new(Forwarding::XForwarded, [network], [origin], peer);
    let text = format!("{proxies:?}");
    for part in [
        "XForwarded",
        "first: 10.0.0.0, prefix: 8",
        "api.example.com",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn the_service_its_future_and_its_body() {
    #[derive(Clone, Debug)]
    struct Inner;

    impl Service<Request<Full<Bytes>>> for Inner {
        type Response = Response<Full<Bytes>>;
        type Error = Infallible;
        type Future = std::future::Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(
            &mut self,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), Infallible>> {
            std::task::Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Request<Full<Bytes>>) -> Self::Future {
            unreachable!("the request is not signed")
        }
    }

    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(9), verifier());
    let mut service = layer.layer(Inner);
    let text = format!("{service:?}");
    let start = "VerifyService { inner: Inner, verifier: RequestVerifier { origin: ";
    assert!(text.starts_with(start), "{text}");
    let future = service.call(Request::new(Full::default()));
    assert_eq!(format!("{future:?}"), "ResponseFuture { .. }");
    let body: ResponseBody<_> = future.await.unwrap().into_body();
    assert_eq!(format!("{body:?}"), "ResponseBody { .. }");
}
