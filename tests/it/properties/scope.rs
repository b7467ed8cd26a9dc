//! A layer signs for the origins of its scope only. The crate `url` says which origin a URI has, as
//! browsers and reqwest do.

use proptest::prelude::*;
use proptest::sample::select;
use tower_oauth1::sign::{SignableBody, SignableRequest};
use url::Url;

use super::config;
use crate::support::{API, layer};

/// URIs near the one of the scope.
fn uri() -> impl Strategy<Value = String> {
    let schemes: &[&str] = &[
        "https", "https", "https", "HTTPS", "http", "wss", "ws", "ftp", "httpss",
    ];
    let before: &[&str] = &[
        "",
        "",
        "",
        "",
        "user@",
        "api.example.com@",
        "api.example.com:443@",
        "x:y@",
    ];
    let hosts: &[&str] = &[
        "api.example.com",
        "API.Example.COM",
        "example.com",
        "api.example.com.evil.example",
        "xapi.example.com",
        "api-example.com",
        "api.example.co",
        "[::1]",
        "127.0.0.1",
    ];
    let ports: &[&str] = &["", "", "", ":443", ":0443", ":80", ":8443", ":4430", ":"];
    let paths: &[&str] = &[
        "",
        "/",
        "/a?b=c",
        "?api.example.com",
        "//api.example.com/",
        "/@api.example.com",
    ];
    let near = (
        select(schemes),
        select(before),
        select(hosts),
        select(ports),
        select(paths),
    );
    prop_oneof![
        8 => near.prop_map(|(scheme, before, host, port, path)| {
            format!("{scheme}://{before}{host}{port}{path}")
        }),
        1 => "https://[!-~]{0,24}",
        1 => "https://api\\.example\\.com[!-~]{0,12}",
    ]
}

proptest! {
    #![proptest_config(config(4096))]

    #[test]
    fn no_foreign_origin_is_signed(
        uri in uri(),
        host in prop::option::of(select(&["api.example.com", "evil.example"])),
    ) {
        let headers = host.map(|host| ("host", host));
        let Ok(request) = SignableRequest::new("GET", &uri, headers, SignableBody::Bytes(b"")) else {
            return Ok(());
        };
        let url = Url::parse(&uri);
        let origin = url.as_ref().ok().map(|url| {
            let scheme = match url.scheme() {
                "wss" => "https",
                other => other,
            };
            let host = url.host_str().unwrap_or_default();
            let port = url.port_or_known_default().map_or(String::new(), |port| format!(":{port}"));
            format!("{scheme}://{host}{port}")
        });
        let is_ours = origin == Some(format!("{API}:443"));
        // The layer may refuse a request of its scope, for example because of user information.
        if let Ok(instructions) = layer().instructions(&request) {
            let has_header = instructions.headers_to_set().next().is_some();
            prop_assert_eq!(instructions.is_signed(), is_ours, "{}", uri);
            prop_assert_eq!(has_header, is_ours, "{}", uri);
        }
    }
}
