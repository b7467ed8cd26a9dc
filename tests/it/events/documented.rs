//! The tables in the documentation have every event, its level and its fields.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use super::record::Record;

/// Level, target and name of an event or a span.
type Key = (String, String, String);

static TABLES: LazyLock<BTreeMap<Key, BTreeSet<String>>> = LazyLock::new(|| {
    let modules = ["sign", "flow", "verify"];
    modules.into_iter().flat_map(table).collect()
});

/// Reads the rows "| `name` | LEVEL | .. | `field`, `field` |" in the documentation of a module.
fn table(module: &str) -> Vec<(Key, BTreeSet<String>)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/{module}/mod.rs"));
    let text = std::fs::read_to_string(file).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    rows.filter_map(|row| {
        let cells: Vec<_> = row.split(" | ").collect();
        let [name, level, _, fields] = cells[..] else {
            return None;
        };
        let fields = fields.split('`').skip(1).step_by(2).map(str::to_owned);
        let target = format!("tower_oauth1::{module}");
        let key = (level.to_owned(), target, name.trim_matches('`').to_owned());
        Some((key, fields.collect()))
    })
    .collect()
}

fn key(record: &Record) -> Key {
    (
        record.level.to_string(),
        record.target.clone(),
        record.name.clone(),
    )
}

/// Returns whether the documentation has an event or a span, and all its fields.
pub(crate) fn is_documented(record: &Record) -> bool {
    let fields = TABLES.get(&key(record));
    fields.is_some_and(|fields| record.fields.iter().all(|(name, _)| fields.contains(*name)))
}

#[test]
fn the_documentation_has_nine_events_and_spans() {
    let keys = TABLES.keys();
    let names: Vec<_> = keys.map(|key| format!("{key:?}")).collect();
    assert_eq!(names.len(), 9, "{names:#?}");
}
