//! What a request costs a server, and that a refusal tells nothing through its time.
//!
//! ```sh
//! cargo bench --bench verifying
//! ```
//!
//! Each case goes through the whole layer, from a request to its answer, with credentials in memory.
//! All cases but `right` are refused, and take about the same time: what is unknown is compared as
//! what is wrong.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use divan::{Bencher, black_box};
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, Service};
use tower_oauth1::verify::{IssuedToken, MemoryCredentials, NoReplayProtection, VerifyLayer};
use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials, Verifier};

fn main() {
    divan::main();
}

/// By name: the client and token that sign, with their secrets.
const CASES: [(&str, [&str; 4]); 7] = [
    (
        "right",
        ["client", "secret-of-client", "token", "secret-of-token"],
    ),
    (
        "wrong client secret",
        ["client", "another secret..", "token", "secret-of-token"],
    ),
    (
        "wrong token secret",
        ["client", "secret-of-client", "token", "another secret."],
    ),
    (
        "unknown client",
        ["nobody", "secret-of-client", "token", "secret-of-token"],
    ),
    (
        "unknown token",
        ["client", "secret-of-client", "noone", "secret-of-token"],
    ),
    (
        "token of another",
        ["client", "secret-of-client", "other", "secret-of-other"],
    ),
    (
        "client without secret",
        ["rsaaaa", "secret-of-client", "rsa-t", "secret-of-token"],
    ),
];

fn credentials() -> Arc<MemoryCredentials> {
    let known = MemoryCredentials::new();
    known.insert_client(ClientCredentials::new("client", "secret-of-client"));
    known.insert_client(ClientCredentials::without_secret("rsaaaa"));
    #[cfg(feature = "rsa")]
    {
        let pem = include_str!("../tests/rsa/keys/public-spki.pem");
        let key = tower_oauth1::protocol::RsaPublicKey::from_pem(pem).expect("a key");
        let bank = tower_oauth1::verify::RegisteredClient::with_rsa_key("bank", key);
        known.insert_client(bank);
        let pem = include_str!("../tests/rsa/keys/public-4096.pem");
        let key = tower_oauth1::protocol::RsaPublicKey::from_pem(pem).expect("a key");
        let mint = tower_oauth1::verify::RegisteredClient::with_rsa_key("mint", key);
        known.insert_client(mint);
    }
    for (client, token) in [
        ("client", "token"),
        ("another", "other"),
        ("rsaaaa", "rsa-t"),
        ("bank", "bank-t"),
        ("mint", "mint-t"),
    ] {
        let token = TokenCredentials::new(token, format!("secret-of-{token}"));
        known.insert_token(IssuedToken::new(client, token));
    }
    Arc::new(known)
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn layer(bencher: Bencher<'_, '_>, name: &str) {
    let (_, [client, secret, token, token_secret]) = CASES
        .into_iter()
        .find(|(other, _)| *other == name)
        .expect("it is one of them");
    let signer = Signer::new(ClientCredentials::new(client, secret))
        .token(TokenCredentials::new(token, token_secret));
    let origin = PublicOrigin::fixed("https://api.example.com").expect("an origin");
    measure(bencher, &signer, Verifier::new(origin), name == "right");
}

/// The same by RSA, which takes longer, and so would show more. `bank` has a key of 2048 bits and
/// `mint` one of 4096: what a refusal takes is for the signature's length to say, given second.
#[cfg(feature = "rsa")]
#[divan::bench(args = [
    "right 2048", "another 2048", "nobody 2048", "no-token 2048", "client 2048", "mint 2048",
    "right 4096", "nobody 4096", "no-token 4096", "client 4096", "bank 4096",
])]
fn layer_rsa(bencher: Bencher<'_, '_>, case: &str) {
    use tower_oauth1::SignatureMethod;
    use tower_oauth1::protocol::RsaPrivateKey;

    let (name, bits) = case.split_once(' ').expect("two words");
    let (own, own_token) = match bits {
        "2048" => ("bank", "bank-t"),
        _ => ("mint", "mint-t"),
    };
    let (client, token) = match name {
        "nobody" => ("nobody", own_token),
        "no-token" => (own, "no-one"),
        "client" => ("client", "token"),
        "mint" => ("mint", "mint-t"),
        "bank" => ("bank", "bank-t"),
        _ => (own, own_token),
    };
    let key = match (name, bits) {
        ("another", _) => include_str!("../tests/server/other-private.pem"),
        (_, "2048") => include_str!("../tests/rsa/keys/private-pkcs8.pem"),
        _ => include_str!("../tests/rsa/keys/private-4096.pem"),
    };
    let method = SignatureMethod::RsaSha256;
    let signer = Signer::new(ClientCredentials::without_secret(client))
        .token(TokenCredentials::new(token, ""))
        .rsa_key(method, RsaPrivateKey::from_pem(key).expect("a key"))
        .expect("one of its methods");
    let origin = PublicOrigin::fixed("https://api.example.com").expect("an origin");
    let verifier = Verifier::new(origin).signature_methods([method]);
    measure(bencher, &signer, verifier, name == "right");
}

fn measure(bencher: Bencher<'_, '_>, signer: &Signer, verifier: Verifier, passes: bool) {
    let uri = "https://api.example.com/1.1/home.json?count=200&since_id=7&trim_user=true&page=2";
    let mut request = Request::get(uri).body("").expect("a request");
    signer.sign_request(&mut request).expect("it can be signed");
    let request = request.map(|_| Full::<Bytes>::default());
    let inner = tower::service_fn(|_: Request<Full<Bytes>>| async {
        Ok::<_, Infallible>(Response::new(()))
    });
    let layer = VerifyLayer::new(credentials(), NoReplayProtection::new(), verifier);
    let mut service = layer.layer(inner);
    bencher
        .with_inputs(|| request.clone())
        .bench_local_values(|request| {
            let mut answer = std::pin::pin!(service.call(black_box(request)));
            let mut cx = Context::from_waker(Waker::noop());
            let Poll::Ready(Ok(answer)) = answer.as_mut().poll(&mut cx) else {
                unreachable!("nothing is waited for");
            };
            assert_eq!(answer.status().is_success(), passes);
        });
}
