//! What the compiler says of a body that a form cannot be made of: advice, not a trait's name.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::process::Command;

const PACKAGE: &str = r#"
[package]
name = "compile-fail"
edition = "2024"

[workspace]

[dependencies]
bytes = "1"
http = "1"
http-body-util = "0.1"
tower = { version = "0.5", features = ["util"] }
tower-oauth1 = { path = "CRATE" }
"#;

const PROGRAM: &str = r#"
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Empty;
use tower::{Layer, ServiceExt};
use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};

fn main() {
    let http = tower::service_fn(|_: Request<Empty<Bytes>>| {
        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(())))
    });
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    let layer = OAuth1Layer::new(signer, Scope::any())MODE;
    let _response = ServiceExt::oneshot(layer.layer(http), Request::new(Empty::<Bytes>::new()));
}
"#;

/// The same on a server: hyper's body comes from a connection, and is made of nothing else.
const SERVER: &str = r#"
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Empty;
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{MemoryCredentials, MemoryReplayStore};
use tower_oauth1::{PublicOrigin, VerifyLayer};

fn main() {
    let inner = tower::service_fn(|_: Request<Empty<Bytes>>| {
        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(())))
    });
    let origin = PublicOrigin::fixed("https://api.example.com").unwrap();
    let (credentials, replay) = (MemoryCredentials::new(), MemoryReplayStore::new(10));
    let layer = VerifyLayer::new(credentials, replay, origin)MODE;
    let _response = ServiceExt::oneshot(layer.layer(inner), Request::new(Empty::<Bytes>::new()));
}
"#;

/// Whether the program compiles with the layer in this mode, and what the compiler says.
fn check(name: &str, program: &str, mode: &str) -> (bool, String) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(package.join("src")).unwrap();
    let manifest = PACKAGE.replace("CRATE", &source.display().to_string().replace('\\', "/"));
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::write(package.join("src/main.rs"), program.replace("MODE", mode)).unwrap();
    // The same versions, which are there already: nothing is fetched.
    fs::copy(source.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--quiet",
            "--offline",
            "--color",
            "never",
            "--target-dir",
        ])
        .arg(package.join("target"))
        .current_dir(&package)
        .output()
        .unwrap();
    (
        output.status.success(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn a_body_that_is_not_made_from_bytes_gets_advice(name: &str, program: &str) {
    let (compiles, said) = check(name, program, ".header_only()");
    assert!(compiles, "the advice works: {said}");

    let (compiles, said) = check(name, program, "");
    assert!(!compiles);
    for words in [
        "cannot make a form anew as a body of type `http_body_util::Empty<",
        "From<Bytes>",
        "call `.header_only()` on the layer",
        "call `.rebuild_body_with(|bytes| ..)`",
    ] {
        assert!(said.contains(words), "no {words:?} in:\n{said}");
    }
}

#[test]
fn in_a_client() {
    a_body_that_is_not_made_from_bytes_gets_advice("compile-fail", PROGRAM);
}

#[test]
fn in_a_server() {
    a_body_that_is_not_made_from_bytes_gets_advice("compile-fail-server", SERVER);
}
