//! The same requests in every way to sign requests of reqwest.

use reqwest::{Body, Client, Request, RequestBuilder, Response, Url};
use tower::{Layer, ServiceExt};
use tower_oauth1::reqwest::{RequestBuilderExt, ReqwestService, SignReqwestError};
use tower_oauth1::{BoxError, OAuth1Layer, SignError, Transmission};

use super::{Server, no_redirects, signer};

/// A way to sign a request of reqwest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Door {
    /// The layer around a `reqwest::Client`.
    Client,
    /// The layer around a `ReqwestService`.
    Service,
    /// `sign_oauth1` of `RequestBuilder`.
    Extension,
    #[cfg(feature = "reqwest-middleware")]
    Middleware,
}

pub(super) const DOORS: &[Door] = &[
    Door::Client,
    Door::Service,
    Door::Extension,
    #[cfg(feature = "reqwest-middleware")]
    Door::Middleware,
];

impl Door {
    /// Signs a request and sends it with the client.
    pub(super) async fn send(
        self,
        server: &Server,
        http: &Client,
        request: Request,
    ) -> Result<Response, BoxError> {
        if self == Self::Extension {
            let request = RequestBuilder::from_parts(http.clone(), request);
            let signed = request.sign_oauth1(&signer(), &server.scope())?;
            return signed.send().await.map_err(|error| match error {
                SignReqwestError::Send(error) => error.into(),
                other => other.into(),
            });
        }
        self.send_with(server.layer(), http, request).await
    }

    /// The same with the settings of a layer. The extension has none.
    pub(super) async fn send_with(
        self,
        layer: OAuth1Layer,
        http: &Client,
        request: Request,
    ) -> Result<Response, BoxError> {
        match self {
            Self::Client => layer.layer(http.clone()).oneshot(request).await,
            Self::Service => {
                let service = layer.layer(ReqwestService::new(http.clone()));
                let request: http::Request<Body> = request.try_into()?;
                Ok(service.oneshot(request).await?.into())
            }
            Self::Extension => unreachable!("the extension has no layer"),
            #[cfg(feature = "reqwest-middleware")]
            Self::Middleware => {
                let middleware = tower_oauth1::reqwest::OAuth1Middleware::from(layer);
                let client = reqwest_middleware::ClientBuilder::new(http.clone());
                let client = client.with(middleware).build();
                // Its errors wrap those of reqwest and those of the middleware.
                client.execute(request).await.map_err(|error| match error {
                    reqwest_middleware::Error::Reqwest(error) => error.into(),
                    reqwest_middleware::Error::Middleware(error) => error.into(),
                })
            }
        }
    }
}

fn requests(http: &Client, url: &str) -> Vec<(Request, &'static str)> {
    let stream = || Body::wrap(http_body_util::Full::new(bytes::Bytes::from("streamed")));
    let form = [("status", "hello & bye"), ("tag", "c")];
    let with_body = |method: &str| http.request(method.parse().unwrap(), url);
    let requests = [
        (http.get(url), "client GET [tag=a b, tag=é] "),
        (http.head(url), ""),
        (
            http.post(url).form(&form),
            "client POST [tag=a b, tag=é, status=hello & bye, tag=c] status=hello+%26+bye&tag=c",
        ),
        (
            http.put(url).json(&["a"]),
            "client PUT [tag=a b, tag=é] [\"a\"]",
        ),
        (
            with_body("PATCH").body("x"),
            "client PATCH [tag=a b, tag=é] x",
        ),
        (with_body("DELETE"), "client DELETE [tag=a b, tag=é] "),
        (
            http.post(url).body(stream()),
            "client POST [tag=a b, tag=é] streamed",
        ),
        (
            http.get(url).query(&[("x", "y+z")]),
            "client GET [tag=a b, tag=é, x=y+z] ",
        ),
    ];
    let built = requests.map(|(request, expected)| (request.build().unwrap(), expected));
    built.into()
}

