//! Requests as text, and signatures that do not come from this crate.
//!
//! The tests write out the base strings. The crate `hmac` computes the HMAC over them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Request, header};
use http_body_util::{BodyExt as _, Full};
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{ClientCredentials, Endpoints, Signer};

use crate::flow::provider::endpoints;

pub(crate) fn fixed() -> Signer {
    Signer::new(ClientCredentials::new("id", "c&s"))
        .with_clock(|| 7)
        .with_nonces(|| Nonce::new("N"))
}

pub(crate) fn three() -> Endpoints {
    endpoints("https://h/i?a=b", "https://h/a?x=%2f", "https://h/t")
}

/// The protocol parameters of every request, in the order in which they are signed, encoded as in
/// the base string.
pub(crate) const SIGNED: &str = "oauth_consumer_key%3Did%26oauth_nonce%3DN%26\
                      oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D7";

/// Returns the signature over a base string, percent-encoded.
pub(crate) fn signature(token_secret: &str, base_string: &str) -> String {
    let key = format!("c%26s&{token_secret}");
    let mut hmac = Hmac::<sha1::Sha1>::new_from_slice(key.as_bytes()).unwrap();
    hmac.update(base_string.as_bytes());
    let signature = STANDARD.encode(hmac.finalize().into_bytes());
    let signature = signature.replace('+', "%2B").replace('/', "%2F");
    signature.replace('=', "%3D")
}

/// Returns a request as text: method, target, three headers, and the body.
pub(crate) async fn text(request: Request<Full<Bytes>>) -> String {
    let (parts, body) = request.into_parts();
    let mut text = format!("{} {}\n", parts.method, parts.uri);
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::AUTHORIZATION,
    ] {
        if let Some(value) = parts.headers.get(&name) {
            text += &format!("{name}: {}\n", value.to_str().unwrap());
        }
    }
    let body = body.collect().await.unwrap().to_bytes();
    text + std::str::from_utf8(&body).unwrap()
}

/// A service that keeps the last request as text, and gives each request the same response.
macro_rules! recording {
    ($seen:ident, $body:expr) => {
        tower::service_fn(
            async |request: http::Request<http_body_util::Full<bytes::Bytes>>| {
                *$seen.lock().unwrap() = crate::flow::reference::text(request).await;
                Ok::<_, std::convert::Infallible>(crate::flow::provider::response(200, $body))
            },
        )
    };
}

pub(crate) type Seen = std::sync::Mutex<String>;

pub(crate) use recording;
