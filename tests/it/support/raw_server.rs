//! A server that records the bytes that it receives.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;

use http::Request;

/// Parses raw HTTP/1.1 as a server would, without the code of this crate.
pub(crate) fn parsed(raw: &[u8]) -> Request<Vec<u8>> {
    let end = raw
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let head = std::str::from_utf8(&raw[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let mut start = lines.next().unwrap().split(' ');
    let (method, target) = (start.next().unwrap(), start.next().unwrap());
    let mut request = Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    request.body(raw[end + 4..].to_vec()).unwrap()
}

/// A server that responds to every request with 200, closes the connection, and records the bytes
/// that it received.
pub(crate) struct RawServer {
    pub(crate) address: SocketAddr,
    requests: mpsc::Receiver<Vec<u8>>,
}

impl RawServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut received = Vec::new();
                while !is_complete(&received) {
                    let mut piece = [0; 4096];
                    match stream.read(&mut piece).unwrap() {
                        0 => break,
                        length => received.extend_from_slice(&piece[..length]),
                    }
                }
                let response = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                stream.write_all(response.as_bytes()).unwrap();
                if sender.send(received).is_err() {
                    return;
                }
            }
        });
        Self { address, requests }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the bytes of the next request.
    pub(crate) fn received(&self) -> Vec<u8> {
        self.requests
            .recv_timeout(std::time::Duration::from_secs(10))
            .expect("a request within ten seconds")
    }
}

fn is_complete(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let head = head.to_ascii_lowercase();
    if head.contains("transfer-encoding: chunked") {
        return body.ends_with("0\r\n\r\n");
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let head_length = received.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
    received.len() - head_length >= length.map_or(0, |length| length.parse().unwrap())
}
