//! A Chromium with an empty profile, which stops at the end of its test.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::ops::Deref;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::{By, DesiredCapabilities, WebDriver};

const SWITCHES: [&str; 10] = [
    "--headless",
    "--no-sandbox", // Chromium refuses to run as root with its sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
];

pub(crate) struct Browser {
    driver: WebDriver,
    process: Process,
    _profile: Profile,
}

struct Process {
    child: Child,
    address: String,
}

struct Profile(PathBuf);

impl Browser {
    /// Returns `None` if there is no Chromium. Then it prints that the test is skipped.
    pub(crate) async fn start() -> Option<Self> {
        Self::with_preferences(json!({})).await
    }

    /// Starts a browser whose user has turned off scripts.
    pub(crate) async fn without_script() -> Option<Self> {
        let blocked = "profile.managed_default_content_settings.javascript";
        Self::with_preferences(json!({ blocked: 2 })).await
    }

    /// Starts a browser whose user blocks the cookies of other sites in frames.
    #[cfg(feature = "reqwest")]
    pub(crate) async fn without_cookies_of_other_sites() -> Option<Self> {
        // 1 blocks them.
        Self::with_preferences(json!({ "profile.cookie_controls_mode": 1 })).await
    }

    async fn with_preferences(preferences: Value) -> Option<Self> {
        if !(is_installed("chromium") && is_installed("chromedriver")) {
            return None;
        }
        let process = start_driver();
        let url = format!("http://{}", process.address);
        let profile = Profile::create();
        let mut capabilities = DesiredCapabilities::chrome();
        for switch in SWITCHES {
            capabilities.add_arg(switch).unwrap();
        }
        let folder = format!("--user-data-dir={}", profile.0.display());
        capabilities.add_arg(&folder).unwrap();
        let set = capabilities.add_experimental_option("prefs", preferences);
        set.unwrap();
        Some(Self {
            driver: WebDriver::new(url, capabilities).await.unwrap(),
            process,
            _profile: profile,
        })
    }

    /// Returns the text of the heading, after checking that there is exactly one.
    pub(crate) async fn heading(&self) -> String {
        let headings = self.find_all(By::Tag("h1")).await.unwrap();
        assert_eq!(headings.len(), 1);
        headings[0].text().await.unwrap()
    }

    /// Waits for the page with this heading.
    pub(crate) async fn expect(&self, heading: &str) {
        let began = Instant::now();
        loop {
            // While a page loads, the heading may be missing or belong to the last page.
            let found = match self.find(By::Tag("h1")).await {
                Ok(found) => found.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if found == heading {
                return;
            }
            let waited = began.elapsed() > Duration::from_secs(20);
            assert!(!waited, "expected {heading:?}, found {found:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for the button with this label, and clicks it.
    pub(crate) async fn press(&self, label: &str) {
        let began = Instant::now();
        loop {
            let button = By::XPath(format!("//button[normalize-space()='{label}']"));
            if let Ok(button) = self.find(button).await {
                return button.click().await.unwrap();
            }
            let waited = began.elapsed() > Duration::from_secs(20);
            assert!(!waited, "there is no button {label:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for an element.
    pub(crate) async fn wait_for(&self, element: By) {
        let began = Instant::now();
        while self
            .find_all(element.clone())
            .await
            .unwrap_or_default()
            .is_empty()
        {
            let waited = began.elapsed() > Duration::from_secs(20);
            assert!(!waited, "there is no element {element:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Runs the body of a JavaScript function, and returns its result.
    pub(crate) async fn evaluate(&self, script: &str) -> Value {
        let returned = self.execute(script, Vec::new()).await.unwrap();
        returned.json().clone()
    }

    /// Returns the status of the response that the browser shows.
    pub(crate) async fn status(&self) -> u64 {
        let script = "return performance.getEntriesByType('navigation')[0].responseStatus";
        self.evaluate(script).await.as_u64().unwrap()
    }
}

impl Deref for Browser {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

impl Drop for Browser {
    /// Ends Chromium, also if the test has failed. The client does this with a request that blocks
    /// the test for a minute, so the request is written here.
    fn drop(&mut self) {
        let (session, address) = (self.session_id(), &self.process.address);
        let request = format!("DELETE /session/{session} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        // The response arrives after Chromium has ended.
        let _ = stream.read(&mut [0; 1]);
        let _ = self.driver.clone().leak();
    }
}

fn is_installed(program: &str) -> bool {
    match Command::new(program).arg("--version").output() {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let required = std::env::var("TOWER_OAUTH1_BROWSER").is_ok_and(|v| v == "required");
            assert!(!required, "{program} is required here, but not installed");
            // The thread of a test has the name of the test. Write to the stream directly, because
            // the test harness captures the output of macros.
            let thread = std::thread::current();
            let test = thread.name().unwrap_or("a test");
            let skipped = format!("skipped: {test}: there is no {program}\n");
            std::io::stderr().write_all(skipped.as_bytes()).unwrap();
            false
        }
        Err(error) => panic!("{error}"),
    }
}

/// Starts `chromedriver` on a free port.
fn start_driver() -> Process {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        Some(port.trim_end_matches('.').to_owned())
    });
    let port = port.expect("chromedriver prints its port");
    // It must not wait for a reader of its output.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    let address = format!("127.0.0.1:{port}");
    Process { child, address }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Profile {
    fn create() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("chromium-{}-{number}", std::process::id());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
