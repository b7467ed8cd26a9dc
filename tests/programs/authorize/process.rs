//! Runs the example together with a person and a browser.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::authorize::provider::{CLIENT, Provider};
use crate::support::example::build;

/// A run that waits for its user.
pub(crate) struct Running {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// The URL to which the user is sent.
    pub(crate) authorize: String,
}

/// The output and the exit status of a run.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    /// The output after the line that says where to send the user.
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

fn example() -> PathBuf {
    static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
    EXAMPLE.get_or_init(|| build("authorize")).clone()
}

fn command(origin: &str, arguments: &[&str]) -> Command {
    command_as(origin, CLIENT.1, arguments)
}

fn command_as(origin: &str, secret: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(example());
    for (name, path) in [
        ("--request-token", "/initiate"),
        ("--authorize", "/authorize?lang=de"),
        ("--access-token", "/token"),
    ] {
        command.arg(name).arg(format!("{origin}{path}"));
    }
    if !secret.is_empty() {
        command.args(["--client-secret", secret]);
    }
    finish(command, arguments)
}

fn finish(mut command: Command, arguments: &[&str]) -> Command {
    command
        .args(["--client-key", CLIENT.0])
        .args(arguments)
        .env_remove("SSL_CERT_FILE")
        .env_remove("SSL_CERT_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Runs the example with these arguments and the client key only, and waits for its end.
pub(crate) async fn ended_with(arguments: &[&str]) -> Ended {
    end(finish(Command::new(example()), arguments)).await
}

/// The same without a client secret.
#[cfg(feature = "rsa")]
pub(crate) async fn ended_keyed(origin: &str, arguments: &[&str]) -> Ended {
    end(command_as(origin, "", arguments)).await
}

async fn end(mut command: Command) -> Ended {
    let output = within_a_minute(command.output()).await.unwrap();
    Ended {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the example and waits for its end.
pub(crate) async fn ended(origin: &str, arguments: &[&str]) -> Ended {
    ended_as(origin, CLIENT.1, arguments).await
}

/// The same with another client secret.
pub(crate) async fn ended_as(origin: &str, secret: &str, arguments: &[&str]) -> Ended {
    end(command_as(origin, secret, arguments)).await
}

pub(crate) async fn start(provider: &Provider, arguments: &[&str]) -> Running {
    start_with(provider, arguments, &[]).await
}

pub(crate) async fn start_with(
    provider: &Provider,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Running {
    let mut command = command(&provider.origin, arguments);
    command.envs(environment.iter().copied());
    let authorize = format!("{}/authorize?lang=de&oauth_token=temp", provider.origin);
    spawn(command, authorize).await
}

/// Starts the example without a client secret.
#[cfg(feature = "rsa")]
pub(crate) async fn start_keyed(provider: &Provider, arguments: &[&str]) -> Running {
    let authorize = format!("{}/authorize?lang=de&oauth_token=temp", provider.origin);
    spawn(command_as(&provider.origin, "", arguments), authorize).await
}

/// Starts the example with the profile of a WordPress site.
pub(crate) async fn start_profile(
    provider: &Provider,
    profile: &str,
    arguments: &[&str],
) -> Running {
    let arguments = [&["--profile", profile], arguments].concat();
    let authorize = format!("{}/oauth1/authorize?oauth_token=temp", provider.origin);
    spawn(finish(Command::new(example()), &arguments), authorize).await
}

/// Starts the example with these arguments and the client key only, and does not know the URL.
pub(crate) async fn start_any(arguments: &[&str]) -> Running {
    let mut child = finish(Command::new(example()), arguments).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    within_a_minute(stdout.read_line(&mut line)).await.unwrap();
    let authorize = line.trim_end().strip_prefix("authorize: ");
    Running {
        authorize: authorize.expect("it prints the URL").to_owned(),
        stdin: child.stdin.take().unwrap(),
        child,
        stdout,
    }
}

async fn spawn(mut command: Command, expected: String) -> Running {
    let mut child = command.spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    within_a_minute(stdout.read_line(&mut line)).await.unwrap();
    let authorize = line.trim_end().strip_prefix("authorize: ");
    if authorize != Some(expected.as_str()) {
        let output = within_a_minute(child.wait_with_output()).await;
        panic!("{line}{output:?}");
    }
    Running {
        stdin: child.stdin.take().unwrap(),
        authorize: expected,
        child,
        stdout,
    }
}

impl Running {
    /// Types a line, and waits for the end.
    pub(crate) async fn types(mut self, line: &str) -> Ended {
        let line = format!("{line}\n");
        self.stdin.write_all(line.as_bytes()).await.unwrap();
        self.ends().await
    }

    /// Types a blank line, after which the program must still wait.
    pub(crate) async fn presses_enter(&mut self) {
        self.stdin.write_all(b"\n").await.unwrap();
        let waited = tokio::time::timeout(Duration::from_millis(200), self.child.wait()).await;
        assert!(waited.is_err(), "the program must wait for the callback");
    }

    /// Closes the standard input, after which the program must still wait.
    pub(crate) async fn closes_input(&mut self) {
        self.stdin.shutdown().await.unwrap();
        let waited = tokio::time::timeout(Duration::from_millis(200), self.child.wait()).await;
        assert!(waited.is_err(), "the program must wait for the callback");
    }

    pub(crate) async fn ends(mut self) -> Ended {
        let stderr = self.child.stderr.take().unwrap();
        drop(self.stdin);
        let (mut out, mut err) = (String::new(), String::new());
        let mut stderr = BufReader::new(stderr);
        let read = async {
            let (out, err) = tokio::join!(
                self.stdout.read_to_string(&mut out),
                stderr.read_to_string(&mut err)
            );
            out.and(err).unwrap();
            self.child.wait().await.unwrap()
        };
        let status = within_a_minute(read).await.code();
        Ended {
            status,
            stdout: out,
            stderr: err,
        }
    }
}

/// Requests a URL over plain HTTP, as the browser does. Returns the status and the page.
pub(crate) async fn visit(url: &str) -> (u16, String) {
    let http = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let response = http.get(url.parse().unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let page = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(page.to_vec()).unwrap())
}

async fn within_a_minute<F: Future>(future: F) -> F::Output {
    let waited = tokio::time::timeout(Duration::from_secs(60), future).await;
    waited.expect("within a minute")
}
