//! The memory of signers and of the process.

use std::fs;

use tower_oauth1::{Signer, TokenCredentials};

use crate::{ALLOCATOR, signer};

/// The number of users of a large service.
const USERS: usize = 10_000;

/// The largest number of bytes on the heap for the signer of one user.
const MOST_BYTES: usize = 2048;

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

/// Prints the bytes on the heap for the signer of one user, as the allocator is asked for them.
///
/// The number is the same in every run, so it is also checked.
pub(crate) fn signers() {
    let client = signer();
    let mut signers: Vec<Signer> = Vec::with_capacity(USERS);
    let before = ALLOCATOR.current_usage();
    signers.extend((0..USERS).map(|user| {
        let token = format!("{user:08}-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb");
        let secret = "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE";
        client.with_token(TokenCredentials::new(token, secret))
    }));
    let bytes = (ALLOCATOR.current_usage() - before) / signers.len();
    println!("the signer of one user: {bytes} bytes on the heap");
    println!();
    assert!(
        bytes <= MOST_BYTES,
        "{bytes} bytes are more than {MOST_BYTES}"
    );
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
