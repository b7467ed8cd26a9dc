//! The tables in the documentation have every event, its level and its fields.

use std::path::Path;
use std::sync::LazyLock;

use super::record::Record;

/// An event or a span in a table.
struct Row {
    level: String,
    target: String,
    name: String,
    fields: Vec<String>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let modules = ["sign", "flow", "verify", "grant"];
    modules.into_iter().flat_map(table).collect()
});

/// Reads the rows "| `name` | LEVEL | .. | `field`, `field` |" in the documentation of a module.
fn table(module: &str) -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/{module}/mod.rs"));
    let text = std::fs::read_to_string(file).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    rows.filter_map(|row| {
        let cells: Vec<_> = row.split(" | ").collect();
        let [name, level, _, fields] = cells[..] else {
            return None;
        };
        let fields = fields.split('`').skip(1).step_by(2);
        Some(Row {
            level: level.to_owned(),
            target: format!("tower_oauth1::{module}"),
            name: name.trim_matches('`').to_owned(),
            fields: fields.map(str::to_owned).collect(),
        })
    })
    .collect()
}

/// Returns whether the documentation has an event or a span, and all its fields.
pub(crate) fn is_documented(record: &Record) -> bool {
    let mut rows = ROWS.iter();
    let row = rows.find(|row| {
        row.name == record.name && row.target == record.target && row.level == record.level.as_str()
    });
    let has = |row: &Row, name: &str| row.fields.iter().any(|field| field == name);
    row.is_some_and(|row| record.fields.iter().all(|(name, _)| has(row, name)))
}

#[test]
fn the_documentation_has_eleven_events_and_spans() {
    let names: Vec<_> = ROWS.iter().map(|row| &row.name).collect();
    assert_eq!(names.len(), 11, "{names:?}");
    assert!(ROWS.iter().all(|row| row.fields.len() >= 2));
}
