//! Measurement in rounds: everything that is measured has one turn in each round.
//!
//! If the machine is slow for a while, this affects all of them alike, and only few turns of each.

use std::time::{Duration, Instant};

/// The shortest time of a turn. It is long compared with reading the clock, and short compared with
/// a time slice of the scheduler.
const TURN: Duration = Duration::from_millis(1);

/// A function that does the measured work a number of times.
pub(crate) type Turn<'a> = Box<dyn FnMut(usize) + 'a>;

/// Returns the median time of one repetition in nanoseconds, for each of the turns in their order.
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

/// Returns how many repetitions make a turn of at least [`TURN`].
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

pub(crate) fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
