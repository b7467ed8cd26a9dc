//! Rounds in which each has its turn, so that what slows the machine down for a while slows all of them,
//! and few of the turns of each.

use std::time::{Duration, Instant};

/// How long a turn takes at least: long beside the clock's reading, short beside the scheduler's slices.
const TURN: Duration = Duration::from_millis(1);

/// Does what is measured, so many times.
pub(crate) type Turn<'a> = Box<dyn FnMut(usize) + 'a>;

/// The median of nanoseconds that each takes for one, in their order.
pub(crate) fn medians(turns: &mut [Turn<'_>], rounds: usize) -> Vec<f64> {
    let sizes: Vec<_> = turns.iter_mut().map(size).collect();
    let mut samples = vec![Vec::with_capacity(rounds); turns.len()];
    for round in 0..rounds {
        for nth in 0..turns.len() {
            let at = (nth + round) % turns.len();
            let start = Instant::now();
            turns[at](sizes[at]);
            samples[at].push(start.elapsed().as_nanos() as f64 / sizes[at] as f64);
        }
    }
    samples.into_iter().map(median).collect()
}

/// How many make a turn.
fn size(turn: &mut Turn<'_>) -> usize {
    let mut size = 1;
    loop {
        let start = Instant::now();
        turn(size);
        if start.elapsed() >= TURN {
            return size;
        }
        size *= 2;
    }
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
