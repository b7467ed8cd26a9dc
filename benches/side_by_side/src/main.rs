//! Compares tower-oauth1 with the bare HMAC and with other crates that sign, in one process.
//!
//! ```sh
//! cargo run --release --manifest-path benches/side_by_side/Cargo.toml
//! ```
//!
//! `benches/README.md` describes what the program measures and how it calls the other crates. The
//! program checks that the signatures of this crate are valid and that they take one allocation. It
//! does not check times.

#[allow(dead_code, reason = "other programs use the rest of it")]
#[path = "../../cases/mod.rs"]
mod cases;
mod contenders;
mod hash;
mod measure;
mod over_reqwest;
mod reference;
mod report;
mod rounds;
#[allow(dead_code, reason = "the loopback benchmark uses the rest of it")]
#[path = "../../loopback/server.rs"]
mod server;
mod table;
mod verifying;

use clap::Parser;

use cases::Case;
use report::{CaseReport, GrowthReport, Report};

#[global_allocator]
static ALLOCATOR: densa_alloc::CountingAllocator = densa_alloc::CountingAllocator::system();

/// The numbers of query parameters in the growth table.
const GROWTH: [usize; 4] = [10, 100, 1000, 10_000];

/// Compares tower-oauth1 with the bare HMAC and with other crates that sign OAuth 1.0a requests
///
/// Prints Markdown tables with the medians of all rounds.
#[derive(Debug, Parser)]
struct Arguments {
    /// Number of rounds. 400 rounds take about two minutes
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Print JSON, and print the tables to standard error
    #[arg(long)]
    json: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let arguments = Arguments::parse();
    let rounds = usize::try_from(arguments.rounds)?;
    let received = Case::all();
    let mut cases = Vec::from(Case::all());
    cases.extend(GROWTH.map(|parameters| cases::growing(parameters, "")));
    let (mut measured, verified) = measure::measure(&cases, &received, rounds)?;
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
        verify: received
            .iter()
            .zip(verified)
            .map(CaseReport::from)
            .collect(),
        reqwest: over_reqwest::measure(rounds)?,
    };
    if arguments.json {
        // Also print the tables, so that one run is enough for both.
        eprint!("{}", table::markdown(&report));
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", table::markdown(&report));
    }
    one_allocation(&report)
}

/// Checks that each signature of this crate takes one allocation, the header value.
///
/// Unlike times, this number is the same in every run.
fn one_allocation(report: &Report) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
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
