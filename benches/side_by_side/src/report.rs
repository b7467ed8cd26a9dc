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

/// The results of all crates for one request.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    /// The time of the bare HMAC-SHA1 of this crate's base string, in nanoseconds.
    pub(crate) floor_ns: f64,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The time of one signature in nanoseconds. Like `ratio` and `allocations`, it is `None` if
    /// the signature is not valid.
    pub(crate) median_ns: Option<f64>,
    /// The time of one signature, divided by the time of the bare HMAC.
    pub(crate) ratio: Option<f64>,
    /// The number of allocations and reallocations of one signature.
    pub(crate) allocations: Option<u64>,
    /// The time of the bare HMAC-SHA512 in nanoseconds, if the crate signs with HMAC-SHA512.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) floor_ns: Option<f64>,
    /// The reason if there are no numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
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
