//! URLs with characters that reqwest escapes, or does not: what is signed is what is sent.

use tower_oauth1::Transmission;

use super::doors::{DOORS, Door};
use super::{Server, no_redirects};

/// The paths and queries that the server verifies.
const TARGETS: [&str; 14] = [
    "/echo",
    "/echo?",
    "/echo#fragment",
    "/echo?a=1#fragment",
    "/echo?a='b'&c=\"d\"",
    "/echo?a={b}|[c]^`\\",
    "/echo?a=\u{fc}&\u{e9}=<b>",
    "/echo?a=%zz&b=%&c=%2",
    "/echo?a=%7E~&b=+%20&&c",
    "/any/a%2Fb/%2e%2E/c",
    "/any/'()*;=@:!$,|^[]",
    "/any/{b}/\"c\"/\u{fc}",
    "/any/a\\b//c/./d",
    "/any/%7Euser/a%20b/%C3%A9",
];

#[tokio::test]
async fn every_url_is_sent_as_it_was_signed() {
    let server = Server::start().await;
    let http = no_redirects();
    for &door in DOORS {
        for target in TARGETS {
            let request = http.get(server.url(target)).build().unwrap();
            let expected = request.url().clone();
            let response = door.send(&server, &http, request).await.unwrap();
            assert_eq!(response.status(), 200, "{door:?} {target}");
            let url = response.url();
            assert_eq!(
                (url.path(), url.query()),
                (expected.path(), expected.query()),
                "{door:?} {target}"
            );
        }
    }
}

#[tokio::test]
async fn the_query_gets_the_parameters_at_its_end() {
    let server = Server::start().await;
    let http = no_redirects();
    for &door in DOORS.iter().filter(|&&door| door != Door::Extension) {
        for target in TARGETS {
            let request = http.get(server.url(target)).build().unwrap();
            let before = request.url().clone();
            let layer = server.layer().transmission(Transmission::Query);
            let response = door.send_with(layer, &http, request).await.unwrap();
            assert_eq!(response.status(), 200, "{door:?} {target}");
            let url = response.url();
            assert_eq!(url.path(), before.path(), "{door:?} {target}");
            let (query, before) = (url.query().unwrap(), before.query().unwrap_or_default());
            let rest = query.strip_prefix(before);
            let rest = rest
                .expect("the query is unchanged")
                .trim_start_matches('&');
            assert!(rest.starts_with("oauth_consumer_key="), "{door:?}: {query}");
        }
    }
}
