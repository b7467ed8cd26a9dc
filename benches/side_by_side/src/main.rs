//! tower-oauth1 beside the bare HMAC and the other crates that sign, measured in one process.
//!
//! ```sh
//! cargo run --release --manifest-path benches/side_by_side/Cargo.toml
//! ```
//!
//! What is measured, and how the others are called, is told in `benches/README.md`. It asserts that this
//! crate's signatures are valid, and nothing about time.

#[allow(dead_code, reason = "another program uses the rest")]
#[path = "../../cases/mod.rs"]
mod cases;
mod contenders;
mod hash;
mod measure;
mod reference;
mod report;
mod rounds;
mod table;

use clap::Parser;

use cases::Case;
use report::{CaseReport, GrowthReport, Report};

#[global_allocator]
static ALLOCATOR: densa_alloc::CountingAllocator = densa_alloc::CountingAllocator::system();

/// The numbers of query parameters by which growth is shown.
const GROWTH: [usize; 4] = [10, 100, 1000, 10_000];

/// Measures tower-oauth1 beside the bare HMAC and the other crates that sign OAuth 1.0a requests.
///
/// Prints tables in Markdown: medians over all rounds.
#[derive(Debug, Parser)]
struct Arguments {
    /// How often each is measured, in turn with the others. 400 take about a minute.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Print JSON, and the tables to standard error.
    #[arg(long)]
    json: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let rounds = usize::try_from(arguments.rounds)?;
    let mut cases = Vec::from(Case::all());
    cases.extend(GROWTH.map(|parameters| cases::growing(parameters, "")));
    let mut measured = measure::measure(&cases, rounds)?;
    let growth = measured.split_off(cases.len() - GROWTH.len());
    let report = Report {
        processor: report::processor(),
        rounds,
        cases: cases.iter().zip(measured).map(CaseReport::from).collect(),
        growth: GROWTH
            .into_iter()
            .zip(growth)
            .map(GrowthReport::from)
            .collect(),
    };
    if arguments.json {
        // One run is enough for both.
        eprint!("{}", table::of(&report));
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", table::of(&report));
    }
    one_allocation(&report)
}

/// This crate's signatures take one allocation, the header's value. That is no matter of time, so it can be
/// asserted.
fn one_allocation(report: &Report) -> Result<(), Box<dyn std::error::Error>> {
    for case in &report.cases {
        let ours = case.measured.rows.iter();
        for row in ours.filter(|row| row.name.starts_with("tower-oauth1")) {
            if row.allocations != Some(1) {
                let (name, case, number) = (row.name, case.case, row.allocations);
                return Err(format!("{name} in case {case}: {number:?} allocations").into());
            }
        }
    }
    Ok(())
}
