//! The names that the Problem Reporting extension specifies.

/// The names of the problems.
const SPECIFIED: [&str; 20] = [
    "additional_authorization_required",
    "consumer_key_refused",
    "consumer_key_rejected",
    "consumer_key_unknown",
    "nonce_used",
    "parameter_absent",
    "parameter_rejected",
    "permission_denied",
    "permission_unknown",
    "signature_invalid",
    "signature_method_rejected",
    "timestamp_refused",
    "token_expired",
    "token_not_authorized",
    "token_rejected",
    "token_revoked",
    "token_used",
    "user_refused",
    "verifier_invalid",
    "version_rejected",
];

/// The fields of a report that are kept.
pub(super) const FIELDS: [&str; 7] = [
    "oauth_problem",
    "oauth_problem_advice",
    "oauth_acceptable_timestamps",
    "oauth_acceptable_versions",
    "oauth_parameters_absent",
    "oauth_parameters_rejected",
    "debug_sbs",
];

/// Returns the name if the extension specifies it.
pub(super) fn specified(name: &str) -> Option<&'static str> {
    SPECIFIED.into_iter().find(|other| *other == name)
}

/// The longest name of a problem that is shown, in bytes, if the extension does not specify it.
const LONGEST_SHOWN: usize = 40;

/// Returns whether a name that the extension does not specify may be shown: letters, `_` and `-`.
///
/// A server may report a token or a secret instead of a name. Nearly all of these contain a digit.
pub(super) fn is_plain(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphabetic() || b"_-".contains(&byte);
    (1..=LONGEST_SHOWN).contains(&name.len()) && name.bytes().all(is_plain)
}
