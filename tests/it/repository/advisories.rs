//! Versions of dependencies with known vulnerabilities are not allowed.

use std::fs;

/// A dependency, the first version without the problem, and the advisory.
///
/// RUSTSEC-2023-0071 (`rsa`) names no such version. The authors of `rsa` say that versions before
/// 0.10 are vulnerable.
const ADVISORIES: [(&str, [u64; 3], &str); 6] = [
    ("bytes", [1, 11, 1], "RUSTSEC-2026-0007"),
    ("http", [0, 1, 20], "RUSTSEC-2019-0033 and 0034"),
    ("rand", [0, 10, 1], "RUSTSEC-2026-0097"),
    ("ring", [0, 17, 12], "RUSTSEC-2025-0009"),
    ("rsa", [0, 10, 0], "RUSTSEC-2023-0071"),
    ("tokio", [1, 44, 2], "RUSTSEC-2025-0023"),
];

/// Returns a version as numbers. Missing numbers are 0.
fn version(text: &str) -> [u64; 3] {
    let mut numbers = text.split('.').map(|number| number.parse().unwrap());
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

#[test]
fn the_lowest_allowed_versions_are_not_vulnerable() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    let (_, dependencies) = manifest.split_once("\n[dependencies]\n").unwrap();
    let (dependencies, _) = dependencies.split_once("\n[").unwrap();
    for (name, least, advisory) in ADVISORIES {
        let start = format!("{name} = ");
        let mut lines = dependencies.lines();
        let line = lines.find_map(|line| line.strip_prefix(&start)).unwrap();
        let text = line.trim_start_matches("{ version = ");
        let lowest = text.split('"').nth(1).unwrap();
        assert!(version(lowest) >= least, "{name} {lowest}: {advisory}");
    }
}

/// RUSTSEC-2023-0071 names no fixed version of the crate `rsa`, so only `rsa-legacy` depends on it.
#[test]
fn only_one_feature_depends_on_the_crate_rsa() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    let (_, features) = manifest.split_once("\n[features]\n").unwrap();
    let (features, _) = features.split_once("\n[").unwrap();
    let lines = features.lines().filter(|line| line.contains("\"dep:rsa\""));
    let names: Vec<_> = lines.filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, ["rsa-legacy"]);
}
