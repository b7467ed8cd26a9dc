//! Comments and the documents at the root wrap at 100 columns.
//!
//! `rustfmt` only wraps comments on nightly Rust, so this test finds lines that are too wide.

use std::fs;
use std::path::{Path, PathBuf};

const COLUMNS: usize = 100;

/// Returns the number and the text of each line of prose that is too wide.
///
/// `prose` returns the text of a line without its comment marker, or `None` for a line of code.
/// Tables, code blocks, images and link targets are not prose. A line without a space in the first
/// 100 columns, such as a long link, cannot be wrapped.
fn too_wide<'a>(
    text: &'a str,
    prose: impl Fn(&'a str) -> Option<&'a str>,
) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (index, line) in text.lines().enumerate() {
        let Some(prose) = prose(line) else {
            in_code = false;
            continue;
        };
        let prose = prose.trim_start();
        if prose.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let is_link = prose.starts_with("![") || prose.starts_with('[') && prose.contains("]: ");
        if in_code || prose.starts_with('|') || is_link {
            continue;
        }
        let words = prose.trim_start_matches(['-', '*', '#', '>', ' ']);
        let start = line.chars().count() - words.chars().count();
        let can_wrap = words.chars().take(COLUMNS - start).any(|c| c == ' ');
        if line.chars().count() > COLUMNS && can_wrap {
            found.push((index + 1, line));
        }
    }
    found
}

/// Returns the text of a line that is only a comment.
fn comment(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix("//")?;
    Some(text.trim_start_matches(['/', '!']))
}

/// Adds the files in a folder and its subfolders whose names end in `.rs`.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn prose_wraps_at_100_columns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for folder in ["src", "tests", "examples", "benches", "fuzz"] {
        collect(&root.join(folder), &mut sources);
    }
    let entries = fs::read_dir(root).unwrap();
    let documents = entries.map(|entry| entry.unwrap().path());
    let documents = documents.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let documents: Vec<PathBuf> = documents.collect();
    // If no files were found, the test would find no wide lines either.
    assert!(sources.len() > 300 && documents.len() >= 5);

    let mut found = String::new();
    for path in sources.iter().chain(&documents) {
        let text = fs::read_to_string(path).unwrap();
        let lines = if path.extension().is_some_and(|extension| extension == "rs") {
            too_wide(&text, comment)
        } else {
            too_wide(&text, Some)
        };
        let name = path.strip_prefix(root).unwrap().display();
        for (number, line) in lines {
            found += &format!("{name}:{number}: {line}\n");
        }
    }
    assert!(
        found.is_empty(),
        "wrap these lines at {COLUMNS} columns:\n{found}"
    );
}

#[test]
fn wide_lines_are_found() {
    let words = "word ".repeat(20);
    let link = "x".repeat(COLUMNS);
    for (line, expected) in [
        (format!("// {words}word"), true),
        (format!("    /// {words}"), true),
        (format!("//! - {words}"), true),
        (format!("// {}", &words[..97]), false),
        (format!("let x = 1; // {words}"), false),
        (format!("/// | {words} |"), false),
        (format!("//! <{link}>"), false),
        (format!("/// [name]: {link}"), false),
        (format!("/// ```\n/// {words}\n/// ```"), false),
        (format!("/// ```\n/// ```\n/// {words}"), true),
    ] {
        assert_eq!(!too_wide(&line, comment).is_empty(), expected, "{line}");
    }
    assert_eq!(too_wide(&format!("a\n\n{words}word"), Some).len(), 1);
}
