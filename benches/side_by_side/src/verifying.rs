//! Measures how long this crate takes to verify a signed request. No other crate in the comparison
//! verifies requests.

use std::hint::black_box;

use http::header::AUTHORIZATION;
use http::request::Parts;
use tower_oauth1::verify::{PreparedKey, RegisteredClient};
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, SignatureMethod, TokenCredentials,
};

use crate::cases::Case;
use crate::hash::Hash;
use crate::measure::round;
use crate::reference;
use crate::report::{Measured, Row};
use crate::rounds::Turn;

const NAMES: [&str; 2] = ["by a prepared key", "by a registered client"];

/// A signed request, and a server that knows the client and the token.
pub(crate) struct Received<'a> {
    case: &'a Case,
    parts: Parts,
    base_string: String,
    verifier: RequestVerifier,
    client: RegisteredClient,
    token: TokenCredentials,
    key: PreparedKey,
}

impl<'a> Received<'a> {
    /// # Errors
    ///
    /// Returns an error if the reference or this crate refuses the signature, or if this crate
    /// accepts the signature of another request.
    pub(crate) fn new(case: &'a Case) -> Result<Self, String> {
        let (parts, other) = (case.signed(), case.signed());
        let header = parts.headers[AUTHORIZATION].to_str();
        let header = header.map_err(|error| error.to_string())?;
        let origin = PublicOrigin::fixed("https://api.x.com").map_err(|error| error.to_string())?;
        let client = RegisteredClient::from(ClientCredentials::new(case.client.0, case.client.1));
        let token = TokenCredentials::new(case.token.0, case.token.1);
        let key = client.prepare(SignatureMethod::HmacSha1, Some(&token));
        let mut received = Self {
            case,
            base_string: reference::verify(case, Hash::Sha1, header)?.base_string,
            verifier: RequestVerifier::new(origin),
            key: key.ok_or("the client has no secret")?,
            client,
            token,
            parts,
        };
        received.check(true)?;
        let valid = received.parts.headers.clone();
        let header = with_signature_of(&valid, &other.headers)?;
        received.parts.headers.insert(AUTHORIZATION, header);
        received.check(false)?;
        received.parts.headers = valid;
        Ok(received)
    }

    fn check(&self, is_valid: bool) -> Result<(), String> {
        if self.by_prepared_key() == is_valid && self.by_registered_client() == is_valid {
            return Ok(());
        }
        let number = self.case.number;
        Err(format!(
            "case {number}: verification must return {is_valid}"
        ))
    }

    fn by_prepared_key(&self) -> bool {
        let parsed = self
            .verifier
            .parse(black_box(&self.parts), self.case.form());
        black_box(parsed.and_then(|parsed| parsed.verify_prepared(&self.key))).is_ok()
    }

    fn by_registered_client(&self) -> bool {
        let parsed = self
            .verifier
            .parse(black_box(&self.parts), self.case.form());
        let verified = parsed.and_then(|parsed| parsed.verify(&self.client, Some(&self.token)));
        black_box(verified).is_ok()
    }

    /// Returns the work of the bare HMAC and of the two ways to verify.
    pub(crate) fn turns(&self) -> [Turn<'_>; 3] {
        [
            Hash::Sha1.floor(self.case, self.base_string.clone()),
            Box::new(|times| (0..times).for_each(|_| assert!(self.by_prepared_key()))),
            Box::new(|times| (0..times).for_each(|_| assert!(self.by_registered_client()))),
        ]
    }

    /// Takes the medians of this request from the iterator, in the order of [`turns`](Self::turns).
    pub(crate) fn measured(&self, medians: &mut impl Iterator<Item = f64>) -> Measured {
        let mut next = || medians.next().expect("each turn has a median");
        let (floor_ns, times) = (next(), [next(), next()]);
        let allocations = [
            densa_alloc::measure(|| self.by_prepared_key()).1,
            densa_alloc::measure(|| self.by_registered_client()).1,
        ];
        let rows = NAMES.into_iter().zip(times).zip(allocations);
        let rows = rows.map(|((name, ns), counted)| Row {
            name,
            median_ns: Some(round(ns, 10.0)),
            ratio: Some(round(ns / floor_ns, 100.0)),
            allocations: Some(counted.allocs + counted.reallocs),
            floor_ns: None,
            note: None,
        });
        Measured {
            rows: rows.collect(),
            floor_ns: round(floor_ns, 10.0),
        }
    }
}

/// Returns the first header with the signature of the second, which has another nonce.
fn with_signature_of(
    header: &http::HeaderMap,
    other: &http::HeaderMap,
) -> Result<http::HeaderValue, String> {
    let [header, other] = [header, other].map(|headers| {
        let text = headers[AUTHORIZATION].to_str().unwrap_or_default();
        let (before, signature) = text.split_once("oauth_signature=\"")?;
        let (signature, after) = signature.split_once('"')?;
        Some((before, signature, after))
    });
    let (before, _, after) = header.ok_or("a header without a signature")?;
    let (_, signature, _) = other.ok_or("a header without a signature")?;
    let altered = format!("{before}oauth_signature=\"{signature}\"{after}");
    altered.parse().map_err(|_| "an invalid header".to_owned())
}
