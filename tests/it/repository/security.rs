//! SECURITY.md: each test that it names exists, and each limit is the one in the source.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::programs::read;

/// Constants that bound no input: sizes of buffers and of parts of a store.
const INTERNAL: [&str; 11] = [
    "grant/testing/dropped.rs MOST_POLLS",
    "protocol/encoding/writer.rs MOST_FREE",
    "protocol/parameters/pool.rs MOST_KEPT",
    "protocol/signature/value.rs LONGEST_BASE64",
    "protocol/signature/value.rs LONGEST_MAC",
    "verify/request/signature.rs LONGEST_MAC",
    "verify/store/expiring.rs FEWEST",
    "verify/store/memory_replay.rs MOST_SHARDS",
    "verify/store/memory_replay.rs SMALLEST_SHARD",
    "verify/testing/rule.rs LONGEST",
    "verify/testing/together.rs MOST_ROUNDS",
];
/// The words at the beginning of a constant that is a limit.
const WORDS: [&str; 10] = [
    "CLOCK_DIFFERENCE",
    "FEWEST",
    "HUNDRED",
    "KEPT",
    "LEAST",
    "LIMIT",
    "LONGEST",
    "MARGIN",
    "MOST",
    "SMALLEST",
];

/// Returns the cells of each row under a heading of SECURITY.md.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let text = read("SECURITY.md");
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(1);
    let cells = |row: &str| {
        let cells = row.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(cells).collect()
}

/// Returns the texts between backquotes.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Returns the file of a module: `it::sign::scope` is `tests/it/sign/scope.rs`.
fn file(module: &[&str]) -> Option<String> {
    let path = format!("tests/{}", module.join("/"));
    let files = [
        format!("{path}.rs"),
        format!("{path}/mod.rs"),
        format!("{path}/main.rs"),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = files.iter().find(|file| root.join(file).exists())?;
    Some(read(file))
}

#[test]
fn each_test_in_the_table_exists() {
    let rows = rows("Threats");
    assert!(rows.len() > 15, "{} rows", rows.len());
    let mut count = 0;
    for row in &rows {
        let [threat, holds, tests, remains] = &row[..] else {
            panic!("{row:?}");
        };
        for test in code(tests) {
            let path: Vec<_> = test.split("::").collect();
            let (name, module) = path.split_last().unwrap();
            let file = file(module).unwrap_or_else(|| panic!("{test}: no such file"));
            let lines: Vec<_> = file.lines().map(str::trim).collect();
            let declared = [format!("fn {name}()"), format!("async fn {name}()")];
            let declares = |line: &&str| declared.iter().any(|text| line.starts_with(&**text));
            let at = lines.iter().position(declares);
            let at = at.unwrap_or_else(|| panic!("{test}: no such function"));
            let before = &lines[at.saturating_sub(3)..at];
            let is_test = before
                .iter()
                .any(|line| line.contains("test") && line.starts_with("#["));
            assert!(is_test, "{test} is not a test");
            count += 1;
        }
        // What no test shows, the last column says.
        assert!(
            !tests.is_empty() || !remains.is_empty(),
            "{threat}: {holds}"
        );
    }
    assert!(count > 30, "{count} tests");
}

/// Evaluates a sum, a product or a shift of numbers.
fn value(text: &str) -> u64 {
    if let Some((left, right)) = text.split_once(" << ") {
        return value(left) << value(right);
    }
    if let Some((left, right)) = text.split_once(" + ") {
        return value(left) + value(right);
    }
    let factors = text.split(" * ").map(|factor| match factor {
        "1e6" => 1_000_000,
        _ => factor
            .replace('_', "")
            .parse()
            .unwrap_or_else(|_| panic!("{text:?}")),
    });
    factors.product()
}

#[test]
fn expressions_are_read_as_rust_does() {
    assert_eq!(value("8 << 10"), 8 << 10);
    assert_eq!(value("60 + 1"), 61);
    assert_eq!(value("100 * 365 * 24 * 3600"), 3_153_600_000);
    assert_eq!(value("100_000"), 100_000);
}

#[test]
fn each_limit_is_the_one_in_the_source() {
    let mut count = 0;
    for row in rows("Limits") {
        let [name, default, unit, setter, _, source] = &row[..] else {
            panic!("{row:?}");
        };
        if name.starts_with("**") {
            continue;
        }
        assert!(!unit.is_empty(), "{name} has no unit");
        let mut source = code(source);
        let (Some(file), Some(text)) = (source.next(), source.next()) else {
            assert!(
                default.is_empty() && !setter.is_empty(),
                "{name}: where is its default?"
            );
            continue;
        };
        let ends = [",", ";", ")", " }", "\n"];
        let found = read(&format!("src/{file}"));
        let is_there = ends
            .iter()
            .any(|end| found.contains(&format!("{text}{end}")));
        assert!(is_there, "{name}: src/{file} has no `{text}`");
        // `name: 8`, `NAME: usize = 8` or `function(8)`.
        let number = text.rsplit([':', '=', '(']).next().unwrap();
        let number = value(number.trim_matches([' ', ')']));
        assert_eq!(&number.to_string(), default, "{name}");
        count += 1;
    }
    assert!(count > 40, "{count} limits");
}

/// Returns the files in a folder whose names end in `.rs`.
pub(super) fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.flat_map(|path| {
        if path.is_dir() {
            sources(&path)
        } else {
            vec![path]
        }
    });
    files
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

#[test]
fn each_limit_in_the_source_is_in_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rows = rows("Limits");
    let mut functions = String::new();
    let mut missing = BTreeSet::new();
    for path in sources(&root) {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        for line in text.lines().map(str::trim) {
            if line.starts_with("pub fn ") {
                functions += line;
            }
            let Some((_, constant)) = line.split_once("const ") else {
                continue;
            };
            let name = constant.split(':').next().unwrap();
            let is_number = [": usize = ", ": u64 = ", ": f64 = "]
                .iter()
                .any(|of| constant.contains(of));
            let is_limit = is_number && WORDS.iter().any(|word| name.starts_with(word));
            let in_table = |row: &Vec<String>| {
                let mut source = row.last().into_iter().flat_map(|cell| code(cell));
                source.next() == Some(&file)
                    && source.next() == Some(constant.trim_end_matches(';'))
            };
            let known = format!("{file} {name}");
            if is_limit && !INTERNAL.contains(&&*known) && !rows.iter().any(in_table) {
                missing.insert(known);
            }
        }
    }
    assert!(missing.is_empty(), "not in the table: {missing:#?}");
    let setters: Vec<_> = rows
        .iter()
        .filter_map(|row| code(row.get(3)?).next())
        .collect();
    assert!(setters.len() > 15, "{setters:?}");
    for setter in setters {
        let (_, name) = setter.split_once("::").unwrap();
        assert!(
            functions.contains(&format!("pub fn {name}")),
            "no setter {setter}"
        );
    }
}
