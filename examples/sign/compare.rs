//! `--compare`: compares the base string with the one of a server or another client.

use tower_oauth1::Explanation;
use tower_oauth1::protocol::percent_encode;

use crate::BoxError;
use crate::arguments::Arguments;
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
            key_hints: key_hints(arguments),
        },
    })
}

/// Returns what may be wrong with the key, as far as the secrets show it.
fn key_hints(arguments: &Arguments) -> Vec<String> {
    let secrets = [
        ("client", arguments.client_secret.as_deref()),
        ("token", Some(arguments.token_secret.as_str())),
    ];
    let mut hints = Vec::new();
    for (owner, secret) in secrets {
        let secret = secret.unwrap_or_default();
        if secret.trim() != secret {
            hints.push(format!("the {owner} secret begins or ends in white space"));
        }
        if percent_encode(secret.as_bytes()) != secret {
            hints.push(format!(
                "the {owner} secret has characters that are percent-encoded in the key; the other \
                 side may not encode them"
            ));
        }
    }
    hints
}
