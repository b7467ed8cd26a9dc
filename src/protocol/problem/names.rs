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
pub(crate) fn specified(name: &str) -> Option<&'static str> {
    SPECIFIED.into_iter().find(|other| *other == name)
}

/// The longest name of the server's own choice that is shown, in bytes.
const LONGEST_SHOWN: usize = 40;

/// Returns whether a name of the server's own choice may be shown: letters, `_` and `-`.
///
/// A server may report a token or a secret instead of a name. Nearly all of these contain a digit.
pub(super) fn is_plain(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphabetic() || b"_-".contains(&byte);
    (1..=LONGEST_SHOWN).contains(&name.len()) && name.bytes().all(is_plain)
}

/// The names of parameters in a report that a message may show, in their order. Each occurs once.
pub(crate) struct ShownNames {
    pub(crate) shown: Vec<String>,
    /// Whether there are more names.
    pub(crate) has_hidden: bool,
}

impl ShownNames {
    /// The most names that are shown.
    const MOST: usize = 8;

    pub(super) fn of(names: impl Iterator<Item = String>) -> Self {
        let mut shown = Vec::new();
        let mut has_hidden = false;
        for name in names {
            if shown.contains(&name) {
                continue;
            }
            let may_be_shown = is_plain(&name) && shown.len() < Self::MOST;
            if may_be_shown {
                shown.push(name);
            } else {
                has_hidden = true;
            }
        }
        Self { shown, has_hidden }
    }
}
