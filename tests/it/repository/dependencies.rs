//! Every dependency comes from crates.io and has a license that deny.toml allows.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The list `allow = [..]` of the section `[licenses]` of deny.toml.
fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let section = text
        .split("[licenses]")
        .nth(1)
        .expect("[licenses] of deny.toml");
    let list = section
        .split("allow = [")
        .nth(1)
        .expect("allow of deny.toml");
    let list = list.split(']').next().unwrap_or_default();
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Whether an SPDX expression can be fulfilled with the allowed licenses alone. Expressions in use
/// have no nested parentheses, and `AND` binds more tightly than `OR`.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let one = |license: &str| {
        let license = license.trim_matches(|c| "() ".contains(c));
        allowed.iter().any(|name| name == license)
    };
    if let Some((left, right)) = expression.split_once(") AND ") {
        return is_allowed(&left.replace('(', ""), allowed) && is_allowed(right, allowed);
    }
    if let Some((left, right)) = expression.split_once(" AND (") {
        return is_allowed(left, allowed) && is_allowed(&right.replace(')', ""), allowed);
    }
    let expression = expression.replace('/', " OR ");
    let mut choices = expression.split(" OR ");
    choices.any(|choice| choice.split(" AND ").all(one))
}

/// The optional features, and whether this test is compiled with them.
const FEATURES: [(&str, bool); 10] = [
    ("serde", cfg!(feature = "serde")),
    ("tower", cfg!(feature = "tower")),
    ("rsa", cfg!(feature = "rsa")),
    ("rsa-legacy", cfg!(feature = "rsa-legacy")),
    ("axum", cfg!(feature = "axum")),
    ("redis", cfg!(feature = "redis")),
    ("reqwest", cfg!(feature = "reqwest")),
    ("reqwest-middleware", cfg!(feature = "reqwest-middleware")),
    ("testing", cfg!(feature = "testing")),
    ("tracing", cfg!(feature = "tracing")),
];

/// Returns the name of this machine's platform, such as `x86_64-unknown-linux-gnu`.
fn host() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("-vV").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc prints its host").to_owned()
}

/// Returns the options of `cargo metadata` that choose the crates to check.
///
/// `cargo test` downloads only the crates for this platform and for the features of the test. The
/// test runs offline, so it checks only these crates. `.ci/run` downloads all crates first, and
/// sets the variable, so that the test checks them all.
fn choice() -> Vec<String> {
    if std::env::var_os("TOWER_OAUTH1_ALL_CRATES").is_some() {
        return vec!["--all-features".to_owned()];
    }
    let on = FEATURES.iter().filter(|(_, is_on)| *is_on);
    let names: Vec<_> = on.map(|(name, _)| *name).collect();
    vec![
        "--filter-platform".to_owned(),
        host(),
        "--no-default-features".to_owned(),
        "--features".to_owned(),
        names.join(","),
    ]
}

#[test]
fn licenses_and_sources() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(choice())
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "{} packages", packages.len());
    let allowed = allowed();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let license = package["license"]
            .as_str()
            .unwrap_or_else(|| panic!("{name} states no license"));
        assert!(is_allowed(license, &allowed), "{name}: {license}");
        if name != "tower-oauth1" {
            let source = package["source"].as_str().unwrap_or_default();
            let crates_io = "registry+https://github.com/rust-lang/crates.io-index";
            assert_eq!(source, crates_io, "{name}");
        }
    }
}

#[test]
fn expressions_are_read_as_spdx_does() {
    let allowed = ["MIT", "ISC"].map(str::to_owned);
    for (expression, expected) in [
        ("MIT", true),
        ("MIT OR Apache-2.0", true),
        ("Apache-2.0/MIT", true),
        ("GPL-3.0-only", false),
        ("MIT AND ISC", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND ISC", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", false),
        ("Apache-2.0 AND (MIT OR ISC)", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}

/// With two providers of cryptography in one build, rustls does not choose one, and every client
/// panics that names none.
#[test]
fn tls_uses_ring_only() {
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap();
    let has = |name: &str| lock.contains(&format!("name = \"{name}\"\n"));
    assert!(has("rustls") && has("ring"));
    for other in ["aws-lc-rs", "aws-lc-sys", "native-tls", "openssl-sys"] {
        assert!(!has(other), "{other}");
    }
}
