//! Checks the compiler's advice for a body type that cannot be made from a form.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::process::Command;

const PACKAGE: &str = include_str!("cases/package.toml");

/// The call that the advice recommends. The cases contain it. Without it, they must not compile.
const ADVICE: &str = ".bodies_untouched()";

/// Returns whether the program compiles, and the messages of the compiler.
fn check(name: &str, program: &str) -> (bool, String) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(package.join("src")).unwrap();
    let manifest = PACKAGE.replace("CRATE", &source.display().to_string().replace('\\', "/"));
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::write(package.join("src/main.rs"), program).unwrap();
    // The versions of this crate are already downloaded, so cargo fetches nothing.
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
    assert_eq!(program.matches(ADVICE).count(), 1);
    let (compiles, messages) = check(name, program);
    assert!(compiles, "the program with the advice compiles: {messages}");

    let (compiles, messages) = check(name, &program.replace(ADVICE, ""));
    assert!(!compiles);
    for words in [
        "cannot rebuild a form as a body of type `http_body_util::Empty<",
        "From<Bytes>",
        "call `.bodies_untouched()` on the layer",
        "call `.rebuild_body_with(|bytes| ..)`",
    ] {
        assert!(messages.contains(words), "no {words:?} in:\n{messages}");
    }
}

#[test]
fn in_a_client() {
    a_body_that_is_not_made_from_bytes_gets_advice("compile-fail", include_str!("cases/client.rs"));
}

#[test]
fn in_a_server() {
    a_body_that_is_not_made_from_bytes_gets_advice(
        "compile-fail-server",
        include_str!("cases/server.rs"),
    );
}
