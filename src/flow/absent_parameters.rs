//! What to do about parameters that the server did not find, for the message of a `FlowError`.

use std::fmt;

use super::request_facts::{RequestFacts, code_list};
use crate::protocol::{Problem, Transmission};

/// The problem `parameter_absent`. `Display` writes what is missing, and how to send it.
pub(super) struct AbsentParameters<'a> {
    pub(super) request: &'a RequestFacts<'a>,
    pub(super) problem: &'a Problem,
}

impl fmt::Display for AbsentParameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.problem.absent_names();
        if names.shown.is_empty() {
            f.write_str("it did not find a parameter that it needs")?;
        } else {
            write!(f, "it did not find {}", code_list(&names.shown))?;
        }
        let sent: Vec<_> = names
            .shown
            .iter()
            .filter(|name| self.request.has(name))
            .collect();
        match sent.len() {
            0 => {}
            1 if names.shown.len() == 1 => f.write_str(", although this request sends it")?,
            all if all == names.shown.len() => f.write_str(", although this request sends them")?,
            _ => write!(f, ", although this request sends {}", code_list(&sent))?,
        }
        let (protocol, extra): (Vec<_>, Vec<_>) = names
            .shown
            .iter()
            .map(String::as_str)
            .partition(|name| name.starts_with("oauth_"));
        for order in self.orders_for_protocol(&protocol) {
            write!(f, "; {order}")?;
        }
        for order in self.orders_for_extra(&extra) {
            write!(f, "; {order}")?;
        }
        if names.has_hidden {
            f.write_str("; `FlowError::problem` has the names of all parameters that are missing")?;
        }
        if names.has_hidden || names.shown.is_empty() {
            f.write_str(
                "; add the parameters that the provider documents with \
                 `AuthorizationFlow::parameter`",
            )?;
        }
        Ok(())
    }
}

impl AbsentParameters<'_> {
    /// Returns how to send the protocol parameters.
    fn orders_for_protocol(&self, names: &[&str]) -> Vec<String> {
        let (sent, unsent): (Vec<&str>, Vec<&str>) =
            names.iter().partition(|name| self.request.has(name));
        let mut orders: Vec<_> = unsent.iter().map(|name| self.order(name)).collect();
        orders.dedup();
        if !sent.is_empty() {
            orders.push(
                "send the protocol parameters in another part of the request (header, query or \
                 form) with `AuthorizationFlow::transmission`"
                    .to_owned(),
            );
        }
        orders
    }

    /// Returns how to send the other parameters.
    fn orders_for_extra(&self, names: &[&str]) -> Vec<String> {
        let (sent, unsent): (Vec<&str>, Vec<&str>) =
            names.iter().partition(|name| self.request.has(name));
        let mut orders = Vec::new();
        if !unsent.is_empty() {
            orders.push(format!(
                "add {} with `AuthorizationFlow::parameter`",
                code_list(&unsent)
            ));
        }
        if !sent.is_empty() {
            let is_in_form = |name: &&str| self.request.has_in(Transmission::FormBody, name);
            let other = if sent.iter().any(is_in_form) {
                "in the query, with the function without a form"
            } else {
                "in a form, with the function whose name ends in `_with_form`"
            };
            orders.push(format!("send {} {other}", code_list(&sent)));
        }
        orders
    }

    /// Returns how to send a protocol parameter that was not sent.
    fn order(&self, name: &str) -> String {
        let is_first = self.request.is_first_step();
        match name {
            "oauth_callback" if is_first => "pass another `Callback` than `Callback::Omitted`",
            "oauth_verifier" if !is_first => "pass a callback or PIN that has the verifier",
            "oauth_callback" | "oauth_session_handle" | "oauth_token" | "oauth_verifier" => {
                return format!(
                    "probably this URI is not the {}; check it",
                    self.request.endpoint()
                );
            }
            "oauth_nonce" => "do not use `Signer::without_nonce`",
            "oauth_timestamp" => "do not use `Signer::without_timestamp`",
            "oauth_version" => "do not use `Signer::without_version`",
            "oauth_body_hash" => {
                "the flow does not send `oauth_body_hash`; ask the provider how to do without it"
            }
            "oauth_consumer_key" | "oauth_signature" | "oauth_signature_method" => {
                "compare `FlowError::explanation` with what the provider documents"
            }
            _ => return format!("add `{name}` with `AuthorizationFlow::parameter`"),
        }
        .to_owned()
    }
}
