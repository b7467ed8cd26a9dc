//! Ties the table of causes in `examples/sign/doctor/causes.rs` to cases that print them, and shows
//! their texts in one file to read: `tests/fixtures/causes.txt`. For each text, ask: does a reader
//! know what to do now?
//!
//! To write the file after a change, run this test with the variable
//! `TOWER_OAUTH1_WRITE_MESSAGES`.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Case, assert_first, base_strings, cases, causes, success};

fn all() -> Vec<Case> {
    [
        cases::reported(),
        cases::facts(),
        success::cases(),
        base_strings::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Returns the names in the table `CAUSES` of the program.
fn names_in_the_table() -> BTreeSet<&'static str> {
    let source = include_str!("../../../../examples/sign/doctor/causes.rs");
    let (_, table) = source.split_once("CAUSES: &[(&str, Find)] = &[").unwrap();
    let (table, _) = table.split_once("];").unwrap();
    let rows: Vec<_> = table.split('"').collect();
    // Names are between quotes, so they are every second piece.
    let names: BTreeSet<_> = rows.iter().skip(1).step_by(2).copied().collect();
    assert_eq!(
        names.len(),
        table.matches("(\"").count(),
        "a name is there twice"
    );
    names
}

#[test]
fn every_cause_is_printed_first_for_a_case() {
    let mut printed = BTreeSet::new();
    for case in all() {
        assert_first(
            &case.name,
            &case.response,
            &case.arguments,
            case.cause,
            case.words,
        );
        printed.insert(case.cause);
    }
    assert_eq!(printed, names_in_the_table());
}

#[test]
fn the_texts_are_those_in_the_file() {
    let mut text = "# What the example `sign` prints for a refusal (`--check`)\n\n".to_owned();
    for case in all() {
        text += &format!("{}\n", case.name);
        let found = causes("text", &case.response, &case.arguments);
        for (at, (cause, advice)) in found.iter().enumerate() {
            text += &format!("    {}. {cause}: {advice}\n", at + 1);
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/causes.txt");
    if std::env::var_os("TOWER_OAUTH1_WRITE_MESSAGES").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&file).unwrap());
}
