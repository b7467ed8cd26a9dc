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

/// Prints a line with the name, the speed per second, and the ratio to the speed without the layer
/// in the same rounds.
pub(crate) fn print(name: &str, each: f64, unit: &str, times: &[Duration], without: &[Duration]) {
    let speeds = times.iter().map(|time| each / time.as_secs_f64());
    let speed = Quartiles::new(speeds).median;
    let both = times.iter().zip(without);
    let ratios = both.map(|(with, without)| without.as_secs_f64() / with.as_secs_f64());
    let ratio = Quartiles::new(ratios);
    let Quartiles { low, median, high } = ratio;
    println!("{name:<24} {speed:>8.0} {unit}   {median:.3} ({low:.3} to {high:.3})");
}
