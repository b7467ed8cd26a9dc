//! Requests that name more than one host. They are refused whatever decides the public origin.

use http::header::HOST;
use http::uri::Scheme;
use tower_oauth1::protocol::BaseStringUriError;
use tower_oauth1::verify::Forwarding;
use tower_oauth1::{OriginError, PublicOrigin, RequestVerifier, VerifyError};

use crate::verify::server::forwarded::{PROXY, origin, refusal_of};
use crate::verify::server::harness::{Message, NOW};

/// A kind of origin, with the headers that the server receives.
struct Kind {
    name: &'static str,
    origin: PublicOrigin,
    host: &'static str,
    headers: &'static [(&'static str, &'static str)],
}

fn kinds() -> [Kind; 6] {
    let kind = |name, origin, host, headers| Kind {
        name,
        origin,
        host,
        headers,
    };
    let fixed = || PublicOrigin::fixed("https://api.example.com").unwrap();
    let received = PublicOrigin::as_received(Scheme::HTTPS);
    let (public, internal) = ("api.example.com", "internal:8080");
    let x = || origin(Forwarding::XForwarded);
    [
        kind("fixed", fixed(), public, &[]),
        kind("fixed, behind a proxy", fixed(), internal, &[]),
        kind("as received", received, public, &[]),
        kind("forwarded", x(), public, &[("x-forwarded-proto", "https")]),
        kind(
            "forwarded with a host",
            x(),
            internal,
            &[
                ("x-forwarded-proto", "https"),
                ("x-forwarded-host", "api.example.com"),
            ],
        ),
        kind(
            "forwarded by RFC 7239",
            origin(Forwarding::Forwarded),
            internal,
            &[("forwarded", "proto=https;host=api.example.com")],
        ),
    ]
}

impl Kind {
    /// Returns the request with the headers that the server receives.
    fn received(&self, message: &Message) -> Message {
        let message = message.clone().with(HOST, self.host);
        let add = |message: Message, (name, value): &(&'static str, &str)| {
            message.and(http::HeaderName::from_static(name), *value)
        };
        self.headers.iter().fold(message, add)
    }

    async fn refusal(&self, message: &Message) -> Option<VerifyError> {
        let verifier = RequestVerifier::new(self.origin.clone()).clock(|| NOW);
        refusal_of(verifier, message.received(), PROXY).await
    }

    /// Returns the origin that the server finds for URIs of its own.
    fn own_origin(&self, message: &Message) -> Result<String, OriginError> {
        let mut request = message.received();
        let peer = crate::verify::server::forwarded::Peer("10.0.0.2".parse().unwrap());
        request.extensions_mut().insert(peer);
        let (parts, _) = request.into_parts();
        self.origin
            .from_parts(&parts)
            .map(|origin| origin.to_string())
    }
}

fn refused(error: OriginError) -> Option<VerifyError> {
    Some(VerifyError::Target(BaseStringUriError::Origin(error)))
}

#[tokio::test]
async fn two_host_headers() {
    let conflict = OriginError::ConflictingHosts;
    for kind in kinds() {
        let one = kind.received(&Message::get("/photos"));
        assert_eq!(kind.refusal(&one).await, None, "{}", kind.name);
        // Even if they are equal.
        for second in [kind.host, "api.example.com", "evil.example", ""] {
            let two = one.clone().and(HOST, second);
            let reason = kind.refusal(&two).await;
            assert_eq!(reason, refused(conflict.clone()), "{} {second}", kind.name);
            assert_eq!(
                kind.own_origin(&two),
                Err(conflict.clone()),
                "{}",
                kind.name
            );
        }
    }
}

#[tokio::test]
async fn an_absolute_target_with_another_host() {
    let conflict = OriginError::ConflictingHosts;
    for kind in kinds() {
        let message = kind.received(&Message::get("/photos"));
        for host in [
            "evil.example",
            "api.example.com:444",
            "api.example.com.",
            "internal",
        ] {
            let absolute = message.clone().target(&format!("https://{host}/photos"));
            let reason = kind.refusal(&absolute).await;
            assert_eq!(reason, refused(conflict.clone()), "{} {host}", kind.name);
            assert_eq!(
                kind.own_origin(&absolute),
                Err(conflict.clone()),
                "{}",
                kind.name
            );
        }
        // The same host, in another spelling.
        for host in [kind.host.to_owned(), kind.host.to_ascii_uppercase()] {
            let absolute = message.clone().target(&format!("https://{host}/photos"));
            assert_eq!(kind.refusal(&absolute).await, None, "{} {host}", kind.name);
            let own = kind.own_origin(&absolute);
            assert_eq!(
                own.as_deref(),
                Ok("https://api.example.com"),
                "{}",
                kind.name
            );
        }
    }
}

#[tokio::test]
async fn a_malformed_host() {
    for kind in kinds() {
        let message = kind.received(&Message::get("/photos"));
        for (host, error) in [
            ("", OriginError::Host),
            ("a.example, b.example", OriginError::Host),
            ("evil.example@api.example.com", OriginError::Userinfo),
            ("api.example.com:x", OriginError::Port),
        ] {
            let reason = kind.refusal(&message.clone().with(HOST, host)).await;
            assert_eq!(reason, refused(error), "{} {host}", kind.name);
        }
    }
}

/// A fixed origin, or the host that a proxy sends, decides. A request need not have a `Host` then:
/// HTTP/1.0 has none, and HTTP/2 has `:authority` instead.
#[tokio::test]
async fn a_request_without_a_host_header() {
    for kind in kinds() {
        let none = kind.received(&Message::get("/photos")).without(HOST);
        let from_host = ["as received", "forwarded"].contains(&kind.name);
        let expected = from_host.then(|| refused(OriginError::NoHost)).flatten();
        assert_eq!(kind.refusal(&none).await, expected, "{}", kind.name);
        let target = none.target(&format!("https://{}/photos", kind.host));
        assert_eq!(kind.refusal(&target).await, None, "{}", kind.name);
    }
}

/// A fixed origin does not sign `Host`: a foreign one passes. A server for several tenants asks
/// `Authenticated::uri` which host the client signed.
#[tokio::test]
async fn the_host_that_the_client_signed() {
    use crate::verify::server::harness::Server;

    for kind in kinds() {
        let server = Server::with(RequestVerifier::new(kind.origin.clone()).clock(|| NOW));
        let message = Message::get("/photos").with(HOST, "evil.example");
        if kind.name.starts_with("fixed") {
            let passed = server.accepts(&message).await;
            assert_eq!(passed.by.uri(), "https://api.example.com/photos");
        } else {
            // There is no trusted proxy here.
            server
                .refuses(&message, 401, &VerifyError::SignatureInvalid)
                .await;
        }
    }
}
