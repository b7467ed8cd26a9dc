//! `--compare`: compares the base string with the one of a server or another client.

use tower_oauth1::Explanation;

use crate::BoxError;
use crate::arguments::Arguments;
use crate::key_hints::{encoding_hints, white_space_hints};
use crate::output::Comparison;

/// Compares the base string with the base string in a file.
pub(crate) fn compare(
    file: &str,
    arguments: &Arguments,
    explanation: &Explanation,
) -> Result<Comparison, BoxError> {
    let other = std::fs::read_to_string(file)
        .map_err(|error| format!("the base string cannot be read from {file}: {error}"))?;
    Ok(match explanation.diff(&other) {
        Some(difference) => Comparison::Differs(difference.to_string()),
        None => Comparison::Same {
            key_hints: [white_space_hints(arguments), encoding_hints(arguments)].concat(),
        },
    })
}
