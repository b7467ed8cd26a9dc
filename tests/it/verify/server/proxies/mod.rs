//! Which proxies are trusted, which origins are public, and what is done with prefixes of paths.

use std::error::Error;
use std::net::IpAddr;

use bytes::Bytes;
use http::{Extensions, Request};
use tower_oauth1::verify::{Forwarding, IpNetwork, TrustedProxies};
use tower_oauth1::{PublicOrigin, RequestVerifier};

use crate::verify::server::forwarded::{Peer, refusal_of};
use crate::verify::server::harness::{Message, NOW, signer};

mod function;
mod hops;
mod hosts;
mod malformed;
mod network;
mod oauthlib;
mod origins;
mod prefix;
mod signed_uri;

/// A peer in the trusted network.
const PROXY: &str = "10.0.0.2";
/// A peer outside of it.
const STRANGER: &str = "192.0.2.7";

/// Trusts `10.0.0.0/8` and `fd00::/8`. Two origins are public.
fn proxies(headers: Forwarding) -> TrustedProxies {
    let networks = ["10.0.0.0/8", "fd00::/8"].map(|text| text.parse::<IpNetwork>().unwrap());
    let origins = ["https://api.example.com", "https://example.org:8443"];
    let origins = origins.map(|text| text.parse().unwrap());
    let peer = |extensions: &Extensions| extensions.get::<Peer>().map(|peer| peer.0);
    TrustedProxies::new(headers, networks, origins, peer)
}

/// Returns a request for this URI, signed and as it was sent.
fn signed(uri: &str) -> Message {
    let mut request = Request::get(uri).body("").unwrap();
    signer().sign_request(&mut request).unwrap();
    Message::sent(request.map(|_| Bytes::new()))
}

/// The status, and the reason for the log.
async fn outcome_of(verifier: RequestVerifier, request: &Message, peer: &str) -> (u16, String) {
    let _: IpAddr = peer.parse().unwrap();
    let refusal = refusal_of(verifier.clock(|| NOW), request.received(), Some(peer)).await;
    let Some(error) = refusal else {
        return (200, String::new());
    };
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    (error.status().as_u16(), reason)
}

/// Sends a request with these headers from this peer. A `host` replaces the `Host` header.
async fn outcome(
    origin: impl Into<PublicOrigin>,
    request: &Message,
    peer: &str,
    headers: &[(&str, &str)],
) -> (u16, String) {
    let mut request = request.clone();
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().unwrap();
        request = match name {
            http::header::HOST => request.with(name, *value),
            _ => request.and(name, *value),
        };
    }
    outcome_of(RequestVerifier::new(origin.into()), &request, peer).await
}

#[track_caller]
fn assert_passed(outcome: &(u16, String)) {
    assert_eq!(outcome, &(200, String::new()));
}

#[track_caller]
fn assert_refused(outcome: &(u16, String), status: u16, words: &[&str]) {
    assert_eq!(outcome.0, status, "{outcome:?}");
    for word in words {
        assert!(outcome.1.contains(word), "no {word:?} in {outcome:?}");
    }
}
