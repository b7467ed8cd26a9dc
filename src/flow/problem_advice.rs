//! What a problem means that the server reports, and what to do, for the message of a `FlowError`.

use std::fmt;

use super::absent_parameters::AbsentParameters;
use super::request_facts::{RequestFacts, code_list, list};
use crate::protocol::Problem;

/// A problem whose name the extension specifies. `Display` writes what it means, then what to do.
pub(super) struct ProblemAdvice<'a> {
    pub(super) request: RequestFacts<'a>,
    pub(super) name: &'static str,
    pub(super) problem: &'a Problem,
    /// When the next request is allowed.
    pub(super) retry: String,
}

impl fmt::Display for ProblemAdvice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = &self.request;
        write!(f, "the server reports `{}`", self.name)?;
        if is_about_a_token(self.name) && request.lacks("oauth_token") {
            return self.write_unexpected(f, "token");
        }
        match self.name {
            "consumer_key_refused" => write!(
                f,
                ": it does not accept this client now, perhaps because of too many requests; try \
                 again {}; if the problem stays, check at the provider that the client is active",
                self.retry
            ),
            "consumer_key_rejected" => f.write_str(
                ": it does not accept this client; check the client identifier (consumer key), and \
                 its registration at the provider",
            ),
            "consumer_key_unknown" => f.write_str(
                ": it does not know the client identifier (consumer key); check that it is \
                 complete, and that it is registered at this server",
            ),
            "nonce_used" => f.write_str(
                ": it has already received this nonce; a retry in your HTTP client may send the \
                 same request twice, so turn it off; if you use `Signer::with_nonces`, return a \
                 new nonce each time",
            ),
            "parameter_absent" => {
                let problem = self.problem;
                write!(f, ": {}", AbsentParameters { request, problem })
            }
            "parameter_rejected" => self.write_rejected(f),
            "signature_invalid" => self.write_signature(f),
            "signature_method_rejected" => {
                let method = request.signature_method().unwrap_or_default();
                write!(
                    f,
                    ": it does not accept the signature method {method}; read which methods the \
                     provider documents, and set one in the `Signer`"
                )
            }
            "timestamp_refused" => write!(
                f,
                ": it does not accept the timestamp of the request; check {}",
                request.clock()
            ),
            "verifier_invalid" if request.lacks("oauth_verifier") => {
                self.write_unexpected(f, "verifier")
            }
            "version_rejected" => self.write_version(f),
            _ if request.is_first_step() => self.write_without_user(f),
            _ => self.write_about_user(f),
        }
    }
}

impl ProblemAdvice<'_> {
    /// Writes about a problem with something that was not sent.
    fn write_unexpected(&self, f: &mut fmt::Formatter<'_>, missing: &str) -> fmt::Result {
        let endpoint = self.request.endpoint();
        write!(
            f,
            ", but this request sends no {missing}; probably this URI is not the {endpoint}; \
             check it"
        )
    }

    /// Writes about a problem with a permission or a user, for a request that has no user yet.
    fn write_without_user(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint = self.request.endpoint();
        if self.name == "user_refused" {
            return write!(
                f,
                ": it does not accept this user or IP address now; try again {}; if the problem \
                 stays, check the URI of the {endpoint}",
                self.retry
            );
        }
        write!(
            f,
            ", but no user takes part in this request; check at the provider that this client has \
             the permission; also check the URI of the {endpoint}"
        )
    }

    /// Writes about a problem with the token, the verifier or the user.
    fn write_about_user(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.request.token();
        match self.name {
            "additional_authorization_required" => {
                f.write_str(": the user must grant more rights; start a new authorization")
            }
            "permission_denied" => f.write_str(
                ": the user denied access; start a new authorization if the user wants to try \
                 again; if the user granted access, check at the provider that this client has \
                 the permission",
            ),
            "permission_unknown" | "token_not_authorized" => f.write_str(
                ": the user has not granted access yet; the user must open the authorization URI \
                 first; then request the token credentials again",
            ),
            "token_expired" => write!(f, ": the {token} have expired; start a new authorization"),
            "token_revoked" => write!(f, ": the {token} were revoked; start a new authorization"),
            "token_used" if self.request.has("oauth_session_handle") => write!(
                f,
                ": the {token} were already used; use those of the last renewal, or start a new \
                 authorization"
            ),
            "token_used" => write!(
                f,
                ": the {token} were already used; they work only once; start a new authorization; \
                 check that your application handles each callback once"
            ),
            "user_refused" => f.write_str(
                ": it does not accept this user or IP address now, or the user denied access; try \
                 again later with a new authorization",
            ),
            "verifier_invalid" => f.write_str(
                ": it does not accept the verifier; after a wrong PIN, some servers accept another \
                 one for the same authorization, and others do not: ask for the PIN again; if that \
                 is refused too, or if the verifier comes from a callback, start a new \
                 authorization",
            ),
            // `token_rejected` gives no reason.
            _ => write!(
                f,
                ": it does not accept the {token}; perhaps they are old, or of another server; \
                 start a new authorization"
            ),
        }
    }

    fn write_signature(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secrets = list(&self.request.secrets());
        write!(
            f,
            ": the signature of this request is not the one that the server computes; check \
             {secrets}"
        )?;
        if self.request.signature_method().as_deref() == Some("PLAINTEXT") {
            return Ok(());
        }
        f.write_str(
            "; if `FlowError::body` contains a base string, call `diff` on \
             `FlowError::explanation` with the whole body",
        )
    }

    fn write_version(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.request.lacks("oauth_version") {
            ", but this request sends no `oauth_version`; send it: do not use \
             `Signer::without_version`"
        } else {
            ": it does not accept `oauth_version`, which is 1.0; leave it out with \
             `Signer::without_version`"
        })
    }

    fn write_rejected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.problem.rejected_names();
        let (shown, has_hidden) = (&names.shown, names.has_hidden);
        if shown.is_empty() {
            f.write_str(": it does not accept a parameter")?;
        } else {
            write!(f, ": it does not accept {}", code_list(shown))?;
        }
        if has_hidden {
            f.write_str("; `FlowError::problem` has the names of all parameters that it rejects")?;
        }
        let is_first = self.request.is_first_step();
        let has_callback = shown.iter().any(|name| name == "oauth_callback");
        let others = shown.len() + usize::from(has_hidden) - usize::from(has_callback);
        if others > 0 || shown.is_empty() {
            let pronoun = if others > 1 { "them" } else { "it" };
            write!(f, "; correct or remove {pronoun}")?;
        }
        if has_callback {
            f.write_str("; use a callback that is registered at the provider")?;
        } else if shown.is_empty() && is_first {
            f.write_str(
                "; if it is `oauth_callback`, use a callback that is registered at the provider",
            )?;
        }
        Ok(())
    }
}

/// Returns whether only a request with a token can have this problem.
fn is_about_a_token(name: &str) -> bool {
    matches!(
        name,
        "token_expired"
            | "token_not_authorized"
            | "token_rejected"
            | "token_revoked"
            | "token_used"
    )
}
