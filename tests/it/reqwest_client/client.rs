//! The layer around a `reqwest::Client`.

use std::time::Duration;

use tower::{Layer, Service, ServiceExt};
use tower_oauth1::reqwest::{FollowedRedirect, OAuth1Client, ReqwestService};
use tower_oauth1::{SignError, Transmission};

use super::{Server, no_redirects};

/// The type can be written, and the service can be called from a struct.
struct Api {
    signed: OAuth1Client,
}

impl Api {
    async fn send(&mut self, request: reqwest::RequestBuilder) -> (u16, String) {
        let request = request.build().unwrap();
        let response = self
            .signed
            .ready()
            .await
            .unwrap()
            .call(request)
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }
}

#[tokio::test]
async fn the_futures_can_be_printed() {
    let server = Server::start().await;
    let http = no_redirects();
    let future = server
        .layer()
        .layer(http.clone())
        .call(http.get("http://h/").build().unwrap());
    assert_eq!(format!("{future:?}"), "ClientFuture { .. }");
    let request = http::Request::new(reqwest::Body::from(""));
    let future = ReqwestService::from(http).call(request);
    assert_eq!(format!("{future:?}"), "ReqwestFuture { .. }");
}

#[tokio::test]
async fn every_kind_of_body_is_signed() {
    let server = Server::start().await;
    let http = no_redirects();
    let mut api = Api {
        signed: server.layer().layer(http.clone()),
    };
    let url = server.url("/echo?tag=a+b&tag=%C3%A9");
    let form = [("status", "hello & bye"), ("tag", "c")];
    let part = reqwest::multipart::Form::new().text("a", "b");
    for (request, expected) in [
        (http.get(&url), "client GET [tag=a b, tag=é] "),
        (
            http.post(&url).form(&form),
            "client POST [tag=a b, tag=é, status=hello & bye, tag=c] status=hello+%26+bye&tag=c",
        ),
        (
            http.put(&url).json(&["a"]),
            "client PUT [tag=a b, tag=é] [\"a\"]",
        ),
        (
            http.delete(&url).body("x"),
            "client DELETE [tag=a b, tag=é] x",
        ),
        (http.get(server.url("/echo#fragment")), "client GET [] "),
        (http.get(server.url("/a/../echo")), "client GET [] "),
    ] {
        let echoed = api.send(request).await;
        assert_eq!(echoed, (200, expected.to_owned()));
    }
    let (status, body) = api.send(http.post(&url).multipart(part)).await;
    assert_eq!(status, 200);
    assert!(
        body.starts_with("client POST [tag=a b, tag=é] --"),
        "{body}"
    );
}

#[tokio::test]
async fn every_transmission() {
    let server = Server::start().await;
    let http = no_redirects();
    for transmission in [
        Transmission::AuthorizationHeader,
        Transmission::Query,
        Transmission::FormBody,
    ] {
        let layer = server.layer().transmission(transmission);
        let mut signed = layer.layer(http.clone());
        let request = http
            .post(server.url("/echo?q=1"))
            .form(&[("a", "b c")])
            .build()
            .unwrap();
        let response = signed.ready().await.unwrap().call(request).await.unwrap();
        assert_eq!(response.status(), 200, "{transmission}");
        assert_eq!(response.url().path(), "/echo", "the URL is kept");
        let text = response.text().await.unwrap();
        assert!(text.starts_with("client POST [q=1, a=b c] a=b+c"), "{text}");
    }
}

#[tokio::test]
async fn redirects_and_scope() {
    let server = Server::start().await;
    let mut signed = server.layer().layer(reqwest::Client::new());
    let request = reqwest::Client::new()
        .get(server.url("/move"))
        .build()
        .unwrap();
    let error = signed
        .ready()
        .await
        .unwrap()
        .call(request)
        .await
        .unwrap_err();
    assert!(error.is::<FollowedRedirect>(), "{error}");
    assert!(error.to_string().contains("Policy::none()"), "{error}");

    let mut signed = server.layer().layer(no_redirects());
    let request = reqwest::Client::new()
        .get(server.url("/move"))
        .build()
        .unwrap();
    let response = signed.ready().await.unwrap().call(request).await.unwrap();
    assert_eq!(response.status(), 302);

    let other = Server::start().await;
    for (url, expected) in [
        (server.url("/open"), "OAuth "),
        (other.url("/open"), "none"),
    ] {
        let request = reqwest::Client::new().get(url).build().unwrap();
        let response = signed.ready().await.unwrap().call(request).await.unwrap();
        let header = response.text().await.unwrap();
        assert!(header.starts_with(expected), "{header}");
    }
}

#[tokio::test]
async fn settings_of_the_client_and_the_request_stay() {
    let server = Server::start().await;
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("x-default", "yes".parse().unwrap());
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()
        .unwrap();
    let mut signed = server.layer().bodies_untouched().layer(http.clone());
    // This address accepts connections and never responds.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let request = http
        .get(url)
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = signed
        .ready()
        .await
        .unwrap()
        .call(request)
        .await
        .unwrap_err();
    let error = error.downcast::<reqwest::Error>().unwrap();
    assert!(error.is_timeout(), "{error:?}");

    let form = http
        .post(server.url("/echo"))
        .form(&[("a", "b")])
        .build()
        .unwrap();
    let error = signed.ready().await.unwrap().call(form).await.unwrap_err();
    let error = error.downcast::<SignError>().unwrap();
    assert!(matches!(*error, SignError::UnexpectedForm));
}

#[tokio::test]
async fn the_client_works_in_a_spawned_task_and_is_cloned() {
    let server = Server::start().await;
    let signed = server.layer().layer(no_redirects());
    let tasks = (0..8).map(|n| {
        let mut signed = signed.clone();
        let request = reqwest::Client::new().get(server.url(&format!("/echo?n={n}")));
        tokio::spawn(async move {
            let request = request.build().unwrap();
            let response = signed.ready().await.unwrap().call(request).await.unwrap();
            response.text().await.unwrap()
        })
    });
    for (n, task) in tasks.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(task.await.unwrap(), format!("client GET [n={n}] "));
    }
}
