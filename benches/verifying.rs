//! What a request costs a server, and that a refusal tells nothing through its time.
//!
//! ```sh
//! cargo bench --bench verifying
//! ```
//!
//! `verify` goes from the head of a signed request, and its form, to the `SignatureVerified`, for a
//! client and a token that were looked up beforehand; `parse` is that of it which needs no secret, and
//! `verify_prepared` does it all with a key that was set up beforehand too.
//! `bare_hmac` is HMAC-SHA1 over the same base string, finished beforehand, from a keyed state that is
//! cloned: the ratio to it says what all else costs. `accept` is what comes after, but for the
//! claim of the nonce, which `replay` measures.
//!
//! `whole_layer` takes the same requests to their answer, with credentials in memory. So does `layer`,
//! with requests that are refused: all but `right`, which take about the same time, since what is unknown
//! is compared as what is wrong.

use std::convert::Infallible;

use bytes::Bytes;
use divan::{Bencher, black_box};
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, Service};
use tower_oauth1::verify::{
    CredentialStore, IssuedToken, MemoryCredentialStore, NoReplayProtection, RegisteredClient,
    VerifyLayer,
};
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, SignatureMethod, Signer, TokenCredentials,
};

mod at_once;
#[allow(dead_code, reason = "another program uses the rest")]
mod cases;
mod floor;

use at_once::at_once;
use cases::{Case, NUMBERS};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

/// What a server knows, and what comes to it.
struct Known {
    case: Case,
    verifier: RequestVerifier,
    client: RegisteredClient,
    token: TokenCredentials,
}

