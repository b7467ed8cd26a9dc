//! Runs the example `sign`, built with the features and the profile of this test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::example::build;
use crate::support::header::{self, Header};

/// The output and the exit status of one run.
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

/// Runs the example with credentials and these arguments.
pub(crate) fn run_signed(arguments: &[&str]) -> Run {
    let credentials = ["--client-key", "key", "--client-secret", "secret"];
    run(&[&credentials[..], arguments].concat())
}

/// Runs the example, and returns the object that `--json` prints. The output must contain nothing
/// else.
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

/// Returns the realm and the parameters of the `Authorization` header in the JSON output.
pub(crate) fn read_header(json: &Value) -> Header {
    let header = json["authorization"].as_str().expect("there is a header");
    header::read(header).expect("the header can be read")
}

/// Returns the value of one parameter of the `Authorization` header in the JSON output.
pub(crate) fn parameter(json: &Value, name: &str) -> Option<String> {
    let header = read_header(json);
    let mut values = header.parameters.iter().filter(|pair| pair.0 == name);
    let value = values.next().map(|pair| pair.1.clone());
    assert_eq!(values.next(), None, "{name} occurs twice in {header:?}");
    value
}

/// Writes a file for one test into the target folder, and returns its path.
pub(crate) fn file(name: &str, content: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sign-{name}"));
    std::fs::write(&path, content).expect("the file can be written");
    path.to_str().expect("the path is text").to_owned()
}

fn example() -> &'static Path {
    static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
    EXAMPLE.get_or_init(|| build("sign"))
}
