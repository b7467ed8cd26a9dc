//! The cost of a request for a server, and whether the time of a refusal reveals its reason.
//!
//! ```sh
//! cargo bench --bench verifying
//! ```
//!
//! The steps, for a client and a token that are looked up beforehand:
//!
//! - `parse` is the part that needs no secret.
//! - `verify` goes from the head of a signed request and its form to the `SignatureVerified`. It
//!   includes `parse`.
//! - `verify_prepared` is `verify` with a key that is set up beforehand.
//! - `bare_hmac` is HMAC-SHA1 over the same base string. The base string exists beforehand, and the
//!   keyed state is cloned. The ratio to it is the cost of everything except the HMAC.
//! - `accept` is the step after `verify`, without the claim of the nonce. `replay` measures the
//!   claim.
//!
//! The whole layer, with credentials in memory:
//!
//! - `whole_layer` measures the same requests up to the response.
//! - `layer` measures one valid request (`right`) and several refused requests. All refused
//!   requests should take about the same time, because the layer also compares a signature if the
//!   client or the token is unknown.

use std::convert::Infallible;

use bytes::Bytes;
use divan::{Bencher, black_box};
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, Service};
use tower_oauth1::verify::{
    CredentialStore, IdentifierError, IssuedToken, MemoryCredentialStore, NoReplayProtection,
    RegisteredClient, VerifyLayer,
};
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, SignatureMethod, Signer, TokenCredentials,
};

mod at_once;
#[allow(dead_code, reason = "other programs use the rest of it")]
mod cases;
mod floor;

use at_once::at_once;
use cases::{Case, NUMBERS};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

/// The credentials that a server knows, and the request that it receives.
struct Known {
    case: Case,
    verifier: RequestVerifier,
    client: RegisteredClient,
    token: TokenCredentials,
}

