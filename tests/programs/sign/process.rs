//! Runs the example, which is built with the features and the profile of this test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::example::build;
use crate::header::{self, Header};

/// What one run of the example left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn run<A: AsRef<str>>(arguments: &[A]) -> Run {
    let arguments = arguments.iter().map(AsRef::as_ref);
    let output = Command::new(example())
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the example starts");
    let text = |bytes| String::from_utf8(bytes).expect("the example prints text");
    Run {
        status: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Credentials, and the arguments.
pub(crate) fn run_signed(arguments: &[&str]) -> Run {
    let credentials = ["--client-key", "key", "--client-secret", "secret"];
    run(&[&credentials[..], arguments].concat())
}

/// The object that `--json` prints. It must be all of the output.
pub(crate) fn json<A: AsRef<str>>(arguments: &[A]) -> Value {
    let arguments = arguments.iter().map(AsRef::as_ref);
    let run = run(&arguments.chain(["--json"]).collect::<Vec<_>>());
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    serde_json::from_str(&run.stdout).expect("the output is one JSON object")
}

pub(crate) fn json_signed(arguments: &[&str]) -> Value {
    let credentials = ["--client-key", "key", "--client-secret", "secret"];
    json(&[&credentials[..], arguments].concat())
}

/// Realm, names and values of the `Authorization` header of a run's JSON.
pub(crate) fn read_header(json: &Value) -> Header {
    let header = json["authorization"].as_str().expect("there is a header");
    header::read(header).expect("the header can be read")
}

/// The value of one parameter in the `Authorization` header of a run's JSON.
pub(crate) fn parameter(json: &Value, name: &str) -> Option<String> {
    let header = read_header(json);
    let mut values = header.parameters.iter().filter(|pair| pair.0 == name);
    let value = values.next().map(|pair| pair.1.clone());
    assert_eq!(values.next(), None, "{name} occurs twice in {header:?}");
    value
}

/// A file for one test, below the target folder.
pub(crate) fn file(name: &str, content: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sign-{name}"));
    std::fs::write(&path, content).expect("the file can be written");
    path.to_str().expect("the path is text").to_owned()
}

fn example() -> &'static Path {
    static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
    EXAMPLE.get_or_init(|| build("sign"))
}
