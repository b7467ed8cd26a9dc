//! Starts the example `provider`, built with the features and the profile of this test.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tower::BoxError;
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};

use super::build;

pub(crate) const KNOWN: &str = r#"{
    "clients": [
        {"identifier": "printer", "secret": "printer-secret"},
        {"identifier": "strict", "secret": "strict-secret", "callbacks": ["https://a.example/b"]}
    ],
    "tokens": [{"client": "printer", "token": "photos", "secret": "photos-secret"}]
}"#;

/// A provider that stops at the end of the test.
pub(crate) struct Provider {
    child: Child,
    pub(crate) origin: String,
    http: Client<HttpConnector, Full<Bytes>>,
    killed: AtomicBool,
    /// Reads standard error to its end, and returns the lines about requests.
    log: Option<JoinHandle<Vec<String>>>,
}

pub(crate) fn command(known: &str, arguments: &[&str]) -> Command {
    let mut command = program();
    command.args(["--credentials", known]).args(arguments);
    command
}

/// Returns the command without a file. The provider then knows the client of the other examples.
pub(crate) fn program() -> Command {
    static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
    let mut command = Command::new(EXAMPLE.get_or_init(|| build("provider")));
    let listen = ["--listen", "127.0.0.1:0"];
    command.args(listen).stdin(Stdio::null());
    command
}

/// Writes a file in the target folder, and returns its path. If several tests write it at the same
/// time, each reads a complete file.
pub(crate) fn file(name: &str, content: &str) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let draft = folder.join(format!("draft-{}-{number}", std::process::id()));
    let path = folder.join(format!("provider-{name}"));
    std::fs::write(&draft, content).unwrap();
    std::fs::rename(draft, &path).unwrap();
    path.to_str().unwrap().to_owned()
}

impl Provider {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::with(&file("known.json", KNOWN), arguments)
    }

    pub(crate) fn with(known: &str, arguments: &[&str]) -> Self {
        Self::run(command(known, arguments))
    }

    /// Starts the provider with this command.
    pub(crate) fn run(mut command: Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        // The load tests cause thousands of refusals. Show everything else.
        let log = std::thread::spawn(move || {
            let lines = stderr.lines().map_while(Result::ok);
            let requests = lines.filter(|line| {
                let is_request = line.starts_with("refused: ") || line.starts_with("served: ");
                if !is_request {
                    eprintln!("{line}");
                }
                is_request
            });
            requests.collect()
        });
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let origin = line.trim_end().strip_prefix("listening on ");
        let origin = origin
            .expect("the provider prints where it listens")
            .to_owned();
        let http = Client::builder(TokioExecutor::new()).build_http();
        Self {
            child,
            origin,
            http,
            killed: AtomicBool::new(false),
            log: Some(log),
        }
    }

    /// Kills the process, as a crash of its machine does.
    pub(crate) fn kill(&self) {
        self.killed.store(true, Ordering::SeqCst);
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", "KILL", &pid]).status();
        assert!(sent.unwrap().success());
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.killed.load(Ordering::SeqCst)
    }

    /// Stops the provider, and returns the lines that it printed about requests.
    pub(crate) fn end(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.log.take().unwrap().join().unwrap()
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Returns the HTTP client, as a service for the authorization flow.
    pub(crate) fn service(&self) -> Client<HttpConnector, Full<Bytes>> {
        self.http.clone()
    }

    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Response<Bytes> {
        self.try_send(request).await.unwrap()
    }

    /// Returns an error if the connection breaks.
    pub(crate) async fn try_send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Bytes>, BoxError> {
        let (parts, body) = self.http.request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Response::from_parts(parts, body))
    }

    /// Signs and sends a request.
    pub(crate) async fn call(
        &self,
        signer: &Signer,
        method: &str,
        path: &str,
        body: Option<(&str, &'static str)>,
    ) -> Response<Bytes> {
        self.send(self.signed(signer, method, path, body)).await
    }

    pub(crate) fn signed(
        &self,
        signer: &Signer,
        method: &str,
        path: &str,
        body: Option<(&str, &'static str)>,
    ) -> Request<Full<Bytes>> {
        let mut request = Request::builder().method(method).uri(self.uri(path));
        if let Some((content_type, _)) = body {
            request = request.header("content-type", content_type);
        }
        let mut request = request.body(body.map_or("", |(_, body)| body)).unwrap();
        signer.sign_request(&mut request).unwrap();
        request.map(Full::from)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        assert_ne!(status.code(), Some(101), "the provider panicked");
    }
}

pub(crate) fn printer() -> Signer {
    Signer::new(ClientCredentials::new("printer", "printer-secret"))
}

pub(crate) fn photos() -> Signer {
    printer().with_token(TokenCredentials::new("photos", "photos-secret"))
}
