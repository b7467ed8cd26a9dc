//! Clients with settings that a program already has: cookies, compression, timeouts, headers.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName};
use reqwest::{Client, ClientBuilder};
use tower_oauth1::{PublicOrigin, Transmission};

use super::Server;
use super::doors::{DOORS, Door};

fn client() -> ClientBuilder {
    Client::builder().redirect(reqwest::redirect::Policy::none())
}

/// Sends a `GET` through a door, and returns the status and the text of the response.
async fn get(door: Door, server: &Server, http: &Client, path: &str) -> (u16, String) {
    let request = http.get(server.url(path)).build().unwrap();
    let response = door.send(server, http, request).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn cookies_are_kept() {
    let server = Server::start().await;
    for &door in DOORS {
        let http = client().cookie_store(true).build().unwrap();
        for expected in ["none", "session=7"] {
            let received = get(door, &server, &http, "/cookie").await;
            assert_eq!(received, (200, expected.to_owned()), "{door:?}");
        }
    }
}

#[tokio::test]
async fn compressed_responses_are_read() {
    let server = Server::start().await;
    let http = client().gzip(true).build().unwrap();
    for &door in DOORS {
        let received = get(door, &server, &http, "/gzip").await;
        assert_eq!(received, (200, "compressed".to_owned()), "{door:?}");
    }
}

#[tokio::test]
async fn timeouts_are_errors_of_reqwest() {
    let server = Server::start().await;
    let short = Duration::from_millis(50);
    let of_client = client().timeout(short).build().unwrap();
    let of_request = client().build().unwrap();
    for &door in DOORS {
        let url = server.url("/slow");
        for (http, request) in [
            (&of_client, of_client.get(&url)),
            (&of_request, of_request.get(&url).timeout(short)),
        ] {
            let sent = door.send(&server, http, request.build().unwrap());
            let sent = tokio::time::timeout(Duration::from_secs(20), sent).await;
            let error = sent.expect("the timeout is kept").unwrap_err();
            let error = error.downcast::<reqwest::Error>().unwrap();
            assert!(error.is_timeout(), "{door:?}: {error:?}");
        }
    }
}

fn with_default(name: HeaderName, value: &'static str) -> Client {
    let headers = HeaderMap::from_iter([(name, value.parse().unwrap())]);
    client().default_headers(headers).build().unwrap()
}

#[tokio::test]
async fn default_headers_that_do_no_harm() {
    let server = Server::start().await;
    let other = with_default(HeaderName::from_static("x-default"), "yes");
    // The header of the request takes the place of the default.
    let authorization = with_default(AUTHORIZATION, "Bearer default");
    let form = with_default(CONTENT_TYPE, "application/x-www-form-urlencoded");
    for &door in DOORS {
        for http in [&other, &authorization, &form] {
            let received = get(door, &server, http, "/echo?a=b").await;
            assert_eq!(received, (200, "client GET [a=b] ".to_owned()), "{door:?}");
        }
        let (_, header) = get(door, &server, &authorization, "/open").await;
        assert!(header.starts_with("OAuth "), "{door:?}: {header}");
    }
}

/// A client adds its default headers after signing. The documentation of the module lists these
/// cases.
#[tokio::test]
async fn default_headers_that_change_what_the_server_verifies() {
    let server = Server::start().await;
    let form = with_default(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let host = with_default(HOST, "other.example.com");
    let by_host = Server::start_with(|_| PublicOrigin::as_received(http::uri::Scheme::HTTP)).await;
    for &door in DOORS {
        // A body that was signed as other data is a form for the server.
        let request = form.post(server.url("/echo")).body("a=b").build().unwrap();
        let response = door.send(&server, &form, request).await.unwrap();
        assert_eq!(response.status(), 401, "{door:?}");
        // The form has its own type, which is signed.
        let request = form.post(server.url("/echo")).form(&[("a", "b")]);
        let response = door.send(&server, &form, request.build().unwrap()).await;
        assert_eq!(response.unwrap().status(), 200, "{door:?}");
        // The server takes the host from the header, and the URL was signed.
        let (status, _) = get(door, &by_host, &host, "/echo").await;
        assert_eq!(status, 401, "{door:?}");
        let (status, _) = get(door, &by_host, &form, "/echo").await;
        assert_eq!(status, 200, "{door:?}");
    }
}

#[tokio::test]
async fn a_default_authorization_is_sent_beside_a_signature_in_the_query() {
    let server = Server::start().await;
    let http = with_default(AUTHORIZATION, "Bearer default");
    for &door in DOORS.iter().filter(|&&door| door != Door::Extension) {
        let layer = server.layer().transmission(Transmission::Query);
        for (path, expected) in [("/echo", "client GET [] "), ("/open", "Bearer default")] {
            let request = http.get(server.url(path)).build().unwrap();
            let response = door.send_with(layer.clone(), &http, request).await.unwrap();
            let text = response.text().await.unwrap();
            assert_eq!(text, expected, "{door:?}");
        }
    }
}
