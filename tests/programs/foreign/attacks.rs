//! The attacks in `tests/fixtures/attacks.toml`, and the server of oauthlib.

use std::path::Path;

use super::{printed, script};

/// What the file says about oauthlib, in the format of the script.
fn expected(table: &toml::Table) -> Vec<String> {
    let mut lines = Vec::new();
    for class in table["class"].as_array().unwrap() {
        for attack in class["attacks"].as_array().unwrap() {
            let items = attack.as_array().unwrap().iter();
            let items: Vec<_> = items.map(|item| item.as_str().unwrap()).collect();
            let accepts = items.last().unwrap().starts_with("oauthlib accepts: ");
            let verdict = if accepts { "accepts" } else { "refuses" };
            let class = class["name"].as_str().unwrap();
            lines.push(format!("{verdict}\t{class}: {}", items[0]));
        }
    }
    lines
}

#[test]
fn oauthlib_refuses_them_too() {
    let Some(mut script) = script("attacks.py", "oauthlib") else {
        return;
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/attacks.toml");
    script.arg(&file);
    let table = std::fs::read_to_string(&file).unwrap();
    let expected = expected(&table.parse().unwrap());
    let printed = printed(script);
    let found: Vec<_> = printed.lines().collect();
    assert_eq!(found, expected);
}