#[tokio::test]
async fn every_kind_of_body_through_every_door() {
    let server = Server::start().await;
    let (http, url) = (no_redirects(), server.url("/echo?tag=a+b&tag=%C3%A9"));
    for &door in DOORS {
        for (request, expected) in requests(&http, &url) {
            let response = door.send(&server, &http, request).await.unwrap();
            assert_eq!(response.url().path(), "/echo", "{door:?}");
            let (status, text) = (response.status(), response.text().await.unwrap());
            assert_eq!((status.as_u16(), &*text), (200, expected), "{door:?}");
        }
        let part = reqwest::multipart::Form::new().text("a", "b");
        let request = http.post(&url).multipart(part).build().unwrap();
        let response = door.send(&server, &http, request).await.unwrap();
        let text = response.text().await.unwrap();
        assert!(
            text.starts_with("client POST [tag=a b, tag=é] --"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn every_transmission_through_every_door_with_settings() {
    let server = Server::start().await;
    let http = no_redirects();
    for &door in DOORS.iter().filter(|&&door| door != Door::Extension) {
        for transmission in [
            Transmission::AuthorizationHeader,
            Transmission::Query,
            Transmission::FormBody,
        ] {
            let request = http.post(server.url("/echo?q=1")).form(&[("a", "b c")]);
            let layer = server.layer().transmission(transmission);
            let response = door.send_with(layer, &http, request.build().unwrap()).await;
            let text = response.unwrap().text().await.unwrap();
            let expected = "client POST [q=1, a=b c] a=b+c";
            assert!(
                text.starts_with(expected),
                "{door:?} {transmission}: {text}"
            );
        }
    }
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_sent() {
    // Nothing listens there, so a request that is sent is an error of reqwest.
    let server = Server::silent();
    let http = no_redirects();
    for &door in DOORS {
        let bearer = http.get(server.url("/echo")).bearer_auth("token");
        let error = door.send(&server, &http, bearer.build().unwrap()).await;
        let error = error.unwrap_err();
        let reason = SignError::in_chain(&*error);
        let is_right = matches!(reason, Some(SignError::ForeignAuthorization));
        assert!(is_right, "{door:?}: {error:?}");

        let mut earlier = http
            .get(server.url("/echo?oauth_callback=oob"))
            .build()
            .unwrap();
        let error = door
            .send(&server, &http, earlier.try_clone().unwrap())
            .await;
        let error = error.unwrap_err();
        let reason = SignError::in_chain(&*error);
        let is_right = matches!(reason, Some(SignError::ProtocolParameterInRequest { .. }));
        assert!(is_right, "{door:?}: {error:?}");

        // The same request elsewhere is out of scope. Only the extension refuses it.
        *earlier.url_mut() = Url::parse(&Server::start().await.url("/open")).unwrap();
        let sent = door.send(&server, &http, earlier).await;
        match sent {
            Ok(response) => assert_eq!(response.text().await.unwrap(), "none"),
            Err(error) => {
                assert_eq!(door, Door::Extension);
                assert!(error.to_string().contains("is out of scope"), "{error}");
            }
        }
    }
}

/// The first two doors read a form that is streamed, because its fields are signed. The other two
/// cannot.
#[tokio::test]
async fn a_form_that_is_a_stream() {
    let server = Server::start().await;
    let http = no_redirects();
    for &door in DOORS {
        let body = Body::wrap(http_body_util::Full::new(bytes::Bytes::from("a=b+c")));
        let request = http.post(server.url("/echo")).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let sent = door.send(&server, &http, request.build().unwrap()).await;
        if matches!(door, Door::Client | Door::Service) {
            let text = sent.unwrap().text().await.unwrap();
            assert_eq!(text, "client POST [a=b c] a=b+c", "{door:?}");
        } else {
            let error = sent.unwrap_err();
            let reason = SignError::in_chain(&*error);
            assert!(matches!(reason, Some(SignError::FormNeeded)), "{error:?}");
        }
    }
}
