//! Redirects within the origin and to another one.

use http::Request;
use reqwest::Body;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::follow_redirect::FollowRedirectLayer;
use tower_oauth1::Transmission;
use tower_oauth1::reqwest::ReqwestService;

use super::doors::{DOORS, Door};
use super::{Server, no_redirects};

/// The URLs of a page that redirects within the origin, and of one that redirects elsewhere.
fn moves(server: &Server, other: &Server) -> [String; 2] {
    let within = server.url("/move?/open");
    let elsewhere = server.url(&format!("/move?{}", other.url("/open")));
    [within, elsewhere]
}

#[tokio::test]
async fn a_redirect_that_the_client_follows_by_itself_is_an_error() {
    let (server, other) = (Server::start().await, Server::start().await);
    let http = reqwest::Client::new();
    for &door in DOORS {
        for url in moves(&server, &other) {
            let request = http.get(&url).build().unwrap();
            let error = door.send(&server, &http, request).await.unwrap_err();
            // The crate reqwest-middleware wraps the error, and keeps its message.
            let message = error.to_string();
            let is_right = message.contains("followed a redirect with a signed request");
            assert!(is_right, "{door:?} {url}: {message}");
        }
    }
}

/// With 307 and 308, the client sends the form again, and with it the signature in it.
#[tokio::test]
async fn every_transmission_and_status() {
    let server = Server::start().await;
    let http = reqwest::Client::new();
    for transmission in [
        Transmission::AuthorizationHeader,
        Transmission::Query,
        Transmission::FormBody,
    ] {
        // The extension signs in the header only.
        let in_header = transmission == Transmission::AuthorizationHeader;
        let doors = DOORS.iter();
        for &door in doors.filter(|&&door| in_header || door != Door::Extension) {
            for path in ["/move", "/move307", "/move308"] {
                let url = server.url(&format!("{path}?/open"));
                let request = http.post(url).form(&[("a", "b c")]).build().unwrap();
                let sent = if door == Door::Extension {
                    door.send(&server, &http, request).await
                } else {
                    let layer = server.layer().transmission(transmission);
                    door.send_with(layer, &http, request).await
                };
                let message = sent.unwrap_err().to_string();
                let is_right = message.contains("followed a redirect with a signed request");
                assert!(is_right, "{door:?} {transmission} {path}: {message}");
            }
        }
    }
}

/// The client gives up after ten redirects.
#[tokio::test]
async fn too_many_redirects_are_named_too() {
    let server = Server::start().await;
    let http = reqwest::Client::new();
    for &door in DOORS {
        let request = http.get(server.url("/turns?0")).build().unwrap();
        let error = door.send(&server, &http, request).await.unwrap_err();
        let message = error.to_string();
        let is_right = message.contains("followed a redirect with a signed request");
        assert!(is_right, "{door:?}: {message}");
    }
}

#[tokio::test]
async fn a_client_without_redirects_returns_the_response() {
    let (server, other) = (Server::start().await, Server::start().await);
    let http = no_redirects();
    for &door in DOORS {
        for url in moves(&server, &other) {
            let request = http.get(&url).build().unwrap();
            let response = door.send(&server, &http, request).await.unwrap();
            assert_eq!(response.status(), 302, "{door:?} {url}");
            assert_eq!(response.url().as_str(), url, "{door:?}");
        }
    }
}

#[tokio::test]
async fn a_redirect_layer_outside_signs_each_hop_in_scope() {
    let (server, other) = (Server::start().await, Server::start().await);
    let api = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(server.layer())
        .service(ReqwestService::new(no_redirects()));
    let [within, elsewhere] = moves(&server, &other);
    for (url, expected) in [(within, "OAuth "), (elsewhere, "none")] {
        let request = Request::get(url).body(Body::default()).unwrap();
        let response = api.clone().oneshot(request).await.unwrap();
        let response = reqwest::Response::from(response);
        assert_eq!(response.status(), 200);
        let header = response.text().await.unwrap();
        assert!(header.starts_with(expected), "{header}");
    }
    // The page at the end of the redirect is verified.
    let request = Request::get(server.url("/move?/echo"));
    let request = request.body(Body::default()).unwrap();
    let response = reqwest::Response::from(api.oneshot(request).await.unwrap());
    assert_eq!(response.text().await.unwrap(), "client GET [] ");
}
