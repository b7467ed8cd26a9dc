//! The examples in one file: each is in the index of the examples, is short, and names the crates
//! that it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::readme;

pub(super) fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
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
pub(super) fn table(manifest: &str, name: &str) -> String {
    let (_, table) = manifest.split_once(&format!("\n[{name}]\n")).unwrap();
    table.split("\n[").next().unwrap().to_owned()
}

/// Returns the part of a version that a breaking change increases.
pub(super) fn major(version: &str) -> String {
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

/// Adds the folders that the reader copies too. The program names their `mod.rs`.
fn with_shared(program: &str) -> String {
    let paths = program.split("#[path = \"").skip(1);
    let folders = paths.filter_map(|path| path.split_once("/mod.rs\"").map(|(folder, _)| folder));
    let mut all = program.to_owned();
    for folder in folders {
        assert!(folder.starts_with("shared/"), "{folder}");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(folder);
        for file in std::fs::read_dir(folder).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|extension| extension == "rs") {
                all += &std::fs::read_to_string(file).unwrap();
            }
        }
    }
    all
}

/// Checks the lines for `Cargo.toml` that a reader copies next to an example: all crates that it
/// uses, with versions that this crate tests, and the features that the example is built with.
pub(super) fn assert_dependencies_of(name: &str, table_to_copy: &str) {
    let manifest = read("Cargo.toml");
    let mut known = dependencies(&table(&manifest, "dependencies"));
    known.extend(dependencies(&table(&manifest, "dev-dependencies")));
    let own_version = table(&format!("\n{manifest}"), "package");
    let own_version = own_version.split("\nversion = \"").nth(1).unwrap();
    let (head, lines) = table_to_copy.split_once('\n').unwrap();
    assert_eq!(head, "[dependencies]", "{name}");
    let needed = dependencies(lines);
    let (version, features) = &needed["tower-oauth1"];
    assert!(own_version.starts_with(&format!("{version}.")), "{version}");
    // The example is built with the same features.
    let example = format!("name = \"{name}\"\nrequired-features = ");
    let required = manifest.split_once(&example).map_or("", |(_, rest)| rest);
    let required = required.lines().next().unwrap_or_default();
    let required = required.split('"').skip(1).step_by(2);
    assert!(required.eq(features), "{name}: {features:?}");

    let program = with_shared(&read(&format!("examples/{name}.rs")));
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

/// The names of the examples that are one file.
fn names() -> BTreeSet<String> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let entries = std::fs::read_dir(examples).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()));
    names.collect()
}

#[test]
fn each_is_in_the_index() {
    let index = read("examples/README.md");
    let rows = index.lines().filter(|line| line.starts_with("| "));
    let links = rows.filter_map(|row| row.split_once(".rs)")?.0.split("](").nth(1));
    let links: BTreeSet<_> = links.map(str::to_owned).collect();
    assert_eq!(links, names());
    for name in names() {
        assert!(index.contains(&format!("--example {name}")), "{name}");
    }
}

#[test]
fn each_is_short_and_says_what_it_needs() {
    for name in names() {
        let program = read(&format!("examples/{name}.rs"));
        let lines = program.lines().count();
        assert!((25..=150).contains(&lines), "{name} has {lines} lines");
        let header = program.lines().map_while(|line| line.strip_prefix("//!"));
        let header: Vec<_> = header.map(|line| line.trim_start()).collect();
        let header = header.join("\n");
        // It is whole: a reader copies one file, and the folders that its header names.
        for module in program.split("#[path = \"").skip(1) {
            let (folder, _) = module.split_once("/mod.rs\"").unwrap();
            assert!(header.contains(&format!("`examples/{folder}`")), "{name}");
        }
        // The pages of a website may be in a folder too.
        for (index, _) in program.match_indices("include_") {
            let folder = format!("shared/{name}");
            let include = format!("include_str!(\"{folder}/");
            assert!(program[index..].starts_with(&include), "{name}");
            assert!(header.contains(&format!("`examples/{folder}`")), "{name}");
        }
        let Some((_, table)) = header.split_once("```toml\n") else {
            assert!(readme::PROGRAMS.contains(&&*name), "{name} names no crates");
            continue;
        };
        assert!(header.contains(&format!("--example {name}")), "{name}");
        let (table, _) = table.split_once("\n```").unwrap();
        assert_dependencies_of(&name, table);
    }
}

/// The lines for a known provider are those of the documentation, which are compiled.
#[test]
fn the_lines_for_a_known_provider_compile() {
    let documentation = read("src/provider/mod.rs");
    let mut count = 0;
    for name in ["web_login", "pin_tool"] {
        let program = read(&format!("examples/{name}.rs"));
        let lines = program.lines().map(str::trim);
        for line in lines.filter_map(|line| line.strip_prefix("//     let ")) {
            let line = format!("\n//! let {line}\n");
            assert!(documentation.contains(&line), "{name}:{line}");
            count += 1;
        }
        for advice in ["profile.omits_callback()", "profile.uses_form_flow()"] {
            assert!(program.contains(advice), "{name}: {advice}");
        }
    }
    assert_eq!(count, 7);
}
