//! Types of other crates in the public API: each is an exception that this file names. A new major
//! version of such a crate is a breaking change of ours.
//!
//! The test reads rustdoc's JSON. `.ci/run` makes it, and names the file in `TOWER_OAUTH1_RUSTDOC_JSON`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The crates whose types may occur, and the feature that each needs.
const ALLOWED: [(&str, Option<&str>); 11] = [
    ("core", None),
    ("alloc", None),
    ("bytes", None),
    ("http", None),
    ("http_body", None),
    ("tower_layer", None),
    ("tower_service", None),
    ("axum_core", Some("axum")),
    ("serde_core", Some("serde")),
    ("tower", Some("tower")),
    // Not a type that anybody can name: the macro adds a bound to `Unpin`.
    ("pin_project_lite", None),
];

#[test]
fn only_allowed_crates_occur_in_the_public_api() {
    let Some(file) = std::env::var_os("TOWER_OAUTH1_RUSTDOC_JSON") else {
        println!("skipped: TOWER_OAUTH1_RUSTDOC_JSON does not name rustdoc's JSON");
        return;
    };
    let json = std::fs::read_to_string(file).unwrap();
    let docs: Value = serde_json::from_str(&json).unwrap();
    let found = foreign(&docs);
    for (name, types) in &found {
        let allowed = ALLOWED.iter().find(|(allowed, _)| allowed == name);
        assert!(
            allowed.is_some(),
            "{name} occurs in the public API: {types:?}"
        );
    }
    // A reader that finds nothing would find nothing wrong.
    for (name, feature) in ALLOWED {
        let is_built = feature.is_none_or(|_| cfg!(all(feature = "axum", feature = "serde")));
        assert!(
            !is_built || found.contains_key(name),
            "{name} occurs no more"
        );
    }
}

/// The crates of the types in the public API, and these types.
fn foreign(docs: &Value) -> BTreeMap<&str, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for item in docs["index"].as_object().unwrap().values() {
        let inner = &item["inner"];
        let implementation = &inner["impl"];
        // The compiler writes these, and nobody chose them.
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
