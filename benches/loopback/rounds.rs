//! Statistics of the rounds.

use std::time::Duration;

/// The median and the quartiles. Half of the numbers are between `low` and `high`.
pub(crate) struct Quartiles {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

impl Quartiles {
    pub(crate) fn new(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut numbers: Vec<_> = numbers.into_iter().collect();
        numbers.sort_unstable_by(f64::total_cmp);
        let last = numbers.len() - 1;
        Self {
            low: numbers[last / 4],
            median: numbers[last / 2],
            high: numbers[last - last / 4],
        }
    }
}

/// Returns the order of `N` variants in a round.
///
/// Each round starts with another variant, and the direction alternates. So no variant always runs
/// after the same other variant.
pub(crate) fn order<const N: usize>(round: usize) -> [usize; N] {
    let mut order = std::array::from_fn(|turn| (round / 2 + turn) % N);
    if round % 2 == 1 {
        order.reverse();
    }
    order
}

/// Prints a line with the name, the speed per second, and the ratios to the speeds of other
/// variants in the same rounds: the median, and the quartiles in parentheses.
pub(crate) fn print(
    name: &str,
    each: f64,
    unit: &str,
    times: &[Duration],
    others: &[&Vec<Duration>],
) {
    let speeds = times.iter().map(|time| each / time.as_secs_f64());
    let speed = Quartiles::new(speeds).median;
    print!("{name:<24} {speed:>8.0} {unit}");
    for other in others {
        let both = times.iter().zip(*other);
        let ratios = both.map(|(time, other)| other.as_secs_f64() / time.as_secs_f64());
        let Quartiles { low, median, high } = Quartiles::new(ratios);
        print!("   {median:.3} ({low:.3} to {high:.3})");
    }
    println!();
}
