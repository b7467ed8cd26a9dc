//! Runs the test vectors step by step through the public API.
//!
//! `published.json` was collected from specifications, the documentation of vendors and the tests
//! of other implementations. `generated.json` has random vectors. At least two independent
//! implementations agree on the expected values. The packaged crate does not include
//! `generated.json`.

mod key;
mod pieces;
mod placed;
mod report;
mod rfc;
mod signer;
mod steps;
mod vector;

use report::{Failure, Figures, Note, Report};
use vector::Vector;

fn run(vector: &Vector) -> Result<Vec<Note>, Failure> {
    let piece = match vector.kind.as_str() {
        "sign" | "base_string" => return steps::run(vector),
        "percent_encode" => pieces::percent_encoding,
        "normalize_params" => pieces::normalization,
        "base_uri" => pieces::base_string_uri,
        "auth_header_parse" => pieces::header_parsing,
        "auth_header_build" => pieces::header_building,
        "token_response" => {
            return Ok(vec![Note::Elsewhere(
                "tests/it/flow, through the authorization flow",
            )]);
        }
        "body_hash" => return pieces::body_hash(vector),
        "verify_reject" => {
            return Ok(vec![Note::Elsewhere("tests/it/verify and tests/it/grant")]);
        }
        other => return Err(Failure::new("the vector's kind", other)),
    };
    piece(vector).map(|()| Vec::new())
}

/// Miri is slow, so it reads and runs a few of the vectors.
const STEP: usize = if cfg!(miri) { 40 } else { 1 };

/// Reads a file. Each vector is one line of a JSON array.
fn read(json: &[u8]) -> Vec<Vector> {
    let lines = json.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| line.starts_with(b"{"));
    let vectors = lines.step_by(STEP).map(|line| {
        let line = line.strip_suffix(b",").unwrap_or(line);
        serde_json::from_slice(line).expect("each line holds a vector")
    });
    vectors.collect()
}

fn run_file(file: &'static str, json: &[u8], figures: &[(&str, Figures)], decided: &[&str]) {
    let mut report = Report::new(file);
    for vector in read(json) {
        report.add(&vector, run(&vector));
    }
    report.print_and_check();
    if STEP == 1 {
        report.compare(figures, decided);
    }
}

/// Zero figures. They stand for the features that a kind of vector does not have.
const NONE: Figures = Figures {
    cases: 0,
    rsa: 0,
    ambiguous: 0,
    low_level: 0,
    extra: 0,
    signed: 0,
};

const PUBLISHED: [(&str, Figures); 10] = [
    (
        "sign",
        Figures {
            cases: 132,
            rsa: 13,
            ambiguous: 4,
            low_level: 45,
            extra: 5,
            signed: 14,
        },
    ),
    (
        "token_response",
        Figures {
            cases: 16,
            ambiguous: 1,
            ..NONE
        },
    ),
    (
        "base_string",
        Figures {
            cases: 34,
            rsa: 1,
            ambiguous: 2,
            low_level: 14,
            signed: 2,
            ..NONE
        },
    ),
    ("normalize_params", Figures { cases: 34, ..NONE }),
    (
        "base_uri",
        Figures {
            cases: 41,
            ambiguous: 1,
            ..NONE
        },
    ),
    (
        "auth_header_parse",
        Figures {
            cases: 29,
            ambiguous: 4,
            ..NONE
        },
    ),
    ("auth_header_build", Figures { cases: 11, ..NONE }),
    ("percent_encode", Figures { cases: 32, ..NONE }),
    ("body_hash", Figures { cases: 7, ..NONE }),
    (
        "verify_reject",
        Figures {
            cases: 64,
            ambiguous: 1,
            ..NONE
        },
    ),
];

const GENERATED: [(&str, Figures); 1] = [(
    "sign",
    Figures {
        cases: 500,
        rsa: 141,
        ambiguous: 84,
        extra: 41,
        ..NONE
    },
)];

#[test]
fn published_vectors() {
    let json = include_bytes!("../../fixtures/vectors/published.json");
    run_file(
        "published.json",
        json,
        &PUBLISHED,
        // The signer refuses this vector, because the query has the name of a protocol parameter.
        &["pyoauth-realm-and-signature-in-query"],
    );
}

#[test]
fn generated_vectors() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/vectors/generated.json"
    );
    let json = match std::fs::read(path) {
        Ok(json) => json,
        Err(error) if is_absent(error.kind()) => {
            report::say("\ngenerated.json\n  skipped: the packaged crate is without it\n");
            return;
        }
        Err(error) => panic!("generated.json: {error}"),
    };
    let userinfo = [
        "gen-2718-0104",
        "gen-2718-0401",
        "gen-2718-0416",
        "gen-2718-0424",
    ];
    let dot_segments = &["gen-2718-0011", "gen-2718-0153"][..];
    let by_rsa_sha1 = if cfg!(feature = "rsa-legacy") {
        &["gen-2718-0415"][..]
    } else {
        &[]
    };
    let mut decided = [dot_segments, by_rsa_sha1, &userinfo].concat();
    decided.sort_unstable();
    run_file("generated.json", &json, &GENERATED, &decided);
}

/// Returns whether there is no such file, or no files at all, as in WebAssembly.
fn is_absent(error: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind::{NotFound, Unsupported};
    matches!(error, NotFound | Unsupported)
}
