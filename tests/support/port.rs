//! Ports for servers that are other processes.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// Returns a free port on the loopback device. Each call returns another one.
///
/// The port is below those that Linux selects by itself (from 32768). So between this call and the
/// start of the server, no connection of another test can take it.
pub(crate) fn free_port() -> u16 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    const FIRST: u32 = 10_000;
    const PORTS: u32 = 22_000;
    // Processes that run at the same time begin at different ports.
    let begin = std::process::id().wrapping_mul(97);
    loop {
        let number = begin.wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(FIRST + number % PORTS).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
