//! The programs in README.md are the examples in one file, and their dependencies exist.

use std::collections::BTreeSet;
use std::process::Command;

use super::programs::{assert_dependencies_of, read};

/// Returns the language and the text of each code block of README.md.
fn blocks() -> Vec<(String, String)> {
    let readme = read("README.md");
    let parts: Vec<_> = readme.split("```").collect();
    assert_eq!(parts.len() % 2, 1, "each code block ends");
    let blocks = parts.iter().skip(1).step_by(2);
    blocks
        .map(|block| {
            let (language, text) = block.split_once('\n').unwrap();
            (language.to_owned(), text.to_owned())
        })
        .collect()
}

/// The examples that README.md shows: each is one file.
pub(super) const PROGRAMS: [&str; 4] = [
    "reqwest_client",
    "hyper_client",
    "token_dance",
    "axum_server",
];

#[test]
fn each_program_is_an_example_byte_for_byte() {
    let blocks = blocks();
    let rust = blocks
        .iter()
        .filter(|(language, _)| language.starts_with("rust"));
    let programs: Vec<_> = rust.collect();
    let files = PROGRAMS.map(|name| read(&format!("examples/{name}.rs")));
    for (program, file) in programs.iter().zip(&files) {
        assert_eq!(program.0, "rust", "the block has no attributes");
        assert_eq!(&program.1, file);
        assert!(!file.contains("\n# "), "no line is hidden");
    }
    assert_eq!(programs.len(), files.len(), "each program is a file");
}

#[test]
fn the_dependencies_of_the_programs_exist() {
    let blocks = blocks();
    let tables: Vec<_> = blocks
        .iter()
        .filter(|(language, _)| language == "toml")
        .collect();
    assert_eq!(tables.len(), PROGRAMS.len(), "each program has its table");
    for ((_, table), name) in tables.iter().zip(PROGRAMS) {
        assert_dependencies_of(name, table);
    }
}

#[test]
fn links_work_outside_the_repository() {
    let readme = read("README.md");
    let inline = readme.split("](").skip(1);
    let references = readme.lines().filter_map(|line| line.split_once("]: "));
    for target in inline.chain(references.map(|(_, target)| target)) {
        assert!(target.starts_with("https://"), "{target:.50}");
    }
}

/// README.md shows the first column of the first table of the benchmarks as bars.
#[test]
fn the_bars_are_those_of_the_benchmarks() {
    let (readme, measured) = (read("README.md"), read("benches/README.md"));
    let (_, bars) = readme
        .split_once("  HMAC-SHA1 alone        1.0  #\n")
        .unwrap();
    let mut count = 0;
    for line in bars.lines().take_while(|line| line.starts_with("  ")) {
        let (text, bar) = line.split_once("  #").unwrap();
        let (name, number) = text.trim().rsplit_once(' ').unwrap();
        let row = format!("| {} | {number} |", name.trim());
        assert!(measured.contains(&row), "benches/README.md has no {row:?}");
        let number: f64 = number.parse().unwrap();
        assert_eq!(bar.len() + 1, number.round() as usize, "{line}");
        count += 1;
    }
    assert!(count >= 5, "{count} bars");
}

#[test]
fn the_number_of_profiles_is_right() {
    let number = tower_oauth1::provider::Provider::ALL.len();
    let words = format!("settings of {number} services");
    assert!(read("README.md").contains(&words), "no {words:?}");
}

/// The table of features says how many crates each feature builds.
#[test]
fn the_numbers_of_crates_are_right() {
    // Without all crates on this machine, cargo cannot count. On other platforms, others are built.
    let is_complete = std::env::var_os("TOWER_OAUTH1_ALL_CRATES").is_some();
    if !is_complete || !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        println!("skipped: .ci/run downloads all crates and sets TOWER_OAUTH1_ALL_CRATES");
        return;
    }
    let readme = read("README.md");
    let (_, rows) = readme.split_once("| feature | default | crates |").unwrap();
    let mut count = 0;
    for row in rows
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
    {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let feature = cells[1].trim_matches('`').replace("none", "");
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--locked", "--edges", "normal"])
            .args(["--prefix", "none", "--features", &feature])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let tree = String::from_utf8(output.stdout).unwrap();
        let crates = tree.lines().map(|line| line.split(" (").next().unwrap());
        let crates: BTreeSet<_> = crates.collect();
        assert_eq!(crates.len().to_string(), cells[3], "{feature}");
        count += 1;
    }
    assert!(count > 8, "{count} rows");
}
