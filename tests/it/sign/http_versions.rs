//! The host that is signed depends on the version of HTTP.

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::Full;
use tower_oauth1::protocol::BaseStringUri;
use tower_oauth1::{OAuth1Layer, Scope};

use crate::support::{send, signer, verifies};

type Body = Full<Bytes>;

/// A server with HTTP/2 takes the authority of the URI. (RFC 9113 section 8.3.1)
#[tokio::test]
async fn the_host_header_counts_before_http_2() {
    let uri = "https://10.0.0.7/x";
    for (version, signed) in [
        (Version::HTTP_10, "https://api.example.com"),
        (Version::HTTP_11, "https://api.example.com"),
        (Version::HTTP_2, "https://10.0.0.7"),
        (Version::HTTP_3, "https://10.0.0.7"),
    ] {
        let request = || {
            let request = Request::get(uri).version(version);
            request.header("host", "api.example.com")
        };
        let (parts, ()) = request().body(()).unwrap().into_parts();
        let base_string_uri = BaseStringUri::from_parts(&parts).unwrap();
        assert_eq!(base_string_uri.to_string(), format!("{signed}/x"));
        let scope = Scope::origin("https://10.0.0.7").unwrap();
        let layer = OAuth1Layer::new(signer(), scope);
        let sent = send(layer.clone(), request().body(Body::default()).unwrap()).await;
        assert!(verifies(signed, sent.unwrap()), "{version:?}");
        let mut request = request().body("").unwrap();
        signer().sign_request(&mut request).unwrap();
        assert!(verifies(signed, request), "{version:?}");
        // The public origin counts for every version.
        let public = layer.public_origin("https://public.example".parse().unwrap());
        let request = Request::get(uri).version(version).header("host", "x");
        let sent = send(public, request.body(Body::default()).unwrap()).await;
        assert!(verifies("https://public.example", sent.unwrap()));
    }
    // Two `Host` headers are an error only where one of them would be signed.
    for (version, signed) in [(Version::HTTP_11, false), (Version::HTTP_2, true)] {
        let request = Request::get(uri).version(version).header("host", "a");
        let mut request = request.header("host", "b").body("").unwrap();
        assert_eq!(signer().sign_request(&mut request).is_ok(), signed);
    }
}
