//! Two proxies in a row: HAProxy ends TLS and passes requests to nginx, which changes `Host`.

use std::path::PathBuf;

use tower_oauth1::verify::Forwarding;

use crate::app;
use crate::client::{send, signed};
use crate::port::free_port;
use crate::process::{Kind, Proxy, folder};

pub(crate) struct Row {
    pub(crate) folder: PathBuf,
    pub(crate) edge: String,
    inner: String,
    _proxies: [Proxy; 2],
}

/// Starts two proxies and two servers. One server reads `X-Forwarded-*`, the other one the second
/// last element of `Forwarded`. Returns `None` if a proxy is not installed.
pub(crate) async fn row() -> Option<Row> {
    let folder = folder(&[Kind::Haproxy, Kind::Nginx])?;
    let [http, https, other_http, other_https] = std::array::from_fn(|_| free_port());
    let [careless, other_careless, app, hops] = std::array::from_fn(|_| free_port());
    let [inner, edge] = std::array::from_fn(|_| free_port());
    let common = [
        ("app", app),
        ("hops", hops),
        ("inner", inner),
        ("edge", edge),
    ];
    let of_nginx = [("http", http), ("https", https), ("careless", careless)];
    let of_haproxy = [
        ("http", other_http),
        ("https", other_https),
        ("careless", other_careless),
    ];
    let nginx = Proxy::start(Kind::Nginx, &folder, &[&common[..], &of_nginx].concat());
    let haproxy = Proxy::start(Kind::Haproxy, &folder, &[&common[..], &of_haproxy].concat());
    let inner = format!("http://localhost:{inner}");
    let edge = format!("https://localhost:{edge}");
    let origins = [edge.clone()];
    app::start(app, app::proxies(Forwarding::XForwarded, &origins)).await;
    let two = app::proxies(Forwarding::Forwarded, &origins).trusted_hops(2);
    app::start(hops, two).await;
    Some(Row {
        folder,
        edge,
        inner,
        _proxies: [nginx, haproxy],
    })
}

#[tokio::test]
async fn two_proxies() {
    let Some(row) = row().await else { return };
    let forged = [
        ("forwarded", "proto=http;host=evil.example, for=\"x"),
        ("forwarded", "proto=http;host=evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", "evil.example"),
    ];
    for path in ["/photos?a=b", "/hops/photos?a=b", "/hops/a%2Fb%7e//c"] {
        for headers in [&[][..], &forged] {
            for form in [None, Some("a=b")] {
                let uri = format!("{}{path}", row.edge);
                let found = send(&row.folder, signed(&uri, form), headers).await;
                assert_eq!(found.0, 200, "{path} {found:?}");
                let without_query = uri.split('?').next().unwrap();
                assert!(found.1.ends_with(without_query), "{found:?}");
            }
        }
    }
}

#[tokio::test]
async fn around_the_first_proxy() {
    let Some(row) = row().await else { return };
    // There is only one element in the list, or the client wrote the one that counts.
    let edge = format!("{}/hops/photos", row.edge);
    for (headers, words) in [
        (&[][..], "`forwarded`"),
        (
            &[("forwarded", "proto=https;host=evil.example")],
            "`https://evil.example`",
        ),
    ] {
        let mut request = signed(&edge, None);
        *request.uri_mut() = format!("{}/hops/photos", row.inner).parse().unwrap();
        let (status, reason) = send(&row.folder, request, headers).await;
        assert_eq!(status, 400, "{reason}");
        assert!(reason.contains(words), "{reason}");
    }
}
