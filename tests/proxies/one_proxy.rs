//! One proxy in front of the server.

use std::path::PathBuf;

use http_body_util::BodyExt;
use tower_oauth1::verify::Forwarding;

use crate::app;
use crate::client::{http2, send, signed};
use crate::port::free_port;
use crate::process::{Kind, Proxy, folder};

pub(crate) struct Setup {
    pub(crate) folder: PathBuf,
    pub(crate) http: String,
    pub(crate) https: String,
    careless: String,
    _proxy: Proxy,
}

/// Starts a proxy and a server. Returns `None` if the proxy is not installed.
pub(crate) async fn setup(kind: Kind) -> Option<Setup> {
    let folder = folder(&[kind])?;
    let [http, https, careless, app, unused] = std::array::from_fn(|_| free_port());
    let values = [
        ("http", http),
        ("https", https),
        ("careless", careless),
        ("app", app),
        ("hops", unused),
    ];
    let [inner, edge] = std::array::from_fn(|_| free_port());
    let values = [&values[..], &[("inner", inner), ("edge", edge)]].concat();
    let [http, careless] = [http, careless].map(|port| format!("http://localhost:{port}"));
    let https = format!("https://localhost:{https}");
    let origins = [http.clone(), https.clone(), careless.clone()];
    app::start(app, app::proxies(Forwarding::XForwarded, &origins)).await;
    let proxy = Proxy::start(kind, &folder, &values);
    Some(Setup {
        folder,
        http,
        https,
        careless,
        _proxy: proxy,
    })
}

/// What the client sends and the path that the server receives. Everything is signed.
const PATHS: [(&str, &str); 9] = [
    ("/", "/"),
    (
        "/photos?size=original&a=b%20c+d",
        "/photos?size=original&a=b%20c+d",
    ),
    ("/r%20v/X;p=1", "/r%20v/X;p=1"),
    ("/a//b%2Fc%7ed", "/a//b%2Fc%7ed"),
    ("/caf%c3%a9/(x)'*!", "/caf%c3%a9/(x)'*!"),
    ("/kept/photos", "/kept/photos"),
    ("/stripped/photos?a=b", "/photos?a=b"),
    ("/stripped/a%2Fb%7e//c", "/a%2Fb%7e//c"),
    ("/stripped/", "/"),
];

async fn is_verified(kind: Kind) {
    let Some(setup) = setup(kind).await else {
        return;
    };
    for origin in [&setup.http, &setup.https] {
        for (path, received) in PATHS {
            for form in [None, Some("status=hello+world&x=%2F")] {
                let method = if form.is_some() { "POST" } else { "GET" };
                let uri = format!("{origin}{path}");
                let found = send(&setup.folder, signed(&uri, form), &[]).await;
                let without_query = uri.split('?').next().unwrap();
                let shown = format!("{method} HTTP/1.1 {received} signed as {without_query}");
                assert_eq!(found, (200, shown), "{kind:?} {uri}");
            }
        }
    }
}

#[tokio::test]
async fn nginx() {
    is_verified(Kind::Nginx).await;
}

#[tokio::test]
async fn haproxy() {
    is_verified(Kind::Haproxy).await;
}

#[tokio::test]
async fn haproxy_with_http_2() {
    let Some(setup) = setup(Kind::Haproxy).await else {
        return;
    };
    let uri = format!("{}/stripped/photos?a=b", setup.https);
    let mut sender = http2(&setup.folder, &uri.parse().unwrap()).await;
    let response = sender.send_request(signed(&uri, None)).await.unwrap();
    assert_eq!(response.status(), 200);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let signed_as = format!("signed as {}/stripped/photos", setup.https);
    assert!(
        String::from_utf8_lossy(&body).ends_with(&signed_as),
        "{body:?}"
    );
}

/// A proxy that replaces the headers makes those of the client harmless.
async fn replaces_forged_headers(kind: Kind) {
    let Some(setup) = setup(kind).await else {
        return;
    };
    let forged = [
        ("x-forwarded-proto", "ftp"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-prefix", "/../evil"),
        ("forwarded", "proto=http;host=evil.example"),
    ];
    for uri in [&setup.http, &setup.https] {
        let uri = format!("{uri}/photos");
        let found = send(&setup.folder, signed(&uri, None), &forged).await;
        assert_eq!(found.0, 200, "{kind:?} {found:?}");
        // A wrong path, to see that the signature is checked.
        let mut other = signed(&uri, None);
        *other.uri_mut() = uri.replace("photos", "other").parse().unwrap();
        let found = send(&setup.folder, other, &[]).await;
        assert_eq!(found.0, 401, "{kind:?} {found:?}");
        // The request was signed for the path with the prefix, and is sent without it.
        let stripped = uri.replace("/photos", "/stripped/photos");
        let mut moved = signed(&stripped, None);
        *moved.uri_mut() = uri.parse().unwrap();
        let forged = [("x-forwarded-prefix", "/stripped")];
        let found = send(&setup.folder, moved, &forged).await;
        assert_eq!(found.0, 401, "{kind:?} {found:?}");
    }
}

#[tokio::test]
async fn nginx_replaces_forged_headers() {
    replaces_forged_headers(Kind::Nginx).await;
}

#[tokio::test]
async fn haproxy_replaces_forged_headers() {
    replaces_forged_headers(Kind::Haproxy).await;
}

/// A proxy that passes the client's headers on is found out by the list of public origins.
async fn careless(kind: Kind) {
    let Some(setup) = setup(kind).await else {
        return;
    };
    let uri = format!("{}/photos", setup.careless);
    let found = send(&setup.folder, signed(&uri, None), &[]).await;
    assert_eq!(found.0, 200, "{kind:?} {found:?}");
    // The request was signed for another server, which passes it on.
    let mut request = signed("http://evil.example/photos", None);
    *request.uri_mut() = uri.parse().unwrap();
    let forged = [("x-forwarded-host", "evil.example")];
    let (status, reason) = send(&setup.folder, request, &forged).await;
    assert_eq!(status, 400, "{kind:?} {reason}");
    let words = "`http://evil.example` is not one of the public origins";
    assert!(reason.contains(words), "{kind:?} {reason}");
    for prefix in ["/..", "//evil", "/a%2Fb"] {
        let forged = [("x-forwarded-prefix", prefix)];
        let (status, reason) = send(&setup.folder, signed(&uri, None), &forged).await;
        assert_eq!(status, 400, "{kind:?} {reason}");
        assert!(reason.contains("`x-forwarded-prefix`"), "{kind:?} {reason}");
    }
}

#[tokio::test]
async fn nginx_that_passes_headers_on() {
    careless(Kind::Nginx).await;
}

#[tokio::test]
async fn haproxy_that_passes_headers_on() {
    careless(Kind::Haproxy).await;
}

/// `proxy_pass` with a path decodes the path and encodes it again, which changes what was signed.
#[tokio::test]
async fn nginx_that_changes_the_path() {
    let Some(setup) = setup(Kind::Nginx).await else {
        return;
    };
    for (path, status) in [("/rewritten/photos", 200), ("/rewritten/a%7eb", 401)] {
        let uri = format!("{}{path}", setup.http);
        let found = send(&setup.folder, signed(&uri, None), &[]).await;
        assert_eq!(found.0, status, "{path} {found:?}");
    }
}