impl Known {
    fn new(number: &str) -> Self {
        let case = Case::numbered(number);
        let origin = PublicOrigin::fixed("https://api.x.com").expect("a valid origin");
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
    let known = Known::new(number);
    let parts = known.case.signed();
    bencher.bench_local(|| {
        let parsed = known.verifier.parse(black_box(&parts), known.case.form());
        assert!(black_box(parsed).is_ok());
    });
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn verify(bencher: Bencher<'_, '_>, number: &str) {
    let known = Known::new(number);
    let parts = known.case.signed();
    bencher.bench_local(|| {
        let parsed = known.verifier.parse(black_box(&parts), known.case.form());
        let verified = parsed.and_then(|parsed| parsed.verify(&known.client, Some(&known.token)));
        assert!(black_box(verified).is_ok());
    });
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn verify_prepared(bencher: Bencher<'_, '_>, number: &str) {
    let known = Known::new(number);
    let parts = known.case.signed();
    let method = SignatureMethod::HmacSha1;
    let key = known.client.prepare(method, Some(&known.token));
    let key = key.expect("the client has a secret");
    bencher.bench_local(|| {
        let parsed = known.verifier.parse(black_box(&parts), known.case.form());
        let verified = parsed.and_then(|parsed| parsed.verify_prepared(&key));
        assert!(black_box(verified).is_ok());
    });
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn bare_hmac(bencher: Bencher<'_, '_>, number: &str) {
    let case = Case::numbered(number);
    floor::measure(bencher, &case, &case.signed());
}

#[divan::bench(args = NUMBERS, sample_size = 64)]
fn accept(bencher: Bencher<'_, '_>, number: &str) {
    let known = Known::new(number);
    let parts = known.case.signed();
    let verified = known
        .verifier
        .parse(&parts, known.case.form())
        .and_then(|parsed| parsed.verify(&known.client, Some(&known.token)))
        .expect("the signature is valid");
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
    } = Known::new(number);
    let credentials = MemoryCredentialStore::new();
    let token = IssuedToken::new(case.client.0, token);
    credentials.insert_client(client).expect("valid");
    credentials.insert_token(token).expect("valid");
    let body = Bytes::from(case.body.clone());
    let request = Request::from_parts(case.signed(), Full::new(body));
    through(bencher, credentials, verifier, &request, true);
}

/// For each name: the client, its secret, the token and its secret, which sign the request.
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

fn credentials() -> Result<MemoryCredentialStore, IdentifierError> {
    let known = MemoryCredentialStore::new();
    known.insert_client(ClientCredentials::new("client", "secret-of-client"))?;
    known.insert_client(ClientCredentials::without_secret("rsaaaa"))?;
    #[cfg(feature = "rsa")]
    {
        let pem = include_str!("../tests/fixtures/rsa/public-spki.pem");
        let key = tower_oauth1::protocol::RsaPublicKey::from_pem(pem).expect("a valid key");
        let bank = RegisteredClient::rsa("bank", key);
        known.insert_client(bank)?;
        let pem = include_str!("../tests/fixtures/rsa/public-4096.pem");
        let key = tower_oauth1::protocol::RsaPublicKey::from_pem(pem).expect("a valid key");
        let mint = RegisteredClient::rsa("mint", key);
        known.insert_client(mint)?;
    }
    for (client, token) in [
        ("client", "token"),
        ("another", "other"),
        ("rsaaaa", "rsa-t"),
        ("bank", "bank-t"),
        ("mint", "mint-t"),
    ] {
        let token = TokenCredentials::new(token, format!("secret-of-{token}"));
        known.insert_token(IssuedToken::new(client, token))?;
    }
    Ok(known)
}

#[divan::bench(args = CASES.map(|(name, _)| name), sample_size = 16)]
fn layer(bencher: Bencher<'_, '_>, name: &str) {
    let (_, [client, secret, token, token_secret]) = CASES
        .into_iter()
        .find(|(other, _)| *other == name)
        .expect("the name is in the list");
    let signer = Signer::new(ClientCredentials::new(client, secret))
        .with_token(TokenCredentials::new(token, token_secret));
    let origin = PublicOrigin::fixed("https://api.example.com").expect("a valid origin");
    measure(
        bencher,
        &signer,
        RequestVerifier::new(origin),
        name == "right",
    );
}

/// Measures the same as `layer`, with RSA. RSA takes longer, so differences are easier to see.
///
/// The client `bank` has a key of 2048 bits, and `mint` has a key of 4096 bits. The time of a
/// refusal should depend only on the length of the signature, which is the second word of the name.
#[cfg(feature = "rsa")]
#[divan::bench(args = [
    "right 2048", "another 2048", "nobody 2048", "no-token 2048", "client 2048", "mint 2048",
    "right 4096", "nobody 4096", "no-token 4096", "client 4096", "bank 4096",
])]
fn layer_rsa(bencher: Bencher<'_, '_>, case: &str) {
    use tower_oauth1::protocol::RsaPrivateKey;

    let (name, bits) = case.split_once(' ').expect("the name has two words");
    let (default_client, default_token) = match bits {
        "2048" => ("bank", "bank-t"),
        _ => ("mint", "mint-t"),
    };
    let (client, token) = match name {
        "nobody" => ("nobody", default_token),
        "no-token" => (default_client, "no-one"),
        "client" => ("client", "token"),
        "mint" => ("mint", "mint-t"),
        "bank" => ("bank", "bank-t"),
        _ => (default_client, default_token),
    };
    let key = match (name, bits) {
        ("another", _) => include_str!("../tests/fixtures/server/other-private.pem"),
        (_, "2048") => include_str!("../tests/fixtures/rsa/private-pkcs8.pem"),
        _ => include_str!("../tests/fixtures/rsa/private-4096.pem"),
    };
    let method = SignatureMethod::RsaSha256;
    let key = RsaPrivateKey::from_pem(key).expect("a valid key");
    let signer = Signer::rsa(client, method, key).expect("the method fits the key");
    let signer = signer.with_token(TokenCredentials::new(token, ""));
    let origin = PublicOrigin::fixed("https://api.example.com").expect("a valid origin");
    let verifier = RequestVerifier::new(origin).signature_methods([method]);
    measure(bencher, &signer, verifier, name == "right");
}

fn measure(bencher: Bencher<'_, '_>, signer: &Signer, verifier: RequestVerifier, passes: bool) {
    let uri = "https://api.example.com/1.1/home.json?count=200&since_id=7&trim_user=true&page=2";
    let mut request = Request::get(uri).body("").expect("a valid request");
    signer
        .sign_request(&mut request)
        .expect("the request can be signed");
    let request = request.map(|_| Full::default());
    let credentials = credentials().expect("valid identifiers");
    through(bencher, credentials, verifier, &request, passes);
}

fn through(
    bencher: Bencher<'_, '_>,
    credentials: impl CredentialStore + 'static,
    verifier: RequestVerifier,
    request: &Request<Full<Bytes>>,
    passes: bool,
) {
    // Return the request, so that the time to drop it is not measured.
    let inner = tower::service_fn(|request: Request<Full<Bytes>>| async {
        Ok::<_, Infallible>(Response::new(Some(request)))
    });
    let layer = VerifyLayer::new(credentials, NoReplayProtection::new(), verifier);
    let mut service = layer.layer(inner);
    bencher
        .with_inputs(|| request.clone())
        .bench_local_values(|request| {
            let Ok(response) = at_once(service.call(black_box(request)));
            assert_eq!(response.status().is_success(), passes);
            response
        });
}
