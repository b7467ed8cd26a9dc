//! Proxies on free loopback ports, which stop at the end of their test.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nginx,
    Haproxy,
}

impl Kind {
    /// Returns the command. Folders of administrators are not in everybody's `PATH`.
    fn command(self) -> &'static str {
        let [name, path] = match self {
            Self::Nginx => ["nginx", "/usr/sbin/nginx"],
            Self::Haproxy => ["haproxy", "/usr/sbin/haproxy"],
        };
        if Path::new(path).exists() { path } else { name }
    }

    /// Returns whether the proxy is installed. If it is not, prints that the test is skipped.
    fn is_installed(self) -> bool {
        let version = Command::new(self.command()).arg("-v").output();
        match version {
            Ok(_) => return true,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => panic!("{error}"),
        }
        let required = std::env::var("TOWER_OAUTH1_PROXIES").is_ok_and(|v| v == "required");
        assert!(!required, "{self:?} is required here, but not installed");
        // The thread of a test has the name of the test. Write to the stream directly, because the
        // test harness captures the output of macros.
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        let skipped = format!("skipped: {test}: {self:?} is not installed\n");
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        false
    }
}

/// Returns a folder for this test, or `None` if one of the proxies is missing. The folder has a
/// certificate for `localhost`.
pub(crate) fn folder(proxies: &[Kind]) -> Option<PathBuf> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    if !proxies.iter().all(|proxy| proxy.is_installed()) {
        return None;
    }
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("proxies-{}-{number}", std::process::id());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    std::fs::write(folder.join("certificate.pem"), &certificate).unwrap();
    std::fs::write(folder.join("key.pem"), &key).unwrap();
    std::fs::write(folder.join("both.pem"), certificate + key.as_str()).unwrap();
    Some(folder)
}

pub(crate) struct Proxy(Child);

impl Proxy {
    /// Starts a proxy with its configuration file. `values` has the words in braces, all ports.
    pub(crate) fn start(kind: Kind, folder: &Path, values: &[(&str, u16)]) -> Self {
        let name = match kind {
            Kind::Nginx => "nginx.conf",
            Kind::Haproxy => "haproxy.cfg",
        };
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/proxies");
        let mut text = std::fs::read_to_string(fixtures.join(name)).unwrap();
        text = text.replace("{folder}", folder.to_str().unwrap());
        for (word, port) in values {
            text = text.replace(&format!("{{{word}}}"), &port.to_string());
        }
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        let mut command = Command::new(kind.command());
        match kind {
            Kind::Nginx => command.arg("-p").arg(folder).arg("-c").arg(&file),
            Kind::Haproxy => command.arg("-db").arg("-f").arg(&file),
        };
        let log = std::fs::File::create(folder.join("output.log")).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut proxy = Self(child);
        let port = values
            .iter()
            .find(|(word, _)| *word == "careless")
            .unwrap()
            .1;
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = proxy.0.try_wait().unwrap();
            let waits = ended.is_none() && began.elapsed() < Duration::from_secs(20);
            let log = || std::fs::read_to_string(folder.join("output.log"));
            assert!(waits, "{kind:?} does not start: {:?}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        proxy
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // nginx then also stops the processes that it started.
        let pid = self.0.id().to_string();
        let _ = Command::new("kill").args(["-s", "TERM", &pid]).status();
        let _ = self.0.wait();
    }
}
