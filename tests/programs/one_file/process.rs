//! Starts an example that runs until the end of the test.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::support::example::build;
use crate::support::port::free_port;

/// A server that stops at the end of the test.
pub(crate) struct Server {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// What the server printed when it was ready, after `listening on `.
    pub(crate) url: String,
}

impl Server {
    /// Starts an example whose first argument is its address.
    pub(crate) fn start(example: &str, arguments: &[&str]) -> Self {
        Self::start_with(example, arguments, &[])
    }

    /// Starts an example with these variables in its environment.
    pub(crate) fn start_with(
        example: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = Command::new(build(example));
        command.arg(format!("127.0.0.1:{}", free_port()));
        let command = command.args(arguments);
        let command = command.envs(environment.iter().copied());
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ");
        let url = url.expect("the example starts").to_owned();
        Self { child, stdout, url }
    }

    /// Stops the server, and returns what it printed to standard error.
    pub(crate) fn stop(mut self) -> String {
        self.child.kill().unwrap();
        let mut printed = String::new();
        let stderr = self.child.stderr.take();
        stderr.unwrap().read_to_string(&mut printed).unwrap();
        printed
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let status = self.child.wait().unwrap();
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        assert_ne!(status.code(), Some(101), "the server panicked: {rest}");
    }
}

/// Runs an example to its end.
pub(crate) fn run(example: &str, argument: &str, environment: &[(&str, &str)]) -> Output {
    let program: PathBuf = build(example);
    let mut command = Command::new(program);
    command.arg(argument).stdin(Stdio::null());
    let environment = environment.iter().copied();
    command.envs(environment).output().unwrap()
}

/// Returns what a program printed. It must have succeeded.
pub(crate) fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap()
}
