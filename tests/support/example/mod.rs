//! Builds an example with the features and the profile of the calling test.

pub(crate) mod provider;
#[cfg(all(feature = "reqwest", feature = "serde"))]
pub(crate) mod website;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds an example. `cargo test --test NAME` does not build examples, and one from an earlier
/// command may be out of date. If it is up to date, this takes no time.
pub(crate) fn build(example: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its path");
    let folder = test.parent().and_then(Path::parent);
    let folder = folder.expect("tests are in target/<profile>/deps");
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let mut features = Vec::new();
    if cfg!(feature = "default") {
        features.push("default");
    }
    if cfg!(feature = "rsa") {
        features.push("rsa");
    }
    if cfg!(feature = "rsa-legacy") {
        features.push("rsa-legacy");
    }
    if cfg!(feature = "serde") {
        features.push("serde");
    }
    if cfg!(feature = "tower") {
        features.push("tower");
    }
    if cfg!(feature = "axum") {
        features.push("axum");
    }
    if cfg!(feature = "redis") {
        features.push("redis");
    }
    if cfg!(feature = "reqwest") {
        features.push("reqwest");
    }
    if cfg!(feature = "reqwest-middleware") {
        features.push("reqwest-middleware");
    }
    if cfg!(feature = "tracing") {
        features.push("tracing");
    }
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--example", example])
        .args(["--profile", profile, "--no-default-features"])
        .args(["--features", &features.join(",")])
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .arg("--target-dir")
        .arg(folder.parent().expect("the profile is in target"))
        .output()
        .expect("cargo starts");
    let stderr = String::from_utf8_lossy(&built.stderr);
    assert!(
        built.status.success(),
        "the example does not build: {stderr}"
    );
    let name = format!("{example}{}", std::env::consts::EXE_SUFFIX);
    folder.join("examples").join(name)
}
