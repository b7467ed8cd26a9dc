//! Which callbacks a client may name in a request for temporary credentials (RFC 5849 section 2.1).

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use super::callbacks::{check, is_web, names, query};
use crate::uri::callback::CallbackError;
use crate::uri::digits::number;

/// A rule for the callbacks of a client: one registered callback, and how far the callback of a
/// request may differ from it. Pass it to
/// [`RegisteredClient::callbacks`](crate::verify::RegisteredClient::callbacks).
///
/// A text converts into the rule [`exact`](Self::exact). Other rules are for clients that do not
/// know their whole callback when they register:
///
/// ```
/// use tower_oauth1::ClientCredentials;
/// use tower_oauth1::verify::{CallbackPolicy, RegisteredClient};
///
/// // A desktop program that listens on a free port.
/// let desktop = RegisteredClient::new(ClientCredentials::new("desktop", "secret"))
///     .callbacks([CallbackPolicy::loopback("http://127.0.0.1/ready")?])?;
///
/// // A website that adds its own state to the callback.
/// let callback = CallbackPolicy::exact("https://app.example.com/ready")?.allow_extra_query();
/// let website = RegisteredClient::new(ClientCredentials::new("website", "secret"))
///     .callbacks([callback])?;
/// # Ok::<_, tower_oauth1::verify::CallbackError>(())
/// ```
///
/// Whatever the rule is, the server refuses a callback that is not safe: see
/// [`callbacks`](crate::verify::RegisteredClient::callbacks).
#[derive(Clone)]
pub struct CallbackPolicy {
    rule: Rule,
    extra_query: bool,
}

#[derive(Clone)]
enum Rule {
    Exact(String),
    /// The callback before its port and after it.
    Loopback(&'static str, String),
    Custom(Arc<dyn Fn(&str) -> bool + Send + Sync>),
    /// Any callback with the scheme `http` or `https`, and `oob`.
    Any,
}

/// The beginnings of the callbacks that reach the machine of the browser. A name such as
/// `localhost` is not among them, because a name server may give it another address.
const LOOPBACK: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

impl CallbackPolicy {
    /// Accepts this callback, compared as text. `oob` accepts requests without a redirect: the
    /// resource owner types the verifier into the client.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`callbacks`](crate::verify::RegisteredClient::callbacks).
    pub fn exact(callback: impl Into<String>) -> Result<Self, CallbackError> {
        let callback = callback.into();
        check(&callback)?;
        Ok(Self::new(Rule::Exact(callback)))
    }

    /// Accepts this callback with any port, or without a port (RFC 8252 section 7.3). Programs that
    /// listen on a free port of the user's machine need this.
    ///
    /// The callback is `http://127.0.0.1/..` or `http://[::1]/..`. Each accepts only itself: a
    /// program that registers both listens on both. `localhost` is not possible. A port in the
    /// registered callback is ignored.
    ///
    /// # Errors
    ///
    /// Returns [`CallbackError::NotLoopback`] if the callback does not begin with one of these
    /// addresses, and the errors of
    /// [`callbacks`](crate::verify::RegisteredClient::callbacks).
    pub fn loopback(callback: &str) -> Result<Self, CallbackError> {
        check(callback)?;
        let split = LOOPBACK.into_iter().find_map(|start| {
            let rest = after_port(callback.strip_prefix(start)?)?;
            Some(Rule::Loopback(start, with_path(rest).into_owned()))
        });
        split.map(Self::new).ok_or(CallbackError::NotLoopback)
    }

    /// Accepts the callbacks for which the function returns `true`.
    ///
    /// The function gets the callback, decoded. The callback is `oob`, or a safe absolute URI. If
    /// the function accepts too much, an attacker can send resource owners, with their verifiers,
    /// to another server. So compare whole hosts, and never only the beginning of a text:
    /// `https://app.example.com.evil.example/` begins with `https://app.example.com`.
    ///
    /// ```
    /// use http::Uri;
    /// use tower_oauth1::verify::CallbackPolicy;
    ///
    /// let tenants = CallbackPolicy::custom(|callback| {
    ///     let Ok(uri) = callback.parse::<Uri>() else {
    ///         return false;
    ///     };
    ///     let tenant = uri.host().and_then(|host| host.strip_suffix(".app.example.com"));
    ///     let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    ///     uri.scheme_str() == Some("https") && uri.port().is_none() && tenant.is_some_and(is_name)
    /// });
    /// ```
    pub fn custom(accepts: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self::new(Rule::Custom(Arc::new(accepts)))
    }

