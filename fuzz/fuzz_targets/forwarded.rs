//! Forwarding headers of proxies and of strangers. The first byte chooses the settings of the
//! server, the rest is a request.
//!
//! A stranger's headers change nothing, and the origin is always a public one.

#![no_main]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

use http::HeaderName;
use libfuzzer_sys::fuzz_target;
use tower_oauth1::verify::{Forwarding, IpNetwork, TrustedProxies};
use tower_oauth1::{OriginError, PublicOrigin};
use tower_oauth1_fuzz::request;

const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PUBLIC: [&str; 3] = [
    "https://api.example.com",
    "http://example.org:8080",
    "http://h",
];

/// Returns servers with each kind of header and each number of hops.
fn servers(is_public: Option<fn() -> bool>) -> Vec<PublicOrigin> {
    let headers = |port| Forwarding::Headers {
        scheme: HeaderName::from_static("x-scheme"),
        host: Some(HeaderName::from_static("x-host")),
        port,
    };
    let port = Some(HeaderName::from_static("x-port"));
    let kinds = [
        Forwarding::Forwarded,
        Forwarding::XForwarded,
        headers(None),
        headers(port),
    ];
    let mut servers = Vec::new();
    for kind in kinds {
        for hops in [None, Some(0), Some(1), Some(2)] {
            let network = IpNetwork::from(PROXY);
            let public = PUBLIC.map(|origin| origin.parse().unwrap());
            let peer = |extensions: &http::Extensions| extensions.get::<IpAddr>().copied();
            let proxies = TrustedProxies::new(kind.clone(), [network], public, peer)
                .prefix_header(HeaderName::from_static("x-prefix"));
            let proxies = match hops {
                Some(hops) => proxies.trusted_hops(hops),
                None => proxies,
            };
            servers.push(PublicOrigin::forwarded(match is_public {
                Some(is_public) => proxies.public_origins_where(move |_| is_public()),
                None => proxies,
            }));
        }
    }
    servers
}

static SERVERS: LazyLock<Vec<PublicOrigin>> = LazyLock::new(|| servers(None));
static OPEN_SERVERS: LazyLock<Vec<PublicOrigin>> = LazyLock::new(|| servers(Some(|| true)));

fuzz_target!(|data: &[u8]| {
    let Some((server, text)) = data.split_first() else {
        return;
    };
    let Some(request) = request::parse(text) else {
        return;
    };
    let (mut parts, _) = request.into_parts();
    let at = usize::from(*server) % SERVERS.len();
    let (server, open) = (&SERVERS[at], &OPEN_SERVERS[at]);
    // From a stranger, and from a proxy without any forwarding header.
    let from_stranger = open.from_parts(&parts);
    let mut plain = parts.clone();
    let is_forwarding = |name: &HeaderName| name.as_str().starts_with('x') || name == "forwarded";
    let names: Vec<_> = plain
        .headers
        .keys()
        .filter(|name| is_forwarding(name))
        .cloned()
        .collect();
    names
        .iter()
        .for_each(|name| drop(plain.headers.remove(name)));
    assert_eq!(
        from_stranger,
        open.from_parts(&plain),
        "a stranger is believed"
    );
    assert!(
        from_stranger.is_ok_and(|origin| origin.scheme() == "http")
            || open.from_parts(&plain).is_err()
    );
    parts.extensions.insert(PROXY);
    let found = open.from_parts(&parts);
    match server.from_parts(&parts) {
        Ok(origin) => {
            assert!(PUBLIC.contains(&origin.to_string().as_str()), "{origin}");
            assert_eq!(found, Ok(origin));
        }
        Err(OriginError::UnknownOrigin { .. }) => assert!(found.is_ok()),
        Err(error) => assert_eq!(found, Err(error)),
    }
});
