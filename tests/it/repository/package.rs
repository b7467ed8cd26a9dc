//! The files of the package that is published.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The files at the root, and those that cargo makes.
const ROOT: [&str; 14] = [
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "SUPPLY_CHAIN.md",
    "clippy.toml",
    "deny.toml",
];
/// The folders whose files are packed. A folder in them with a `Cargo.toml` is another package.
const FOLDERS: [&str; 4] = ["benches", "examples", "src", "tests"];
/// The file that is too large. `exclude` of Cargo.toml names it.
const EXCLUDED: &str = "tests/fixtures/vectors/generated.json";

/// Adds the files in a folder, as paths from the root.
fn collect(root: &Path, folder: &str, files: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(root.join(folder)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("{folder}/{name}");
        if !root.join(&path).is_dir() {
            files.insert(path);
        } else if !root.join(&path).join("Cargo.toml").exists() {
            collect(root, &path, files);
        }
    }
}

#[test]
fn the_package_has_these_files_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if root.join("Cargo.toml.orig").exists() {
        println!("skipped: these files come from a package, which cargo does not pack again");
        return;
    }
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline", "--quiet"])
        .current_dir(root)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let list = String::from_utf8(output.stdout).unwrap();
    let mut packed: BTreeSet<_> = list.lines().map(|line| line.replace('\\', "/")).collect();

    let mut expected: BTreeSet<_> = ROOT.map(str::to_owned).into();
    for folder in FOLDERS {
        collect(root, folder, &mut expected);
    }
    expected.remove(EXCLUDED);
    // cargo writes the commit only if there is a repository.
    packed.remove(".cargo_vcs_info.json");
    assert!(expected.len() > 500, "{}", expected.len());
    let (more, fewer) = (&packed - &expected, &expected - &packed);
    assert!(
        more.is_empty() && fewer.is_empty(),
        "more: {more:#?}\nfewer: {fewer:#?}"
    );
}
