//! What was measured, as it is printed by `--json`.

use std::fs;

use serde::Serialize;

use crate::cases::Case;

/// All of it.
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

/// One request, signed by all.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    /// The bare HMAC-SHA1 of this crate's base string.
    pub(crate) floor_ns: f64,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// Of one signature; absent where it is not valid, as the two below.
    pub(crate) median_ns: Option<f64>,
    /// What it takes, divided by what the bare HMAC takes.
    pub(crate) ratio: Option<f64>,
    /// Calls that ask the allocator for memory, for more or for the first time, in one signature.
    pub(crate) allocations: Option<u64>,
    /// The bare HMAC-SHA512, where that is what it signs by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) floor_ns: Option<f64>,
    /// Why there are no numbers.
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

/// The processor's name, as the operating system tells it.
pub(crate) fn processor() -> String {
    let known = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = known.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    });
    name.unwrap_or_else(|| format!("unnamed {}", std::env::consts::ARCH))
}
