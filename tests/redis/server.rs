//! A `redis-server` on a free loopback port, which stops at the end of its test.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::port::free_port;

pub(crate) struct Redis {
    child: Option<Child>,
    port: u16,
    folder: PathBuf,
    arguments: Vec<&'static str>,
}

/// Settings with which a claim survives a crash once Redis has responded.
pub(crate) const DURABLE: &[&str] = &["--appendonly", "yes", "--appendfsync", "always"];

impl Redis {
    /// Returns `None` if there is no `redis-server`. Then it prints that the test is skipped.
    pub(crate) fn start(arguments: &[&'static str]) -> Option<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        match Command::new("redis-server").arg("--version").output() {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let required = std::env::var("TOWER_OAUTH1_REDIS").is_ok_and(|v| v == "required");
                assert!(
                    !required,
                    "redis-server is required here, but not installed"
                );
                // The thread of a test has the name of the test. Write to the stream directly,
                // because the test harness captures the output of macros.
                let thread = std::thread::current();
                let test = thread.name().unwrap_or("a test");
                let skipped = format!("skipped: {test}: there is no redis-server\n");
                std::io::stderr().write_all(skipped.as_bytes()).unwrap();
                return None;
            }
            Err(error) => panic!("{error}"),
        }
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("redis-{}-{number}", std::process::id());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let mut redis = Self {
            child: None,
            port: free_port(),
            folder,
            arguments: arguments.to_vec(),
        };
        assert!(redis.restart(), "redis-server does not start");
        Some(redis)
    }

    /// Starts the server if it does not run, with the same port and files.
    pub(crate) fn restart(&mut self) -> bool {
        let child = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--dir", self.folder.to_str().unwrap()])
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let child = self.child.insert(child);
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if child.try_wait().unwrap().is_some() {
                return false;
            }
            if send(self.port, "PING").is_some_and(|response| response.starts_with("+PONG")) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Returns the raw response to an inline command.
    pub(crate) fn send(&self, command: &str) -> String {
        send(self.port, command).expect("Redis responds")
    }

    /// Lets time pass for the nonces. Redis has no clock that a test can set, so this shortens the
    /// rest of each entry's life instead.
    pub(crate) fn pass(&self, seconds: u64) {
        let keys = self.send("KEYS *");
        for key in keys.lines().filter(|line| line.starts_with("tower-oauth1")) {
            let left = self.send(&format!("PTTL {key}"));
            let left: u64 = left[1..].trim_end().parse().unwrap();
            self.send(&match left.checked_sub(seconds * 1000) {
                None | Some(0) => format!("DEL {key}"),
                Some(left) => format!("PEXPIRE {key} {left}"),
            });
        }
    }

    /// Stops the server as a crash does: it cannot write anything.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Sends a signal to the server. `STOP` makes it hang, `CONT` lets it continue.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.as_ref().unwrap().id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
    }
}

fn send(port: u16, command: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    stream
        .write_all(format!("{command}\r\nQUIT\r\n").as_bytes())
        .ok()?;
    let mut response = String::new();
    stream.read_to_string(&mut response).ok()?;
    Some(
        response
            .strip_suffix("+OK\r\n")
            .unwrap_or(&response)
            .to_owned(),
    )
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
