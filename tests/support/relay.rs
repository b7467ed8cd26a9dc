//! The network between two programs, such as a primary and its replica: a relay that a test can
//! stop or slow down.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Passes the bytes of connections on to another port.
///
/// A replica that is only stopped would still find the last bytes of its primary in its socket. So
/// the tests hold the bytes here.
pub(crate) struct Relay {
    port: u16,
    way: Arc<Way>,
}

#[derive(Default)]
struct Way {
    is_held: AtomicBool,
    /// How long each piece takes, in milliseconds.
    delay: AtomicU64,
}

impl Relay {
    pub(crate) fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let relay = Self {
            port: listener.local_addr().unwrap().port(),
            way: Arc::default(),
        };
        let way = Arc::clone(&relay.way);
        // The threads end with the process.
        std::thread::spawn(move || {
            for replica in listener.incoming().flatten() {
                let Ok(primary) = TcpStream::connect(("127.0.0.1", port)) else {
                    continue;
                };
                let (a, b) = (replica.try_clone().unwrap(), primary.try_clone().unwrap());
                for (from, to) in [(a, primary), (b, replica)] {
                    let way = Arc::clone(&way);
                    std::thread::spawn(move || pass_on(from, to, &way));
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
        self.way.is_held.store(true, Ordering::SeqCst);
    }

    /// Lets the bytes arrive that were held.
    pub(crate) fn go_on(&self) {
        self.way.is_held.store(false, Ordering::SeqCst);
    }

    /// From now on, each piece arrives later by this time.
    pub(crate) fn delay(&self, time: Duration) {
        let milliseconds = time.as_millis().try_into().unwrap();
        self.way.delay.store(milliseconds, Ordering::SeqCst);
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, way: &Way) {
    let mut piece = [0; 16 * 1024];
    loop {
        let length = from.read(&mut piece).unwrap_or(0);
        std::thread::sleep(Duration::from_millis(way.delay.load(Ordering::SeqCst)));
        while way.is_held.load(Ordering::SeqCst) {
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
