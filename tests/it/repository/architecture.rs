//! ARCHITECTURE.md says which folder may import which. The source keeps to it.

use std::collections::BTreeMap;
use std::path::Path;

use super::imports::Imports;

/// Files at the root of `src/` that every folder may import.
const COMMON: [&str; 3] = ["box_error.rs", "already_signed.rs", "inner_service.rs"];

/// The largest number of lines of a file, with its tests.
const MOST_LINES: usize = 300;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads the table of ARCHITECTURE.md whose rows are "| `folder/` | `other/`, `another/` |".
fn allowed() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let table = text.split("| folder | may import |").nth(1);
    let lines = table.expect("the table of ARCHITECTURE.md").lines();
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    let names = |cell: &str| -> Vec<String> {
        let names = cell.split('`').skip(1).step_by(2);
        names
            .map(|name| name.trim_end_matches('/').to_owned())
            .collect()
    };
    rows.map(|row| {
        let mut cells = row.split('|').skip(1);
        let folder = names(cells.next().unwrap()).remove(0);
        (folder, names(cells.next().unwrap()))
    })
    .collect()
}

fn folder(file: &str) -> &str {
    file.split_once('/').map_or(file, |(folder, _)| folder)
}

#[test]
fn folders_import_only_what_the_architecture_allows() {
    let (imports, allowed) = (Imports::read(&root().join("src")), allowed());
    let folders: Vec<_> = allowed.keys().map(String::as_str).collect();
    let mut found: Vec<_> = imports.files.iter().map(|file| folder(file)).collect();
    found.retain(|name| !name.ends_with(".rs"));
    found.dedup();
    assert_eq!(found, folders, "ARCHITECTURE.md names every folder");
    for (file, targets) in &imports.edges {
        let from = folder(file);
        if from == "lib.rs" {
            continue;
        }
        for target in targets {
            let to = folder(target);
            let is_allowed = from == to
                || COMMON.contains(&to)
                || allowed
                    .get(from)
                    .is_some_and(|names| names.iter().any(|name| name == to));
            assert!(is_allowed, "src/{file} must not import src/{target}");
        }
    }
    // A reader that finds nothing would find nothing wrong.
    assert!(
        imports
            .edges
            .values()
            .map(|targets| targets.len())
            .sum::<usize>()
            > 300
    );
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let imports = Imports::read(&root().join("src"));
    assert_eq!(imports.circle(), None);
}

#[test]
fn a_circle_is_found() {
    let mut imports = Imports::read(&root().join("src"));
    let (from, to) = ("uri/origin.rs".to_owned(), "sign/layer.rs".to_owned());
    imports.edges.entry(from).or_default().insert(to.clone());
    let circle = imports
        .circle()
        .expect("sign/layer.rs imports uri/origin.rs by some way");
    assert!(circle.contains(&to), "{circle:?}");
}

#[test]
fn files_stay_short() {
    let mut count = 0;
    let mut folders: Vec<_> = ["src", "tests", "examples", "benches", "fuzz"]
        .map(|folder| root().join(folder))
        .into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // A package inside the repository may have its own `target` folder.
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let lines = std::fs::read_to_string(&path).unwrap().lines().count();
                let file = path.strip_prefix(root()).unwrap().display();
                assert!(lines <= MOST_LINES, "{file} has {lines} lines; split it");
                count += 1;
            }
        }
    }
    assert!(count > 200, "found only {count} files");
}