impl Known {
    fn of(number: &str) -> Self {
        let case = Case::of(number);
        let origin = PublicOrigin::fixed("https://api.x.com").expect("an origin");
        Self {
            verifier: RequestVerifier::new(origin),
            client: ClientCredentials::new(case.client.0, case.client.1).into(),
            token: TokenCredentials::new(case.token.0, case.token.1),
            case,
        }
    }
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn parse(bencher: Bencher<'_, '_>, number: &str) {
    let known = Known::of(number);
    let parts = known.case.signed();
    bencher.bench_local(|| {
        let parsed = known.verifier.parse(black_box(&parts), known.case.form());
        assert!(black_box(parsed).is_ok());
    });
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn verify(bencher: Bencher<'_, '_>, number: &str) {
    let known = Known::of(number);
    let parts = known.case.signed();
    bencher.bench_local(|| {
        let parsed = known.verifier.parse(black_box(&parts), known.case.form());
        let verified = parsed.and_then(|parsed| parsed.verify(&known.client, Some(&known.token)));
        assert!(black_box(verified).is_ok());
    });
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn verify_prepared(bencher: Bencher<'_, '_>, number: &str) {
    let known = Known::of(number);
    let parts = known.case.signed();
    let method = SignatureMethod::HmacSha1;
    let key = known.client.prepare(method, Some(&known.token));
    let key = key.expect("it has a secret");
    bencher.bench_local(|| {
        let parsed = known.verifier.parse(black_box(&parts), known.case.form());
        let verified = parsed.and_then(|parsed| parsed.verify_prepared(&key));
        assert!(black_box(verified).is_ok());
    });
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn bare_hmac(bencher: Bencher<'_, '_>, number: &str) {
    let case = Case::of(number);
    floor::measure(bencher, &case, &case.signed());
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn accept(bencher: Bencher<'_, '_>, number: &str) {
    let known = Known::of(number);
    let parts = known.case.signed();
    let verified = known
        .verifier
        .parse(&parts, known.case.form())
        .and_then(|parsed| parsed.verify(&known.client, Some(&known.token)))
        .expect("it is rightly signed");
    let unclaimed = NoReplayProtection::new();
    bencher
        .with_inputs(|| verified.clone())
        .bench_local_values(|verified| {
            let accepted = at_once(verified.accept(black_box(&unclaimed), None));
            assert!(accepted.is_ok());
            accepted
        });
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn whole_layer(bencher: Bencher<'_, '_>, number: &str) {
    let Known {
        case,
        verifier,
        client,
        token,
    } = Known::of(number);
    let credentials = MemoryCredentialStore::new();
    credentials.insert_client(client);
    credentials.insert_token(IssuedToken::new(case.client.0, token));
    let body = Bytes::from(case.body.clone());
    let request = Request::from_parts(case.signed(), Full::new(body));
    through(bencher, credentials, verifier, &request, true);
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

fn credentials() -> MemoryCredentialStore {
    let known = MemoryCredentialStore::new();
    known.insert_client(ClientCredentials::new("client", "secret-of-client"));
    known.insert_client(ClientCredentials::without_secret("rsaaaa"));
    #[cfg(feature = "rsa")]
    {
        let pem = include_str!("../tests/rsa/keys/public-spki.pem");
        let key = tower_oauth1::protocol::RsaPublicKey::from_pem(pem).expect("a key");
        let bank = RegisteredClient::with_rsa_key("bank", key);
        known.insert_client(bank);
        let pem = include_str!("../tests/rsa/keys/public-4096.pem");
        let key = tower_oauth1::protocol::RsaPublicKey::from_pem(pem).expect("a key");
        let mint = RegisteredClient::with_rsa_key("mint", key);
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
    known
}

#[divan::bench(args = CASES.map(|(name, _)| name), sample_size = 16)]
fn layer(bencher: Bencher<'_, '_>, name: &str) {
    let (_, [client, secret, token, token_secret]) = CASES
        .into_iter()
        .find(|(other, _)| *other == name)
        .expect("it is one of them");
    let signer = Signer::new(ClientCredentials::new(client, secret))
        .with_token(TokenCredentials::new(token, token_secret));
    let origin = PublicOrigin::fixed("https://api.example.com").expect("an origin");
    measure(
        bencher,
        &signer,
        RequestVerifier::new(origin),
        name == "right",
    );
}

/// The same by RSA, which takes longer, and so would show more. `bank` has a key of 2048 bits and
/// `mint` one of 4096: what a refusal takes is for the signature's length to say, given second.
#[cfg(feature = "rsa")]
#[divan::bench(args = [
    "right 2048", "another 2048", "nobody 2048", "no-token 2048", "client 2048", "mint 2048",
    "right 4096", "nobody 4096", "no-token 4096", "client 4096", "bank 4096",
])]
fn layer_rsa(bencher: Bencher<'_, '_>, case: &str) {
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
    let key = RsaPrivateKey::from_pem(key).expect("a key");
    let signer = Signer::rsa(client, method, key).expect("one of its methods");
    let signer = signer.with_token(TokenCredentials::new(token, ""));
    let origin = PublicOrigin::fixed("https://api.example.com").expect("an origin");
    let verifier = RequestVerifier::new(origin).signature_methods([method]);
    measure(bencher, &signer, verifier, name == "right");
}

fn measure(bencher: Bencher<'_, '_>, signer: &Signer, verifier: RequestVerifier, passes: bool) {
    let uri = "https://api.example.com/1.1/home.json?count=200&since_id=7&trim_user=true&page=2";
    let mut request = Request::get(uri).body("").expect("a request");
    signer.sign_request(&mut request).expect("it can be signed");
    let request = request.map(|_| Full::default());
    through(bencher, credentials(), verifier, &request, passes);
}

fn through(
    bencher: Bencher<'_, '_>,
    credentials: impl CredentialStore + 'static,
    verifier: RequestVerifier,
    request: &Request<Full<Bytes>>,
    passes: bool,
) {
    // It gives the request back, so that dropping it is not measured.
    let inner = tower::service_fn(|request: Request<Full<Bytes>>| async {
        Ok::<_, Infallible>(Response::new(Some(request)))
    });
    let layer = VerifyLayer::new(credentials, NoReplayProtection::new(), verifier);
    let mut service = layer.layer(inner);
    bencher
        .with_inputs(|| request.clone())
        .bench_local_values(|request| {
            let Ok(answer) = at_once(service.call(black_box(request)));
            assert_eq!(answer.status().is_success(), passes);
            answer
        });
}
