//! Types of other crates in the public API. Each is an exception that this file names, because a
//! new major version of such a crate is a breaking change of this crate.
//!
//! The test reads the JSON output of rustdoc. `.ci/run` writes it, with all features and without
//! features, and names the two files in the variables of [`JSON`].

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The variables that name the JSON with all features and without features.
pub(super) const JSON: [&str; 2] = [
    "TOWER_OAUTH1_RUSTDOC_JSON",
    "TOWER_OAUTH1_RUSTDOC_JSON_NO_FEATURES",
];

/// The crates whose types may occur, and the feature that each needs.
const ALLOWED: [(&str, Option<&str>); 13] = [
    ("core", None),
    ("alloc", None),
    ("bytes", None),
    ("http", None),
    ("http_body", None),
    ("tower_layer", None),
    ("tower_service", None),
    ("axum_core", Some("axum")),
    ("reqwest", Some("reqwest")),
    ("reqwest_middleware", Some("reqwest-middleware")),
    ("serde_core", Some("serde")),
    ("tower", Some("tower")),
    // Users cannot name this type: the macro `pin_project!` adds a bound to `Unpin`.
    ("pin_project_lite", None),
];

/// Reads the JSON that a variable names. Returns `None` if the variable is missing.
///
/// # Panics
///
/// Panics if the variable is missing in CI, so that the check cannot be lost silently.
pub(super) fn read(variable: &str) -> Option<Value> {
    let Some(file) = std::env::var_os(variable) else {
        let in_ci = std::env::var_os("CI").is_some();
        assert!(!in_ci, "{variable} is missing; run the checks with .ci/run");
        println!("skipped: {variable} does not name the JSON of rustdoc; .ci/run sets it");
        return None;
    };
    let json = std::fs::read_to_string(file).unwrap();
    Some(serde_json::from_str(&json).unwrap())
}

#[test]
fn only_allowed_crates_occur_in_the_public_api() {
    let [all_features, no_features] = JSON.map(read);
    for docs in [&all_features, &no_features].into_iter().flatten() {
        for (name, types) in foreign(docs) {
            let is_allowed = ALLOWED.iter().any(|(allowed, _)| *allowed == name);
            assert!(is_allowed, "{name} occurs in the public API: {types:?}");
        }
    }
    // If the reader found nothing, the checks above would pass.
    if let Some(docs) = &all_features {
        let found = foreign(docs);
        for (name, _) in ALLOWED {
            assert!(found.contains_key(name), "{name} does not occur any more");
        }
    }
    if let Some(docs) = &no_features {
        let found = foreign(docs);
        for (name, feature) in ALLOWED {
            assert_eq!(found.contains_key(name), feature.is_none(), "{name}");
        }
    }
}

/// Returns the crates of the foreign types in the public API, and these types.
fn foreign(docs: &Value) -> BTreeMap<&str, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for item in docs["index"].as_object().unwrap().values() {
        let inner = &item["inner"];
        let implementation = &inner["impl"];
        // The compiler writes these implementations, so they are not a choice of this crate.
        let is_automatic = implementation["is_synthetic"] == true
            || !implementation["blanket_impl"].is_null() && implementation.is_object();
        if item["crate_id"] == 0 && !is_automatic && inner["use"].is_null() {
            collect(docs, inner, &mut found);
        }
    }
    found
}

fn collect<'a>(docs: &'a Value, value: &Value, found: &mut BTreeMap<&'a str, BTreeSet<String>>) {
    match value {
        Value::Object(members) => {
            if let (Some(id), Some(_)) = (value["id"].as_u64(), value["path"].as_str()) {
                let path = &docs["paths"][id.to_string()];
                let krate = &docs["external_crates"][path["crate_id"].to_string()]["name"];
                if let Some(name) = krate.as_str() {
                    found
                        .entry(name)
                        .or_default()
                        .insert(path["path"].to_string());
                }
            }
            members
                .values()
                .for_each(|member| collect(docs, member, found));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(docs, value, found)),
        _ => {}
    }
}
