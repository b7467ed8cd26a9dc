//! The cause "realm".

use http::header;

use super::Evidence;

/// The hosts of NetSuite that begin with the account.
const NETSUITE: [&str; 3] = [
    ".restlets.api.netsuite.com",
    ".suitetalk.api.netsuite.com",
    ".app.netsuite.com",
];

pub(super) fn realm(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    if !evidence.is_refused() {
        return None;
    }
    let ours = evidence.arguments.realm.as_deref();
    let host = evidence.request.uri.host().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    if host.ends_with(".netsuite.com") {
        return netsuite(ours, &host).map(|advice| (88, advice));
    }
    let wanted = challenge_realm(evidence)?;
    if wanted.is_empty() || ours == Some(&*wanted) {
        return None;
    }
    Some((
        30,
        format!("the server names the realm `{wanted}`; if it checks the realm, add it: --realm"),
    ))
}

/// Returns what is wrong with the realm of a request to NetSuite.
fn netsuite(ours: Option<&str>, host: &str) -> Option<String> {
    let account = NETSUITE.iter().find_map(|end| host.strip_suffix(end));
    let account = account.map(canonical);
    let Some(ours) = ours else {
        let account = account.as_deref().unwrap_or("1234567_SB1");
        return Some(format!(
            "NetSuite needs the account as realm, in upper case with `_`: --realm {account}"
        ));
    };
    let given = canonical(ours);
    match account {
        Some(account) if account != given => Some(format!(
            "the realm `{}` is not the account of the host: --realm {account}",
            ours.escape_debug()
        )),
        _ if given != ours => Some(format!(
            "NetSuite writes the account in the realm in upper case with `_`, and in the host in \
             lower case with `-`: --realm {}",
            given.escape_debug()
        )),
        _ => None,
    }
}

/// Returns an account of NetSuite as the realm has it. A host has it in lower case and with `-`.
fn canonical(account: &str) -> String {
    account.trim().to_ascii_uppercase().replace('-', "_")
}

/// Returns the realm that the server names for OAuth. Other schemes have realms of their own.
fn challenge_realm(evidence: &Evidence<'_>) -> Option<String> {
    let challenges = evidence.response.headers.get_all(header::WWW_AUTHENTICATE);
    let challenges = challenges
        .iter()
        .map(|value| value.as_bytes().escape_ascii().to_string());
    let mut challenges = challenges.filter(|text| {
        let scheme = text.split(' ').next().unwrap_or_default();
        scheme.eq_ignore_ascii_case("OAuth")
    });
    let challenge = challenges.next()?;
    let (_, rest) = challenge.split_once("realm=\\\"")?;
    rest.split("\\\"").next().map(str::to_owned)
}
