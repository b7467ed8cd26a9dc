//! The programs in README.md are the examples in one file, and their dependencies exist.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

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
const PROGRAMS: [&str; 4] = [
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

    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let names = std::fs::read_dir(examples).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<_> = names
        .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
        .collect();
    // The documentation of the module `flow` shows `sign_in`.
    let shown = PROGRAMS.into_iter().chain(["sign_in"]).map(str::to_owned);
    assert_eq!(names, shown.collect(), "each example is shown to readers");
}

/// One dependency in a `Cargo.toml`: its version and its features.
type Dependencies = BTreeMap<String, (String, BTreeSet<String>)>;

/// Reads the lines `name = ..` of a table.
fn dependencies(table: &str) -> Dependencies {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let lines = lines.filter_map(|line| line.split_once(" = "));
    let pairs = lines.map(|(name, value)| {
        let version = value.trim_start_matches("{ version = ");
        let version = version.split('"').nth(1).unwrap().to_owned();
        let features = value
            .split_once(" features = [")
            .map_or("", |(_, rest)| rest);
        let features = features.split('"').skip(1).step_by(2).map(str::to_owned);
        (name.to_owned(), (version, features.collect()))
    });
    pairs.collect()
}

/// Returns a table of the `Cargo.toml` of this crate.
fn table(manifest: &str, name: &str) -> String {
    let (_, table) = manifest.split_once(&format!("\n[{name}]\n")).unwrap();
    table.split("\n[").next().unwrap().to_owned()
}

/// Returns the part of a version that a breaking change increases.
fn major(version: &str) -> String {
    let mut numbers = version.split('.');
    let first = numbers.next().unwrap().to_owned();
    match numbers.next() {
        Some(second) if first == "0" => format!("0.{second}"),
        _ => first,
    }
}

/// Returns whether a path in the program begins with the name of the crate.
fn uses(program: &str, dependency: &str) -> bool {
    let path = format!("{}::", dependency.replace('-', "_"));
    program.match_indices(&path).any(|(start, _)| {
        let before = program[..start].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

#[test]
fn the_dependencies_of_the_programs_exist() {
    let manifest = read("Cargo.toml");
    let mut known = dependencies(&table(&manifest, "dependencies"));
    known.extend(dependencies(&table(&manifest, "dev-dependencies")));
    let own_version = table(&format!("\n{manifest}"), "package");
    let own_version = own_version.split("\nversion = \"").nth(1).unwrap();
    let blocks = blocks();
    let tables: Vec<_> = blocks
        .iter()
        .filter(|(language, _)| language == "toml")
        .collect();
    assert_eq!(tables.len(), PROGRAMS.len(), "each program has its table");
    for ((_, text), name) in tables.iter().zip(PROGRAMS) {
        let (head, lines) = text.split_once('\n').unwrap();
        assert_eq!(head, "[dependencies]");
        let needed = dependencies(lines);
        let (version, features) = &needed["tower-oauth1"];
        assert!(own_version.starts_with(&format!("{version}.")), "{version}");
        // The example is built with the same features.
        let example = format!("name = \"{name}\"\nrequired-features = ");
        let required = manifest.split_once(&example).map_or("", |(_, rest)| rest);
        let required = required.lines().next().unwrap_or_default();
        let required = required.split('"').skip(1).step_by(2);
        assert!(required.eq(features), "{name}: {features:?}");

        let program = read(&format!("examples/{name}.rs"));
        for (dependency, (version, _)) in &needed {
            if let Some((used, _)) = known.get(dependency) {
                assert_eq!(major(version), major(used), "{name}: {dependency}");
            }
            assert!(uses(&program, dependency), "{name}: {dependency}");
        }
        for dependency in known.keys().filter(|name| uses(&program, name)) {
            assert!(needed.contains_key(dependency), "{name}: {dependency}");
        }
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
