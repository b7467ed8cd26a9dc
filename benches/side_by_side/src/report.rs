//! The results, as `--json` prints them.

use std::fs;

use serde::Serialize;

use crate::cases::Case;

/// The whole result.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) processor: String,
    pub(crate) rounds: usize,
    pub(crate) cases: Vec<CaseReport>,
    pub(crate) growth: Vec<GrowthReport>,
    /// The verification of the requests in `cases` by this crate.
    pub(crate) verify: Vec<CaseReport>,
    /// Requests over the loopback device.
    pub(crate) reqwest: Vec<ClientReport>,
}

#[derive(Debug, Serialize)]
pub(crate) struct CaseReport {
    pub(crate) case: &'static str,
    pub(crate) name: &'static str,
    #[serde(flatten)]
    pub(crate) measured: Measured,
}

#[derive(Debug, Serialize)]
pub(crate) struct GrowthReport {
    pub(crate) parameters: usize,
    #[serde(flatten)]
    pub(crate) measured: Measured,
}

/// The results for one request: all crates that sign it, or the ways to verify it.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    /// The time of the bare HMAC-SHA1 of this crate's base string, in nanoseconds.
    pub(crate) floor_ns: f64,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The time of one signature or verification in nanoseconds. Like `ratio` and `allocations`, it
    /// is `None` if the signature is not valid.
    pub(crate) median_ns: Option<f64>,
    /// The time in `median_ns`, divided by the time of the bare HMAC.
    pub(crate) ratio: Option<f64>,
    /// The number of allocations and reallocations.
    pub(crate) allocations: Option<u64>,
    /// The time of the bare HMAC-SHA512 in nanoseconds, if the crate signs with HMAC-SHA512.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) floor_ns: Option<f64>,
    /// The reason if there are no numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

/// The results of clients with this number of requests at the same time.
#[derive(Debug, Serialize)]
pub(crate) struct ClientReport {
    pub(crate) at_once: usize,
    pub(crate) rows: Vec<ClientRow>,
}

/// A client. The ratios are medians of the ratios to the client that does not sign and has the same
/// version of reqwest, in the same round.
#[derive(Debug, Serialize)]
pub(crate) struct ClientRow {
    pub(crate) name: &'static str,
    pub(crate) requests_per_second: f64,
    pub(crate) throughput_ratio: f64,
    /// The processor time of the client for one request, in microseconds.
    pub(crate) cpu_us: f64,
    pub(crate) cpu_ratio: f64,
}

impl From<(&Case, Measured)> for CaseReport {
    fn from((case, measured): (&Case, Measured)) -> Self {
        Self {
            case: case.number,
            name: case.name,
            measured,
        }
    }
}

impl From<(usize, Measured)> for GrowthReport {
    fn from((parameters, measured): (usize, Measured)) -> Self {
        Self {
            parameters,
            measured,
        }
    }
}

/// Returns the name of the processor from `/proc/cpuinfo`, or the name of the architecture.
pub(crate) fn processor() -> String {
    let known = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = known.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    });
    name.unwrap_or_else(|| format!("unnamed {}", std::env::consts::ARCH))
}
