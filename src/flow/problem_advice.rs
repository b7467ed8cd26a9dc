//! What to do about a problem that the server reports, for the message of a `FlowError`.

use std::fmt;

use super::step::FlowStep;
use crate::protocol::{Explanation, Problem};

/// What to do about a problem that the extension specifies. `Display` writes it.
pub(super) struct ProblemAdvice<'a> {
    pub(super) step: FlowStep,
    pub(super) name: &'static str,
    pub(super) problem: &'a Problem,
    /// The request.
    pub(super) explanation: Option<&'a Explanation>,
}

impl fmt::Display for ProblemAdvice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.step == FlowStep::TemporaryCredentials && needs_user(self.name) {
            return f.write_str(
                "this request has neither a token nor a user; check that this is the URI of the \
                 temporary-credentials endpoint",
            );
        }
        match self.name {
            "parameter_absent" => self.write_absent(f),
            "parameter_rejected" => self.write_rejected(f),
            "version_rejected" if self.was_sent("oauth_version") => {
                f.write_str("leave out `oauth_version` with `Signer::without_version`")
            }
            "version_rejected" => {
                f.write_str("send `oauth_version`: do not use `Signer::without_version`")
            }
            name => f.write_str(order(name)),
        }
    }
}

impl ProblemAdvice<'_> {
    fn was_sent(&self, name: &str) -> bool {
        self.explanation.is_some_and(|request| request.has(name))
    }

    fn write_absent(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.problem.protocol_names();
        let names = self.problem.parameters_absent();
        let others = names.filter(|name| !known.contains(&name.as_str())).count();
        let (sent, unsent): (Vec<_>, Vec<_>) =
            known.into_iter().partition(|name| self.was_sent(name));
        let mut orders: Vec<String> = unsent
            .iter()
            .map(|name| order_to_send(name, self.step).to_owned())
            .collect();
        orders.dedup();
        if !sent.is_empty() {
            let (verb, pronoun) = if sent.len() == 1 {
                ("was", "it")
            } else {
                ("were", "them")
            };
            let names: Vec<_> = sent.iter().map(|name| format!("`{name}`")).collect();
            orders.push(format!(
                "{} {verb} sent, but the server did not find {pronoun}; choose another place with \
                 `AuthorizationFlow::transmission`",
                names.join(", ")
            ));
        }
        if others > 0 || orders.is_empty() {
            let noun = if others > 1 {
                "parameters"
            } else {
                "parameter"
            };
            orders.push(format!(
                "add the {noun} that the provider documents with `AuthorizationFlow::parameter`"
            ));
        }
        f.write_str(&orders.join("; "))
    }

    fn write_rejected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = self.problem.parameters_rejected();
        let (first, second) = (names.next(), names.next());
        let known = self.problem.protocol_names();
        f.write_str(if second.is_some() {
            "correct the parameters"
        } else {
            "correct the parameter"
        })?;
        if first.is_none() || known.contains(&"oauth_callback") {
            f.write_str("; a callback must be the one that is registered with the provider")?;
        }
        Ok(())
    }
}

/// Returns whether only a request with a token can have this problem.
fn needs_user(name: &str) -> bool {
    matches!(
        name,
        "additional_authorization_required"
            | "permission_denied"
            | "permission_unknown"
            | "token_expired"
            | "token_not_authorized"
            | "token_rejected"
            | "token_revoked"
            | "token_used"
            | "user_refused"
            | "verifier_invalid"
    )
}

/// Returns what to do about a problem, whatever the request is.
fn order(name: &str) -> &'static str {
    match name {
        "additional_authorization_required" => {
            "the user must grant more rights; start a new authorization"
        }
        "consumer_key_refused" | "consumer_key_rejected" => {
            "the provider does not accept this client; check its registration"
        }
        "consumer_key_unknown" => "check the client identifier (consumer key)",
        "nonce_used" => {
            "send each request once, without a retry layer in the HTTP service; a source of nonces \
             (`Signer::with_nonces`) must return a new nonce each time"
        }
        "permission_denied" | "user_refused" => {
            "the user denied access; start a new authorization if the user wants to try again"
        }
        "permission_unknown" | "token_not_authorized" => {
            "the user has not granted access yet; open the authorization URI first"
        }
        "signature_invalid" => {
            "check the secrets; if `FlowError::body` contains a base string, pass it to \
             `Explanation::diff` of `FlowError::explanation`"
        }
        "signature_method_rejected" => {
            "choose a signature method for the `Signer` that the provider documents"
        }
        "timestamp_refused" => "correct the clock of this machine",
        "verifier_invalid" => "check the PIN or the callback, and start a new authorization",
        _ => "start a new authorization",
    }
}

/// Returns how to send a protocol parameter that was not sent.
fn order_to_send(name: &str, step: FlowStep) -> &'static str {
    let is_first = step == FlowStep::TemporaryCredentials;
    match name {
        "oauth_callback" if is_first => "pass another `Callback` than `Callback::Omitted`",
        "oauth_verifier" if !is_first => "pass a callback or PIN that has the verifier",
        "oauth_callback" | "oauth_session_handle" | "oauth_token" | "oauth_verifier" => {
            if is_first {
                "check that this is the URI of the temporary-credentials endpoint"
            } else {
                "check that this is the URI of the token endpoint"
            }
        }
        "oauth_nonce" => "do not use `Signer::without_nonce`",
        "oauth_timestamp" => "do not use `Signer::without_timestamp`",
        "oauth_version" => "do not use `Signer::without_version`",
        "oauth_body_hash" => {
            "the flow does not send `oauth_body_hash`; ask the provider how to do without it"
        }
        _ => "compare `FlowError::explanation` with what the provider documents",
    }
}
