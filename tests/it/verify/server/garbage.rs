//! Random requests of pieces with a meaning. The layer refuses each with one of a few statuses, and
//! nothing panics.

use std::net::IpAddr;

use http::{HeaderName, HeaderValue, Method, Request, Uri, header};
use http_body_util::Full;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::verify::{Forwarding, TrustedProxies};
use tower_oauth1::{PublicOrigin, RequestVerifier, SignatureMethod, VerifyError};

use crate::support::FORM;
use crate::support::random::Random;
use crate::verify::server::harness::{Message, NOW, Server, signer, verifier};

const PIECES: &[&[u8]] = &[
    b"%",
    b"%2",
    b"%zz",
    b"%FF",
    b"%00",
    b"%0D%0A",
    b"%25",
    b"+",
    b"&",
    b"=",
    b";",
    b",",
    b", ",
    b"\"",
    b"\\",
    b" ",
    b"\t",
    b"/",
    b"..",
    b"?",
    b":",
    b"@",
    b"[",
    b"]",
    b"a",
    b"0",
    b"*",
    b"\xC3\xA9",
    b"\xFF",
    b"OAuth ",
    b"oauth ",
    b"realm=\"",
    b"oauth_token=\"token\"",
    b"oauth_signature=\"",
    b"oauth_nonce=\"x\"",
    b"oauth_timestamp=\"1700000000\"",
    b"oauth_consumer_key=\"client-id\"",
    b"oauth_signature_method=\"HMAC-SHA1\"",
    b"oauth_signature_method=\"PLAINTEXT\"",
    b"oauth_version=\"1.0\"",
    b"oauth_body_hash=\"x\"",
    b"oauth_token=token",
    b"oauth_signature=%3D",
    b"oauth_nonce=x",
    b"https",
    b"http",
    b"proto=https",
    b"host=api.example.com",
    b"api.example.com",
    b":65536",
    b":443",
    b"application/x-www-form-urlencoded",
    b"application/json",
    b"charset=utf-8",
];

const HEADERS: &[&str] = &[
    "authorization",
    "host",
    "content-type",
    "content-encoding",
    "content-length",
    "forwarded",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-prefix",
];

fn text(random: &mut Random, most: usize) -> Vec<u8> {
    let count = random.below(most + 1);
    (0..count)
        .flat_map(|_| random.pick(PIECES))
        .copied()
        .collect()
}

/// Returns a signed request with a random change, or a request that was never signed.
fn request(random: &mut Random) -> Option<Request<Full<bytes::Bytes>>> {
    // The same nonces in each run, so that each run tests the same requests.
    let nonce = format!("{:016}", random.next());
    let signer = signer().with_nonces(move || Nonce::new(nonce.clone()));
    let sign = |method, body| Message::signed(&signer, method, "/photos?a=1", body).received();
    let mut request = match random.below(3) {
        0 => sign(Method::POST, Some((FORM, "b=2"))),
        1 => sign(Method::GET, None),
        _ => Request::get("/photos").body(Full::default()).unwrap(),
    };
    let changes = 1 + random.below(4);
    for _ in 0..changes {
        match random.below(6) {
            0 => {
                let target = [b"/".to_vec(), text(random, 8)].concat();
                *request.uri_mut() = Uri::from_maybe_shared(target).ok()?;
            }
            1 => *request.body_mut() = Full::from(text(random, 12)),
            2 => {
                let methods = ["GET", "POST", "CONNECT", "OPTIONS", "M-SEARCH", "x!y"];
                let method = random.pick(&methods);
                *request.method_mut() = Method::from_bytes(method.as_bytes()).unwrap();
            }
            3 => {
                let whole = request.headers().get(header::AUTHORIZATION);
                let mut value = whole.map_or(Vec::new(), |whole| whole.as_bytes().to_vec());
                let at = random.below(value.len() + 1);
                value.splice(at..at, text(random, 3));
                let value = HeaderValue::from_maybe_shared(value).ok()?;
                request.headers_mut().insert(header::AUTHORIZATION, value);
            }
            _ => {
                let name = HeaderName::from_static(random.pick(HEADERS));
                let value = HeaderValue::from_maybe_shared(text(random, 6)).ok()?;
                request.headers_mut().append(name, value);
            }
        }
    }
    Some(request)
}

#[tokio::test]
async fn random_requests_get_an_expected_status() {
    let mut random = Random::new(0x9E37_79B9_7F4A_7C15);
    let peer = IpAddr::from([127, 0, 0, 1]);
    let forwarded = TrustedProxies::new(Forwarding::Forwarded, [peer], [], |_| {
        Some([127, 0, 0, 1].into())
    });
    let forwarded = forwarded.public_origins_where(|_| true);
    let hops = forwarded.clone().trusted_hops(2);
    let hops = hops.prefix_header(HeaderName::from_static("x-forwarded-prefix"));
    let [forwarded, hops] = [forwarded, hops].map(PublicOrigin::forwarded);
    let servers = [
        Server::new(),
        Server::with(verifier().require_body_hash().allow_missing_token()),
        Server::with(verifier().signature_methods([SignatureMethod::Plaintext])),
        Server::with(RequestVerifier::new(forwarded).clock(|| NOW)),
        Server::with(RequestVerifier::new(hops).clock(|| NOW)),
    ];
    let (mut tried, mut passed) = (0, 0);
    for _ in 0..10_000 {
        let Some(request) = request(&mut random) else {
            continue;
        };
        for server in &servers {
            tried += 1;
            let shown = format!("{request:?}");
            let response = server.send(request.clone()).await;
            let reason = response.extensions().get::<VerifyError>();
            let Some(reason) = reason else {
                // Some changes have no effect, such as another header or a piece that is ignored.
                assert_eq!(response.status(), 200, "{shown}");
                passed += 1;
                continue;
            };
            assert!(
                [400, 401, 415].contains(&response.status().as_u16()),
                "{reason:?} for {shown}"
            );
            let message = format!("{reason} {reason:?}");
            assert!(!message.contains(char::is_control), "{message}");
            let challenge = response.headers()[header::WWW_AUTHENTICATE]
                .to_str()
                .unwrap();
            assert!(!challenge.contains("secret"), "{challenge}");
        }
    }
    assert!(tried > 20_000, "{tried}");
    assert!(passed > 0 && passed < tried / 5, "{passed} of {tried}");
}
