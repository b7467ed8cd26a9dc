//! What the process holds.

use std::fs;

use crate::ALLOCATOR;

/// The most bytes that lay on the heap at once since this was made, beyond those that lay there then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peak(usize);

impl Peak {
    pub(crate) fn begin() -> Self {
        ALLOCATOR.reset_peak_usage();
        Self(ALLOCATOR.current_usage())
    }

    pub(crate) fn bytes(self) -> usize {
        ALLOCATOR.peak_usage().saturating_sub(self.0)
    }
}

/// Prints the resident memory, now and at its most, where the system tells it.
pub(crate) fn print() {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines() {
        if line.starts_with("VmRSS") || line.starts_with("VmHWM") {
            println!("{line}");
        }
    }
}
