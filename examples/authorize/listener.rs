//! The callback's side: a web server for one visit.

use std::io::ErrorKind;

use axum::Router;
use axum::response::{Html, IntoResponse as _};
use http::{Method, StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use url::{Url, form_urlencoded};

/// What the person sees who was sent back. Whether it went well, the terminal says.
const PAGE: &str = "<!doctype html><title>Back to the program</title>\
                    <p>That is all here. Go back to the program that sent you.";

/// A server at the callback's host and port.
pub(crate) struct Listener {
    callback: String,
    visits: mpsc::Receiver<String>,
    stop: watch::Sender<bool>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Listener {
    /// Listens where the callback points, if it is `http` and this machine. Port 0 is any free one.
    pub(crate) async fn at(callback: &str) -> std::io::Result<Option<Self>> {
        // As a browser reads it, which brings paths into a form of its own.
        let Ok(mut url) = Url::parse(callback) else {
            return Ok(None);
        };
        let host = match url.host_str() {
            Some(host @ ("127.0.0.1" | "localhost" | "[::1]")) if url.scheme() == "http" => {
                host.trim_matches(['[', ']']).to_owned()
            }
            _ => return Ok(None),
        };
        let listener = TcpListener::bind((host, url.port().unwrap_or(80))).await?;
        let mut callback = callback.to_owned();
        if url.port() == Some(0) {
            let port = listener.local_addr()?.port();
            url.set_port(Some(port))
                .map_err(|()| ErrorKind::InvalidInput)?;
            callback = url.to_string();
        }

        let (sender, visits) = mpsc::channel(1);
        let path = url.path().to_owned();
        let router = Router::new().fallback(move |method: Method, uri: Uri| async move {
            // Browsers ask for a `/favicon.ico` too, and others for anything: none of it is an answer.
            let query = uri.query().unwrap_or_default();
            let answers = form_urlencoded::parse(query.as_bytes())
                .any(|(name, _)| ["oauth_token", "denied"].contains(&&*name));
            if method != Method::GET || uri.path() != path || !answers {
                return StatusCode::NOT_FOUND.into_response();
            }
            // A second visit changes nothing.
            let _ = sender.try_send(uri.to_string());
            Html(PAGE).into_response()
        });
        let (stop, mut stopped) = watch::channel(false);
        let server = axum::serve(listener, router)
            .with_graceful_shutdown(async move {
                let _ = stopped.wait_for(|stop| *stop).await;
            })
            .into_future();
        Ok(Some(Self {
            callback,
            visits,
            stop,
            server: tokio::spawn(server),
        }))
    }

    /// The callback as it was given, but for a port 0.
    pub(crate) fn callback(&self) -> &str {
        &self.callback
    }

    /// The target of the first visit.
    pub(crate) async fn visit(&mut self) -> Option<String> {
        self.visits.recv().await
    }

    /// Ends the server once the page was delivered.
    pub(crate) async fn close(self) {
        let _ = self.stop.send(true);
        let second = std::time::Duration::from_secs(1);
        let _ = tokio::time::timeout(second, self.server).await;
    }
}
