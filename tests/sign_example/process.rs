//! Runs the example, which is built with the features and the profile of this test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

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

/// Realm, and names and values in their order, read off an `Authorization` header. Written anew
/// here, so that it shares no mistake with the crate.
pub(crate) fn read_header(header: &str) -> (Option<String>, Vec<(String, String)>) {
    let mut rest = header.strip_prefix("OAuth ").expect("the scheme is OAuth");
    let mut realm = None;
    if let Some(text) = rest.strip_prefix("realm=\"") {
        let mut unescaped = String::new();
        let mut characters = text.chars();
        loop {
            match characters.next().expect("the realm ends") {
                '"' => break,
                '\\' => unescaped.extend(characters.next()),
                character => unescaped.push(character),
            }
        }
        realm = Some(unescaped);
        rest = characters.as_str().trim_start_matches([',', ' ']);
    }
    let pairs = rest.split(',').filter(|pair| !pair.trim().is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.trim().split_once('=').expect("name=value");
        let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        (decode(name), decode(value.expect("values are quoted")))
    };
    (realm, pairs.map(pair).collect())
}

/// The value of one parameter in the `Authorization` header of a run's JSON.
pub(crate) fn parameter(json: &Value, name: &str) -> Option<String> {
    let header = json["authorization"].as_str().expect("there is a header");
    let (_, pairs) = read_header(header);
    let mut values = pairs.into_iter().filter(|pair| pair.0 == name);
    let value = values.next().map(|pair| pair.1);
    assert_eq!(values.next(), None, "{name} occurs twice in {header}");
    value
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        bytes.push(match first {
            b'%' => {
                let (hex, after) = rest.split_at(2);
                rest = after;
                let hex = std::str::from_utf8(hex).expect("hexadecimals");
                u8::from_str_radix(hex, 16).expect("hexadecimals")
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).expect("the decoded text is UTF-8")
}

/// A file for one test, below the target folder.
pub(crate) fn file(name: &str, content: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sign-{name}"));
    std::fs::write(&path, content).expect("the file can be written");
    path.to_str().expect("the path is text").to_owned()
}

fn example() -> &'static Path {
    static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
    EXAMPLE.get_or_init(build)
}

/// Builds it, which takes no time where it is built: `cargo test --test sign_example` builds no
/// example, and one that an earlier command left behind may be out of date.
fn build() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its path");
    let folder = test.parent().and_then(Path::parent);
    let folder = folder.expect("tests lie in target/<profile>/deps");
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let mut features = Vec::new();
    if cfg!(feature = "default") {
        features.push("default");
    }
    if cfg!(feature = "sha2") {
        features.push("sha2");
    }
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--example", "sign"])
        .args(["--profile", profile, "--no-default-features"])
        .args(["--features", &features.join(",")])
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .arg("--target-dir")
        .arg(folder.parent().expect("a profile lies in target"))
        .output()
        .expect("cargo starts");
    let stderr = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "the example is not built: {stderr}");
    folder
        .join("examples")
        .join(format!("sign{}", std::env::consts::EXE_SUFFIX))
}
