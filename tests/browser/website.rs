//! Starts the example `web_login`.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::example::build;

/// A website that stops at the end of the test.
pub(crate) struct Website {
    child: Child,
    pub(crate) origin: String,
}

impl Website {
    /// Starts a website for a provider that knows the client `printer`.
    pub(crate) fn start(provider: &str) -> Self {
        Self::with(provider, &[])
    }

    /// Starts a website with other settings.
    pub(crate) fn with(provider: &str, settings: &[(&str, &str)]) -> Self {
        static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
        let example = EXAMPLE.get_or_init(|| build("web_login"));
        // Another host is another site for the browser, as in production. Another port is not.
        let provider = provider.replace("127.0.0.1", "localhost");
        // Another process may take the port before the website does.
        for _ in 0..5 {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            drop(listener);
            let origin = format!("http://{address}");
            let mut child = Command::new(example)
                .env("LISTEN", address.to_string())
                .env("PUBLIC_URL", &origin)
                .env("PROVIDER", &provider)
                .env("CLIENT_ID", "printer")
                .env("CLIENT_SECRET", "printer-secret")
                .env("COOKIE_KEY", "k".repeat(64))
                .envs(settings.iter().copied())
                .stdin(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let stderr = BufReader::new(child.stderr.take().unwrap());
            // The tests cause failures that the website logs. Show everything else.
            std::thread::spawn(move || {
                let lines = stderr.lines().map_while(Result::ok);
                lines
                    .filter(|line| !line.starts_with("web_login: "))
                    .for_each(|line| eprintln!("{line}"));
            });
            let began = Instant::now();
            while began.elapsed() < Duration::from_secs(20) {
                if child.try_wait().unwrap().is_some() {
                    break;
                }
                if TcpStream::connect(address).is_ok() {
                    return Self { child, origin };
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = child.kill();
            child.wait().unwrap();
        }
        panic!("web_login does not start");
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl Drop for Website {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        assert_ne!(status.code(), Some(101), "the website panicked");
    }
}
