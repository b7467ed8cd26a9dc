//! What a claim of a nonce costs in memory, as their number grows.
//!
//! ```sh
//! cargo bench --bench replay
//! ```
//!
//! Each sample fills an empty store with so many nonces of 100 clients. `items/s` and the bytes that
//! are allocated, divided by the nonces, should stay within the same bounds: 40 to 80 bytes are what
//! the documentation promises, the more the shorter ago the tables doubled. (So the numbers are no
//! doublings of one another, which would all find the tables equally full.) `at_capacity` claims what a full store refuses.

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
        NOW,
        timestamp + 300,
    );
    let mut claimed = std::pin::pin!(store.claim(&claim));
    match claimed
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(claimed) => claimed,
        Poll::Pending => unreachable!("a claim in memory is ready at once"),
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
    // The shards fill one after the other, until each claim fails.
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
