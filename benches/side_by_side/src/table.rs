//! The results as Markdown tables.

use comfy_table::{CellAlignment, Table, presets};

use crate::report::{Measured, Report, Row};

/// Returns two tables, the cases and the growth, and the reasons for missing numbers.
pub(crate) fn markdown(report: &Report) -> String {
    let cases: Vec<_> = report
        .cases
        .iter()
        .map(|case| (format!("case {}", case.case), &case.measured))
        .collect();
    let growth: Vec<_> = report
        .growth
        .iter()
        .map(|growth| (growth.parameters.to_string(), &growth.measured))
        .collect();
    format!(
        "{}, medians of {} rounds.\n\n\
         Each case: the ratio to the bare HMAC, nanoseconds, allocations.\n\n{}\n\n{}\
         By the number of query parameters: the ratio to the bare HMAC, microseconds.\n\n{}\n{}",
        report.processor,
        report.rounds,
        table("", &cases, case_cell),
        notes(&cases),
        table("parameters", &growth, growth_cell),
        notes(&growth),
    )
}

/// Formats a cell of the cases: ratio, nanoseconds, allocations.
fn case_cell(ratio: f64, ns: f64, allocations: u64) -> String {
    format!("{ratio:.2} · {ns:.0} · {allocations}")
}

/// Formats a cell of the growth: ratio, microseconds.
fn growth_cell(ratio: f64, ns: f64, _: u64) -> String {
    format!("{ratio:.2} · {:.1}", ns / 1000.0)
}

fn table(
    title: &str,
    columns: &[(String, &Measured)],
    write: fn(f64, f64, u64) -> String,
) -> String {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    let names = columns.iter().map(|(name, _)| name.as_str());
    table.set_header(std::iter::once(title).chain(names));
    let names = columns.first().map_or(&[][..], |(_, first)| &first.rows);
    let mut last = None;
    for (at, name) in names.iter().map(|row| row.name).enumerate() {
        let rows: Vec<&Row> = columns
            .iter()
            .map(|(_, measured)| &measured.rows[at])
            .collect();
        let is_sha512 = rows.iter().any(|row| row.floor_ns.is_some());
        if last != Some(is_sha512) {
            let floor = if is_sha512 {
                "bare HMAC-SHA512"
            } else {
                "bare HMAC-SHA1"
            };
            let floors = columns.iter().zip(&rows).map(|((_, measured), row)| {
                write(1.0, row.floor_ns.unwrap_or(measured.floor_ns), 0)
            });
            table.add_row(std::iter::once(floor.to_owned()).chain(floors));
        }
        last = Some(is_sha512);
        let cells = rows
            .iter()
            .map(|row| match (row.ratio, row.median_ns, row.allocations) {
                (Some(ratio), Some(ns), Some(allocations)) => write(ratio, ns, allocations),
                _ => "invalid".to_owned(),
            });
        table.add_row(std::iter::once(name.to_owned()).chain(cells));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

fn notes(columns: &[(String, &Measured)]) -> String {
    let mut notes = String::new();
    for (column, measured) in columns {
        for row in &measured.rows {
            if let Some(note) = &row.note {
                notes += &format!("- {column}, {}: {note}.\n", row.name);
            }
        }
    }
    if notes.is_empty() {
        notes
    } else {
        format!("Invalid:\n\n{notes}\n")
    }
}
