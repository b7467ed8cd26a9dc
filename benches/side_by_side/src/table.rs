//! The results as Markdown tables.

use comfy_table::{CellAlignment, Table, presets};

use crate::report::{CaseReport, ClientReport, Measured, Report, Row};

/// Returns four tables, the cases, the growth, the verification and the clients, and the reasons
/// for missing numbers.
pub(crate) fn markdown(report: &Report) -> String {
    let cases = by_case(&report.cases);
    let verify = by_case(&report.verify);
    let growth: Vec<_> = report
        .growth
        .iter()
        .map(|growth| (growth.parameters.to_string(), &growth.measured))
        .collect();
    format!(
        "{}, medians of {} rounds.\n\n\
         Each case: the ratio to the bare HMAC, nanoseconds, allocations.\n\n{}\n\n{}\
         By the number of query parameters: the ratio to the bare HMAC, microseconds.\n\n{}\n\n{}\
         Verification: the ratio to the bare HMAC, nanoseconds, allocations.\n\n{}\n\n\
         Requests over the loopback device: requests per second, microseconds of processor time \
         for one request, and the ratios to the requests of the same reqwest without a signature.\n\n{}\n",
        report.processor,
        report.rounds,
        table("", &cases, case_cell),
        notes(&cases),
        table("parameters", &growth, growth_cell),
        notes(&growth),
        table("", &verify, case_cell),
        clients(&report.reqwest),
    )
}

fn clients(reports: &[ClientReport]) -> String {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    let columns = reports.iter().flat_map(|report| {
        ["requests/s", "CPU"].map(|what| format!("{what}, {} at once", report.at_once))
    });
    table.set_header(std::iter::once(String::new()).chain(columns));
    let names = reports.first().map_or(&[][..], |first| &first.rows);
    for (at, name) in names.iter().map(|row| row.name).enumerate() {
        let rows = reports.iter().map(|report| &report.rows[at]);
        let cells = rows.flat_map(|row| {
            [
                format!("{} · {:.3}", row.requests_per_second, row.throughput_ratio),
                format!("{:.1} · {:.3}", row.cpu_us, row.cpu_ratio),
            ]
        });
        table.add_row(std::iter::once(name.to_owned()).chain(cells));
    }
    align(&mut table);
    table.to_string()
}

/// Aligns all columns but the first to the right.
fn align(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

fn by_case(reports: &[CaseReport]) -> Vec<(String, &Measured)> {
    let columns = reports.iter();
    columns
        .map(|report| (format!("case {}", report.case), &report.measured))
        .collect()
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
    align(&mut table);
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