    pub(super) fn any() -> Self {
        Self::new(Rule::Any)
    }

    fn new(rule: Rule) -> Self {
        Self {
            rule,
            extra_query: false,
        }
    }

    /// Accepts the callback also with more parameters at the end of its query, such as
    /// `?state=xyz`.
    ///
    /// A parameter that is added must not have the name of a registered parameter, and its name
    /// must not begin with `oauth_`: an attacker could plant a verifier there. Names are compared
    /// as the most lenient framework reads them, so `OAuth_Verifier` and `oauth.verifier` are
    /// refused too.
    #[must_use]
    pub fn allow_extra_query(mut self) -> Self {
        self.extra_query = true;
        self
    }

    /// Returns whether the client may use this callback.
    pub(crate) fn accepts(&self, callback: &str) -> bool {
        if check(callback).is_err() {
            return false;
        }
        match &self.rule {
            Rule::Exact(registered) => self.fits(registered, callback),
            Rule::Loopback(start, registered) => {
                let rest = callback.strip_prefix(start).and_then(after_port);
                rest.is_some_and(|rest| self.fits(registered, &with_path(rest)))
            }
            Rule::Custom(accepts) => accepts(callback),
            Rule::Any => callback == "oob" || is_web(callback),
        }
    }

    /// Returns whether two callbacks are equal, but for parameters that are added to the query.
    fn fits(&self, registered: &str, callback: &str) -> bool {
        if callback == registered {
            return true;
        }
        let [(registered, fragment), (callback, other_fragment)] =
            [registered, callback].map(|text| text.split_at(text.find('#').unwrap_or(text.len())));
        let Some(added) = callback.strip_prefix(registered) else {
            return false;
        };
        let added = if query(registered).is_empty() && !registered.ends_with('?') {
            added.strip_prefix('?')
        } else {
            added.strip_prefix('&')
        };
        let Some(added) = added.filter(|_| self.extra_query && fragment == other_fragment) else {
            return false;
        };
        // The names of all added parameters are checked with the whole callback.
        let known = names(query(registered));
        names(added).iter().all(|name| !known.contains(name))
    }
}

/// Returns the text after an optional port: nothing, or the path. Returns `None` if no path begins
/// there, or if the port is not a number from 1 to 65535.
fn after_port(text: &str) -> Option<&str> {
    let path = text.find(['/', '?', '#']).unwrap_or(text.len());
    let (port, rest) = text.split_at(path);
    match port.strip_prefix(':') {
        None => port.is_empty().then_some(rest),
        Some(port) => number::<u16>(port).filter(|port| *port > 0).map(|_| rest),
    }
}

/// Adds the path `/` if the path is empty. Both are the same URI.
fn with_path(text: &str) -> Cow<'_, str> {
    if text.starts_with('/') {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("/{text}"))
    }
}

impl TryFrom<&str> for CallbackPolicy {
    type Error = CallbackError;

    fn try_from(callback: &str) -> Result<Self, CallbackError> {
        Self::exact(callback)
    }
}

impl TryFrom<String> for CallbackPolicy {
    type Error = CallbackError;

    fn try_from(callback: String) -> Result<Self, CallbackError> {
        Self::exact(callback)
    }
}

impl From<Infallible> for CallbackError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl fmt::Debug for CallbackPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            Rule::Exact(callback) => write!(f, "Exact({callback:?})")?,
            Rule::Loopback(start, rest) => write!(f, "Loopback(\"{start}{rest}\")")?,
            Rule::Custom(_) => f.write_str("Custom")?,
            Rule::Any => f.write_str("Any")?,
        }
        if self.extra_query {
            f.write_str(" with extra query")?;
        }
        Ok(())
    }
}
