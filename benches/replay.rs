//! The cost of a nonce claim in memory, for growing numbers of nonces.
//!
//! ```sh
//! cargo bench --bench replay
//! ```
//!
//! - `claims`: each sample fills an empty store with a number of nonces of 100 clients. The speed
//!   (`items/s`) and the allocated bytes per nonce should stay about the same for all numbers. The
//!   documentation promises 40 to 80 bytes per nonce. The value is highest just after a table has
//!   doubled. So the numbers of nonces are not powers of two apart: otherwise all of them would
//!   find equally full tables.
//! - `at_capacity`: claims that a full store refuses.

use std::task::{Context, Poll, Waker};

use divan::Bencher;
use divan::counter::ItemsCount;
use tower_oauth1::verify::{
    Claimed, MemoryReplayError, MemoryReplayStore, NonceClaim, ReplayStore,
};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

const NOW: u64 = 1_700_000_000;

fn claim(store: &MemoryReplayStore, n: usize) -> Result<Claimed, MemoryReplayError> {
    let (client, nonce) = (format!("client-{}", n % 100), format!("{n:024}"));
    let timestamp = NOW - 300 + (n % 600) as u64;
    let claim = NonceClaim::new(
        &client,
        Some("token"),
        timestamp,
        &nonce,
        NOW..=timestamp + 300,
    );
    let mut claimed = std::pin::pin!(store.claim(&claim));
    match claimed
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(claimed) => claimed,
        Poll::Pending => unreachable!("a claim in memory is not ready at once"),
    }
}

#[divan::bench(args = [100_000, 300_000, 500_000, 700_000, 1_000_000, 1_100_000], sample_count = 5, sample_size = 1)]
fn claims(bencher: Bencher<'_, '_>, nonces: usize) {
    bencher
        .counter(ItemsCount::new(nonces))
        .with_inputs(|| MemoryReplayStore::new(1_200_000))
        .bench_local_values(|store| {
            for n in 0..nonces {
                assert_eq!(claim(&store, n), Ok(Claimed::First));
            }
            store
        });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn at_capacity(bencher: Bencher<'_, '_>) {
    const REFUSED: usize = 100_000;
    let store = MemoryReplayStore::new(1_000_000);
    let mut n = 0;
    // The shards become full one after the other. 1000 failures in a row mean that all are full.
    let mut failed = 0;
    while failed < 1000 {
        failed = if claim(&store, n).is_err() {
            failed + 1
        } else {
            0
        };
        n += 1;
    }
    bencher.counter(ItemsCount::new(REFUSED)).bench_local(|| {
        for n in n..n + REFUSED {
            assert_eq!(claim(&store, n), Err(MemoryReplayError::Full));
        }
    });
}
