//! Builds an example with the features and the profile of the test that asks for it.

pub(crate) mod provider;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds it, which takes no time where it is built: `cargo test --test NAME` builds no example, and
/// one that an earlier command left behind may be out of date.
pub(crate) fn build(example: &str) -> PathBuf {
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
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--example", example])
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
    let name = format!("{example}{}", std::env::consts::EXE_SUFFIX);
    folder.join("examples").join(name)
}
