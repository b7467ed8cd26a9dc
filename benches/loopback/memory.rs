//! The memory of the process.

use std::fs;

use crate::ALLOCATOR;

/// The peak of the heap in bytes since the creation of this value. The bytes that were in use at
/// its creation are subtracted.
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

/// Prints the resident memory, current and peak, if the system has `/proc`.
pub(crate) fn print() {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines() {
        if line.starts_with("VmRSS") || line.starts_with("VmHWM") {
            println!("{line}");
        }
    }
}
