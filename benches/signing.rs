//! What signing costs, beside the HMAC that it cannot avoid.
//!
//! ```sh
//! cargo bench --bench signing
//! ```
//!
//! Each case is measured twice: `sign` goes from the head of a request to the header's value, with a
//! new nonce and timestamp each time; `bare_hmac` is HMAC-SHA1 over the same base string, finished
//! beforehand, from a keyed state that is cloned. Their ratio says what all else costs.

use divan::{Bencher, black_box};
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use http::request::Parts;
use sha1::Sha1;
use tower_oauth1::{ClientCredentials, Explanation, Signer, TokenCredentials};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

const CLIENT: (&str, &str) = (
    "xvz1evFS4wEEPTGEFPHBog",
    "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
);
const TOKEN: (&str, &str) = (
    "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
    "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
);

/// The names of the cases.
const CASES: [&str; 5] = [
    "GET, 4 parameters",
    "POST, form",
    "GET, 20 UTF-8 parameters",
    "POST, 8 KiB form",
    "POST, JSON",
];

/// A request's head, and its body where that is a form.
struct Case {
    parts: Parts,
    form: Option<Vec<u8>>,
}

impl Case {
    fn get(path: &str) -> Self {
        Self::new("GET", path, None, None)
    }

    fn form(path: &str, form: String) -> Self {
        let content_type = "application/x-www-form-urlencoded";
        Self::new("POST", path, Some(content_type), Some(form.into()))
    }

    fn new(method: &str, path: &str, content_type: Option<&str>, form: Option<Vec<u8>>) -> Self {
        let uri = format!("https://api.x.com/1.1/statuses/{path}");
        let mut request = Request::builder().method(method).uri(uri);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let (parts, ()) = request.body(()).expect("a request").into_parts();
        Self { parts, form }
    }

    fn named(name: &str) -> Self {
        match name {
            "GET, 4 parameters" => {
                Self::get("home.json?count=200&since_id=7&trim_user=true&page=2")
            }
            "POST, form" => {
                let status = "status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20request%21";
                Self::form("update.json?include_entities=true", status.to_owned())
            }
            "GET, 20 UTF-8 parameters" => {
                let value = "%C3%A9t%C3%A9+%E2%98%83+".repeat(4);
                let query: Vec<_> = (0..20).map(|n| format!("name{n}={value}")).collect();
                Self::get(&format!("search.json?{}", query.join("&")))
            }
            "POST, 8 KiB form" => {
                let value = "text+and%2Fmore".repeat(8);
                let fields: Vec<_> = (0..64).map(|n| format!("field{n}={value}")).collect();
                Self::form("import.json", fields.join("&"))
            }
            "POST, JSON" => Self::new("POST", "create.json", Some("application/json"), None),
            other => unreachable!("no case is named {other}"),
        }
    }
}

fn signer() -> Signer {
    let client = ClientCredentials::new(CLIENT.0, CLIENT.1);
    Signer::new(client).token(TokenCredentials::new(TOKEN.0, TOKEN.1))
}

#[divan::bench(args = CASES)]
fn sign(bencher: Bencher<'_, '_>, name: &str) {
    let (signer, case) = (signer(), Case::named(name));
    bencher.bench_local(|| {
        let parameters = signer.sign(black_box(&case.parts), case.form.as_deref());
        parameters.map(|parameters| parameters.authorization_header())
    });
}

#[divan::bench(args = CASES)]
fn bare_hmac(bencher: Bencher<'_, '_>, name: &str) {
    let Case { mut parts, form } = Case::named(name);
    let signed = signer()
        .sign(&parts, form.as_deref())
        .expect("it can be signed");
    let header = signed.authorization_header();
    parts.headers.insert("authorization", header);
    let explained = Explanation::of(&parts, form.as_deref()).expect("it is signed");
    let text = explained.base_string().expect("HMAC has one").as_bytes();
    let key = format!("{}&{}", CLIENT.1, TOKEN.1);
    let keyed = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("a key of any length");
    bencher.bench_local(|| {
        keyed
            .clone()
            .chain_update(black_box(text))
            .finalize()
            .into_bytes()
    });
}
