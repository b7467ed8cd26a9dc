//! The path that is signed is the path that arrives. The tests use one client that sends paths
//! unchanged and one that rewrites them.

use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{BoxError, OAuth1Layer, Scope};

use crate::support::random::Random;
use crate::support::through_reqwest::{reqwest_client, reqwest_service};
use crate::support::{API, RawServer, Recorder, layer, parsed, signer, verifies};

/// A path and query as the caller writes it, and the path that is signed and sent.
const TARGETS: [(&str, &str); 24] = [
    ("/a/../b", "/b"),
    ("/a/./b", "/a/b"),
    ("/a/%2e%2e/b", "/b"),
    ("/a/%2E/b", "/a/b"),
    ("/a/..", "/"),
    ("/caf\u{e9}", "/caf%C3%A9"),
    ("/{id}", "/%7Bid%7D"),
    ("/a\"b", "/a%22b"),
    ("/a\\b", "/a%5Cb"),
    ("/a|b", "/a|b"),
    ("/a^b", "/a^b"),
    ("/a%20b", "/a%20b"),
    ("/a%2fb%2Fc", "/a%2fb%2Fc"),
    ("/%7e~", "/%7e~"),
    ("//a//b/", "//a//b/"),
    ("/a;v=1;w", "/a;v=1;w"),
    ("/*", "/*"),
    ("/a'(b)!$&+,:@", "/a'(b)!$&+,:@"),
    ("", "/"),
    ("?x=1", "/"),
    ("/a?x='1'&y={}&z=\u{e9}", "/a"),
    ("/a?x=/../%2e&y=%zz&&", "/a"),
    ("/a?", "/a"),
    ("/a?x=1#fragment", "/a"),
];

/// Returns the path on the wire, and whether the request that arrived verifies.
async fn arrives<S, B>(server: &RawServer, mut api: S, uri: &str, body: B) -> (String, bool)
where
    S: Service<Request<B>, Error = BoxError>,
{
    let request = Request::get(uri).body(body).unwrap();
    api.ready()
        .await
        .unwrap()
        .call(request)
        .await
        .map(drop)
        .unwrap();
    let received = parsed(&server.received());
    let path = received.uri().path().to_owned();
    (path, verifies(&server.origin(), received))
}

#[tokio::test]
async fn every_row_through_hyper_and_reqwest() {
    let server = RawServer::start();
    let scope = || Scope::origin(&server.origin()).unwrap();
    let hyper = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let reqwest = reqwest_service(reqwest_client());
    for transmission in [Transmission::AuthorizationHeader, Transmission::Query] {
        let layer = OAuth1Layer::new(signer(), scope()).transmission(transmission);
        for (target, path) in TARGETS {
            let uri = format!("{}{target}", server.origin());
            let api = layer.layer(hyper.clone());
            let arrived = arrives(&server, api, &uri, Full::default()).await;
            assert_eq!(arrived, (path.to_owned(), true), "hyper: {target}");
            let api = layer.layer(reqwest.clone());
            let arrived = arrives(&server, api, &uri, reqwest::Body::default()).await;
            assert_eq!(arrived, (path.to_owned(), true), "reqwest: {target}");
        }
    }
}

/// The layer rewrites the path before it signs it, because reqwest would rewrite it afterwards.
#[tokio::test]
async fn unchanged_paths_suit_only_clients_that_do_not_rewrite_them() {
    let server = RawServer::start();
    let scope = Scope::origin(&server.origin()).unwrap();
    let layer = OAuth1Layer::new(signer(), scope).path_as_is();
    let uri = format!("{}/a/../b", server.origin());
    let hyper = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let arrived = arrives(&server, layer.layer(hyper), &uri, Full::default()).await;
    assert_eq!(arrived, ("/a/../b".to_owned(), true));

    let reqwest = reqwest_service(reqwest::Client::new());
    let arrived = arrives(
        &server,
        layer.layer(reqwest),
        &uri,
        reqwest::Body::default(),
    )
    .await;
    assert_eq!(
        arrived,
        ("/b".to_owned(), false),
        "reqwest sends another path than the signed one"
    );
}

/// The host as the server sees it does not depend on how the caller writes it.
#[tokio::test]
async fn host_and_port() {
    let server = RawServer::start();
    let port = server.address.port();
    let hyper = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let scope = Scope::origin(&format!("http://localhost:{port}")).unwrap();
    let api = OAuth1Layer::new(signer(), scope).layer(hyper);
    let origin = format!("http://localhost:{port}");
    for authority in [format!("LOCALHOST:{port}"), format!("localhost:0{port}")] {
        let request = Request::get(format!("HTTP://{authority}/x")).body(Full::default());
        api.clone().oneshot(request.unwrap()).await.unwrap();
        assert!(verifies(&origin, parsed(&server.received())), "{authority}");
    }
    let request = Request::get(format!("{origin}/x")).header(header::HOST, "Tenant.example:81");
    api.oneshot(request.body(Full::default()).unwrap())
        .await
        .unwrap();
    assert!(verifies(
        "http://tenant.example:81",
        parsed(&server.received())
    ));
}

/// reqwest sends paths through the crate `url`, which must not change a canonical path. The
/// canonical path is the one that `url` makes, except for `\`, which `url` changes to `/`.
#[tokio::test]
async fn the_canonical_path_is_a_fixed_point_of_the_url_crate() {
    const PIECES: &[&str] = &[
        "/",
        "//",
        "/.",
        "/..",
        "/%2e",
        "/%2E%2e",
        "/.%2e",
        "...",
        ".",
        "a",
        "Z",
        "0",
        "~",
        "%20",
        "%2f",
        "%7E",
        "%zz",
        "%",
        ";",
        "|",
        "^",
        "*",
        "'",
        "(",
        ")",
        "!",
        "$",
        "&",
        "+",
        ",",
        ":",
        "@",
        "=",
        "{",
        "}",
        "\"",
        "\u{e9}",
        "\u{2603}",
        "\u{10348}",
        "\u{85}",
    ];
    let mut random = Random::new(0x9E37_79B9_7F4A_7C15);
    let recorder = Recorder::<Full<Bytes>>::default();
    let api = layer().layer(recorder.clone());
    let mut rewritten = 0;
    for _ in 0..20_000 {
        let count = random.below(9);
        let path: String = (0..count).map(|_| random.pick(PIECES)).collect();
        let query = if random.percent(30) {
            "?q=../%2e&x='"
        } else {
            ""
        };
        let given = format!("{API}/{path}{query}");
        let Ok(uri) = given.parse::<http::Uri>() else {
            continue;
        };
        let expected = url::Url::parse(&given).unwrap();

        let request = Request::get(uri).body(Full::default()).unwrap();
        api.clone().oneshot(request).await.unwrap();
        let sent = recorder.take().pop().unwrap();
        assert_eq!(sent.uri().path(), expected.path(), "{given}");
        let again = url::Url::parse(&sent.uri().to_string()).unwrap();
        assert_eq!(again.path(), sent.uri().path(), "{given}");
        rewritten += usize::from(expected.path() != format!("/{path}"));
        let query = (!query.is_empty()).then(|| &query[1..]);
        assert_eq!(sent.uri().query(), query, "the query stays unchanged");
        assert!(verifies(API, sent), "{given}");
    }
    assert!(rewritten > 5_000, "{rewritten}");
}
