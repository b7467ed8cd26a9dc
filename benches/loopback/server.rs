//! A server that counts the bytes of request bodies and drops them.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// A server that reads the whole body and responds with 200 to requests with an `Authorization`
/// header, and with 401 to all other requests.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    received: Arc<AtomicU64>,
}

impl Server {
    /// Starts a server in a new thread. It runs until the program ends.
    pub(crate) fn start() -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let received = Arc::default();
        let counter = Arc::clone(&received);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        thread::spawn(move || runtime.block_on(serve(listener, counter)));
        Ok(Self { address, received })
    }

    /// Returns the URI of a path and query on this server.
    pub(crate) fn uri(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }

    /// Returns the number of body bytes since the last call.
    pub(crate) fn take_received(&self) -> u64 {
        self.received.swap(0, Ordering::Relaxed)
    }
}

async fn serve(listener: std::net::TcpListener, received: Arc<AtomicU64>) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (connection, _) = listener.accept().await?;
        connection.set_nodelay(true)?;
        let received = Arc::clone(&received);
        let service = service_fn(move |request| respond(request, Arc::clone(&received)));
        let served = http1::Builder::new().serve_connection(TokioIo::new(connection), service);
        tokio::spawn(served);
    }
}

async fn respond(
    request: Request<Incoming>,
    received: Arc<AtomicU64>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let is_signed = request.headers().contains_key(header::AUTHORIZATION);
    let mut body = request.into_body();
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        received.fetch_add(length as u64, Ordering::Relaxed);
    }
    let mut response = Response::new(Full::from("{\"id\":1}"));
    if !is_signed {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
    }
    Ok(response)
}
