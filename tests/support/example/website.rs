//! Starts the example `web_login`.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::super::port::free_port;
use super::build;

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
        let address = format!("127.0.0.1:{}", free_port());
        let origin = format!("http://{address}");
        let mut child = Command::new(example)
            .env("LISTEN", &address)
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
        let mut website = Self { child, origin };
        let began = Instant::now();
        while TcpStream::connect(&address).is_err() {
            let ended = website.child.try_wait().unwrap();
            let waits = ended.is_none() && began.elapsed() < Duration::from_secs(20);
            assert!(waits, "web_login does not start: {ended:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
        website
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
