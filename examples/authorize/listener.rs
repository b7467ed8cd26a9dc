//! The web server that receives the callback.

use std::io::ErrorKind;

use axum::Router;
use axum::response::{Html, IntoResponse as _};
use http::{Method, StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use url::{Url, form_urlencoded};

/// The page that the user sees after the redirect. The result is printed in the terminal.
const PAGE: &str = "<!doctype html><title>Return to the terminal</title>\
                    <p>You can close this page. Go back to the program in your terminal.";

/// A web server on the host and port of the callback.
pub(crate) struct Listener {
    callback: String,
    visits: mpsc::Receiver<String>,
    stop: watch::Sender<bool>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Listener {
    /// Listens on the host and port of the callback.
    ///
    /// Returns `None` if the callback is not an `http` URL of this machine. Port 0 takes a free
    /// port.
    pub(crate) async fn at(callback: &str) -> std::io::Result<Option<Self>> {
        // Parse the URL as browsers do, because they normalize its path.
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
            // Accept only the redirect of the provider. Browsers also request `/favicon.ico`, and
            // other programs may request anything.
            let query = uri.query().unwrap_or_default();
            let decides = form_urlencoded::parse(query.as_bytes())
                .any(|(name, _)| ["oauth_token", "denied"].contains(&&*name));
            if method != Method::GET || uri.path() != path || !decides {
                return StatusCode::NOT_FOUND.into_response();
            }
            // Ignore a second request, which finds the channel full or closed.
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

    /// Returns the callback. If its port was 0, it has the actual port.
    pub(crate) fn callback(&self) -> &str {
        &self.callback
    }

    /// Waits for the redirect of the browser and returns its path and query.
    pub(crate) async fn visit(&mut self) -> Option<String> {
        self.visits.recv().await
    }

    /// Stops the server after it has sent the page.
    pub(crate) async fn close(self) {
        let _ = self.stop.send(true);
        let second = std::time::Duration::from_secs(1);
        let _ = tokio::time::timeout(second, self.server).await;
    }
}
