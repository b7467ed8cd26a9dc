//! The known causes of refusals. `tests/programs/sign/check/` has a case for each of them.

use http::header;

use super::base_strings::{encoding, form, origin, parameter, path};
use super::realm::realm;
use super::success::success;
use super::{Evidence, header_text};
use crate::key_hints::{encoding_hints, white_space_hints};

/// Returns how likely the cause is (1 to 100), and what is wrong and what to do. Returns `None` if
/// the cause does not fit.
type Find = fn(&Evidence<'_>) -> Option<(u8, String)>;

/// The name of each cause, and the function that looks for it.
pub(super) const CAUSES: &[(&str, Find)] = &[
    ("clock", clock),
    ("nonce", nonce),
    ("scope", scope),
    ("origin", origin),
    ("path", path),
    ("encoding", encoding),
    ("form", form),
    ("multipart", multipart),
    ("realm", realm),
    ("version", version),
    ("signature method", signature_method),
    ("credentials", credentials),
    ("secret", secret),
    ("parameter", parameter),
    ("rate limit", rate_limit),
    ("redirect", redirect),
    ("endpoint", endpoint),
    ("server", server),
    ("status of success", success),
];

fn clock(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let advice = "set the clock of this machine, or call `OAuth1Layer::correct_clock_skew`";
    let refused = evidence.reports(&["timestamp_refused"]);
    let says = evidence.is_refused() && evidence.says("timestamp");
    let Some(sent) = evidence.timestamp() else {
        // The request was signed again now, so its timestamp says nothing.
        let advice = format!(
            "the server refuses the timestamp; {advice}; pass the --timestamp of the refused \
             request, to see how far it is from the server's `Date`"
        );
        return (refused || says).then_some((if refused { 97 } else { 80 }, advice));
    };
    let problem = evidence.problem.as_ref();
    let acceptable = problem.and_then(|problem| problem.acceptable_timestamps());
    if let Some(range) = acceptable.filter(|range| {
        let sent = u64::try_from(sent);
        sent.is_ok_and(|sent| !range.contains(&sent))
    }) {
        let (from, to) = (range.start(), range.end());
        let text =
            format!("the server accepts timestamps from {from} to {to}, not {sent}; {advice}");
        return Some((98, text));
    }
    let date = header_text(&evidence.response.headers, header::DATE);
    let date = date.and_then(|date| httpdate::parse_http_date(&date).ok());
    let date = date.and_then(|date| date.duration_since(std::time::UNIX_EPOCH).ok());
    let apart = date.map(|date| i64::try_from(date.as_secs()).unwrap_or(i64::MAX) - sent);
    let apart_text = apart.map_or(String::new(), |seconds| {
        let direction = if seconds < 0 { "ahead of" } else { "behind" };
        format!(
            "; the timestamp is {} s {direction} the server's `Date`",
            seconds.abs()
        )
    });
    let likelihood = match apart.map(i64::abs) {
        _ if refused => 97,
        _ if says => 80,
        Some(301..) if evidence.is_refused() => 85,
        Some(61..) if evidence.is_refused() => 40,
        _ => return None,
    };
    let advice = if apart.is_some_and(|seconds| seconds.abs() <= 60) {
        "the clock is right, so the server may refuse a timestamp that is less than an earlier one \
         of this client: use `MonotonicClock`, and one clock for all machines"
    } else {
        advice
    };
    Some((
        likelihood,
        format!("the server refuses the timestamp{apart_text}; {advice}"),
    ))
}

fn nonce(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let likelihood = if evidence.reports(&["nonce_used"]) {
        97
    } else if evidence.says("nonce") && evidence.is_refused() {
        70
    } else {
        return None;
    };
    let advice = "the nonce was used before; something sends the same signed request twice: put \
                  retry and redirect layers outside `OAuth1Layer`, and do not reuse a signature";
    Some((likelihood, advice.to_owned()))
}

fn scope(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let names = [
        "oauth_consumer_key",
        "oauth_signature",
        "oauth_signature_method",
    ];
    if evidence.says("assertuserfailed") {
        let advice = "the server takes the request for an anonymous one, so it did not read the \
                      protocol parameters; MediaWiki reads them in the header only \
                      (--transmission header), and only at a URL in the `Scope` of the layer";
        return Some((90, advice.to_owned()));
    }
    names.into_iter().find(|name| evidence.lacks(name))?;
    let advice = "the server did not receive the protocol parameters; check that the URL is in the \
                  `Scope` of the layer, that no proxy or redirect removes the `Authorization` \
                  header, and whether the service wants them in the query (--transmission query)";
    Some((90, advice.to_owned()))
}

fn multipart(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let content_type = header_text(&evidence.request.headers, header::CONTENT_TYPE)?;
    let multipart = content_type.to_ascii_lowercase().starts_with("multipart/");
    if !multipart || !evidence.is_refused() {
        return None;
    }
    let advice = "the body is multipart, which RFC 5849 does not sign; some services (Flickr) sign \
                  its text fields: sign a form with the same fields (-d), and send the multipart \
                  body with that header";
    Some((60, advice.to_owned()))
}

fn version(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let sent = evidence.sent("oauth_version").is_some();
    if evidence.lacks("oauth_version") && !sent {
        let advice =
            "the server needs `oauth_version`; remove --no-version (`Signer::without_version`)";
        return Some((97, advice.to_owned()));
    }
    if !evidence.reports(&["version_rejected"]) {
        return None;
    }
    let advice = if sent {
        "the server refuses `oauth_version`; try --no-version (`Signer::without_version`)"
    } else {
        "the server refuses the request without `oauth_version`; remove --no-version"
    };
    Some((95, advice.to_owned()))
}

fn signature_method(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let likelihood = if evidence.reports(&["signature_method_rejected"]) {
        97
    } else if evidence.is_refused()
        && (evidence.says("signature method") || evidence.says("signature_method"))
    {
        60
    } else {
        return None;
    };
    let ours = evidence.arguments.signature_method;
    let text = format!(
        "the server does not accept {ours}; try another one (--signature-method), such as HMAC-SHA256"
    );
    Some((likelihood, text))
}

fn credentials(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let Some(problem) = &evidence.problem else {
        let advice = "a 403 often means a missing permission: check at the provider what the \
                      client and the user or role may do, and that it does not block the IP \
                      address of this machine; some services also refuse a wrong signature so";
        return (evidence.response.status.as_u16() == 403).then(|| (40, advice.to_owned()));
    };
    let advice = match problem.name() {
        "token_expired" => "the token has expired; renew it, or start the authorization flow again",
        "token_revoked" => "the token was revoked; start the authorization flow again",
        "token_used" => "the temporary credentials were used before; start the flow again",
        "token_rejected" => {
            "the server does not know the token, or it belongs to another client; \
                             check --token, and that sandbox and production are not mixed"
        }
        "consumer_key_unknown" | "consumer_key_rejected" => {
            "the server does not know or accept the client; check --client-key, and that sandbox \
             and production are not mixed"
        }
        "consumer_key_refused" => {
            "the server does not accept the client now, perhaps because of too many requests; try \
             again later; if the problem stays, check --client-key and its registration"
        }
        "permission_denied" | "permission_unknown" | "additional_authorization_required" => {
            "the user has not granted this; ask for the permission in the authorization flow"
        }
        "user_refused" => {
            "the user denied the request, or the server does not accept this user or IP address \
             now; try again later with a new authorization"
        }
        _ => return None,
    };
    Some((97, advice.to_owned()))
}

fn secret(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let blank = white_space_hints(evidence.arguments);
    if evidence.is_refused() && !blank.is_empty() {
        let advice = format!("{}, probably by copying; remove it", blank.join(", and "));
        return Some((96, advice));
    }
    let same_base_string = evidence.difference == Some(None);
    let invalid = evidence.reports(&["signature_invalid"]) || evidence.says("invalid signature");
    // 400 is about the parameters rather than about the signature.
    let may_be_secret = evidence.response.status.as_u16() != 400;
    let likelihood = match (same_base_string, &evidence.difference) {
        (true, _) => 96,
        (false, None) if invalid => 55,
        (false, None) if may_be_secret && evidence.is_refused() => 20,
        _ => return None,
    };
    let advice = if same_base_string {
        "the server signs the same base string, so a secret is wrong; check --client-secret and \
         --token-secret"
    } else {
        "check --client-secret and --token-secret, and that they belong to this client and token; \
         if they are right, ask the server for its base string and use --compare"
    };
    let hints = encoding_hints(evidence.arguments);
    let parts: Vec<_> = std::iter::once(advice.to_owned()).chain(hints).collect();
    Some((likelihood, parts.join("; ")))
}

fn rate_limit(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    if evidence.response.status.as_u16() != 429 {
        return None;
    }
    let after = header_text(&evidence.response.headers, header::RETRY_AFTER);
    let after = after.map_or(String::new(), |after| format!(" (`Retry-After: {after}`)"));
    Some((
        99,
        format!("too many requests{after}; wait, then sign and send it again"),
    ))
}

fn redirect(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    if !evidence.response.status.is_redirection() {
        return None;
    }
    let target = header_text(&evidence.response.headers, header::LOCATION).unwrap_or_default();
    let target = target.split('?').next().unwrap_or_default();
    let text = format!("the server redirects to `{target}`; sign a request to that URL");
    Some((95, text))
}

fn endpoint(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let method = &evidence.request.method;
    let text = match evidence.response.status.as_u16() {
        404 | 410 => {
            "the server has nothing at this URL; check its path and its version".to_owned()
        }
        405 => {
            let allowed = header_text(&evidence.response.headers, header::ALLOW);
            let allowed = allowed.map_or(String::new(), |allowed| format!(" (`Allow: {allowed}`)"));
            format!("the server does not accept {method} here{allowed}; use another method (-X)")
        }
        _ => return None,
    };
    Some((90, text))
}

fn server(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let status = evidence.response.status;
    let text = format!(
        "the server failed with {status}; read its message, and look for the cause that it names; \
         if it names none, try again later"
    );
    status.is_server_error().then_some((50, text))
}
