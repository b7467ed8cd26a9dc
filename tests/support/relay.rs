//! The network between a primary and its replica: a relay that a test can stop.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Passes the bytes of connections on to another port.
///
/// A replica that is only stopped would still find the last bytes of its primary in its socket. So
/// the tests hold the bytes here.
pub(crate) struct Relay {
    port: u16,
    held: Arc<AtomicBool>,
}

impl Relay {
    pub(crate) fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let relay = Self {
            port: listener.local_addr().unwrap().port(),
            held: Arc::default(),
        };
        let held = Arc::clone(&relay.held);
        // The threads end with the process.
        std::thread::spawn(move || {
            for replica in listener.incoming().flatten() {
                let Ok(primary) = TcpStream::connect(("127.0.0.1", port)) else {
                    continue;
                };
                let (a, b) = (replica.try_clone().unwrap(), primary.try_clone().unwrap());
                for (from, to) in [(a, primary), (b, replica)] {
                    let held = Arc::clone(&held);
                    std::thread::spawn(move || pass_on(from, to, &held));
                }
            }
        });
        relay
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From now on, no byte arrives.
    pub(crate) fn hold(&self) {
        self.held.store(true, Ordering::SeqCst);
    }

    /// Lets the bytes arrive that were held.
    pub(crate) fn go_on(&self) {
        self.held.store(false, Ordering::SeqCst);
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, held: &AtomicBool) {
    let mut piece = [0; 16 * 1024];
    loop {
        let length = from.read(&mut piece).unwrap_or(0);
        while held.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(2));
        }
        if length == 0 || to.write_all(&piece[..length]).is_err() {
            // Ends the thread of the other direction too.
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
            return;
        }
    }
}
