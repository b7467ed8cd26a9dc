//! Any text as what came back from the provider: a callback, a query, or a PIN.
//!
//! The token endpoint is called only if the callback has the token of this authorization, or if it
//! is out of band. The crate `url` reads the callback as a browser does.

#![no_main]

use std::convert::Infallible;
use std::sync::LazyLock;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Request, Response};
use http_body_util::Full;
use libfuzzer_sys::fuzz_target;
use tower::service_fn;
use tower_oauth1::{AuthorizationFlow, Callback, PendingAuthorization};
use tower_oauth1_fuzz::{flow, future, plain};
use url::Url;

const TOKEN: &str = "hh5s93j4hdidpola";

static FLOW: LazyLock<AuthorizationFlow> = LazyLock::new(flow::photos);

/// The same authorization, with a callback and out of band.
static PENDING: LazyLock<[PendingAuthorization; 2]> = LazyLock::new(|| {
    [false, true].map(|out_of_band| {
        let stored = serde_json::json!({
            "oauth_token": TOKEN, "oauth_token_secret": "hdhd0244k9j7ao03", "parameters": [],
            "out_of_band": out_of_band, "authorization_uri": "https://photos.example.net/authorize",
        });
        serde_json::from_value(stored).unwrap()
    })
});

/// Returns the verifier that the token endpoint got, if it was called.
fn sent_verifier(pending: &PendingAuthorization, text: &str) -> Option<String> {
    let mut sent = None;
    let mut http = service_fn(|request: Request<Full<Bytes>>| {
        let header = request.headers()[AUTHORIZATION].as_bytes();
        let mut pairs = plain::header_pairs(header).unwrap();
        pairs.retain(|(name, _)| name == b"oauth_verifier");
        sent = pairs
            .pop()
            .map(|(_, value)| String::from_utf8(value).unwrap());
        async { Ok::<_, Infallible>(Response::new(Full::<Bytes>::default())) }
    });
    let result = future::ready(FLOW.request_token_credentials(&mut http, pending, text));
    result.expect_err("the response is empty");
    sent
}

fuzz_target!(|text: &str| {
    let [with_callback, out_of_band] = &*PENDING;
    if let Some(verifier) = sent_verifier(with_callback, text) {
        assert!(!verifier.is_empty());
        assert_eq!(
            PendingAuthorization::identifier_from_callback(text).as_deref(),
            Some(TOKEN)
        );
        // A browser never sends a control character. `url` drops it.
        let url = Url::parse(text.trim()).ok();
        if let Some(url) = url.filter(|_| !text.trim().contains(char::is_control)) {
            let all: Vec<_> = url.query_pairs().collect();
            let values = |name| {
                all.iter()
                    .filter(move |pair| pair.0 == name)
                    .map(|pair| &*pair.1)
            };
            // X sends the token as `denied`, which never leads to a request.
            assert!(values("oauth_token").eq([TOKEN]), "{url}");
            assert!(values("oauth_verifier").eq([verifier.as_str()]), "{url}");
        }
        assert_eq!(sent_verifier(out_of_band, text), Some(verifier));
    } else if let Some(pin) = sent_verifier(out_of_band, text) {
        assert_eq!(pin, text.trim());
        assert!(!pin.contains("://"));
    }
    // A callback of a client has a scheme, and `url` reads the same one.
    if let (Ok(_), Ok(url)) = (Callback::url(text), Url::parse(text)) {
        assert!(text.to_ascii_lowercase().starts_with(url.scheme()), "{url}");
    }
});
