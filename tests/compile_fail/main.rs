//! Checks the compiler's advice for programs that do not compile.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bodies;
mod reqwest;

use std::fs;
use std::path::Path;
use std::process::Command;

/// Returns whether the program compiles, and the messages of the compiler.
///
/// `name` is the name of a folder for the package. In `manifest`, the word `CRATE` stands for the
/// path of this crate.
fn check(name: &str, manifest: &str, program: &str) -> (bool, String) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(package.join("src")).unwrap();
    let manifest = manifest.replace("CRATE", &source.display().to_string().replace('\\', "/"));
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
