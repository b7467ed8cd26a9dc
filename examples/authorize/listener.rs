//! The callback's side: a web server for one visit.

use axum::Router;
use axum::response::{Html, IntoResponse as _};
use http::{StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

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
        let Ok(uri) = callback.parse::<Uri>() else {
            return Ok(None);
        };
        let (Some("http"), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Ok(None);
        };
        if !["127.0.0.1", "localhost", "[::1]"].contains(&host) {
            return Ok(None);
        }
        let port = uri.port_u16().unwrap_or(80);
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let listener = TcpListener::bind((address, port)).await?;
        let port = listener.local_addr()?.port();
        let path_and_query = uri.path_and_query().map_or("/", |target| target.as_str());

        let (sender, visits) = mpsc::channel(1);
        let path = uri.path().to_owned();
        let router = Router::new().fallback(move |uri: Uri| async move {
            // Browsers ask for a `/favicon.ico` too, which is no callback.
            if uri.path() != path {
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
            callback: format!("http://{host}:{port}{path_and_query}"),
            visits,
            stop,
            server: tokio::spawn(server),
        }))
    }

    /// The callback, with the port that is listened at.
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
