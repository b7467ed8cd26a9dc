//! The pages that users see. They need no script, and follow the dark mode of the system.

use axum::response::{Html, IntoResponse, Response};
use http::header;
use tower_oauth1::grant::PendingGrant;

use super::Site;

const STYLE: &str = "\
:root { color-scheme: light dark; --accent: light-dark(#1d5bbf, #8fb8ff);
  --line: light-dark(#d4d7df, #3b3f4a); --quiet: light-dark(#50545f, #b3b8c4) }
* { box-sizing: border-box }
body { margin: 0; padding: 10vh 1rem 2rem; font: 1.0625rem/1.5 system-ui, sans-serif;
  color: light-dark(#1b1d23, #e9eaee); background: light-dark(#f3f4f7, #121317) }
main { max-width: 27rem; margin: auto; padding: 2rem; background: light-dark(#fff, #1c1e24);
  border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25 }
p { margin: 0 0 1rem }
dl { margin: 0 0 1rem; padding: 0.25rem 1rem; border: 1px solid var(--line); border-radius: 8px }
dt { margin-top: 0.5rem; font-size: 0.9375rem; color: var(--quiet) }
dd { margin: 0 0 0.5rem }
form { display: grid; gap: 0.75rem; margin-top: 1.5rem }
label { display: grid; gap: 0.25rem }
input, button { width: 100%; min-height: 3rem; padding: 0.5rem 0.75rem; font: inherit;
  border: 1px solid light-dark(#767b88, #8b909c); border-radius: 8px }
input { color: inherit; background: transparent }
button { color: inherit; background: transparent }
button.main { color: light-dark(#fff, #0d1e3a); background: var(--accent);
  border-color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.code { margin: 1.5rem 0; font: 600 1.75rem/1.3 ui-monospace, monospace; letter-spacing: 0.12em;
  text-align: center }
.alert { padding: 0.75rem 1rem; border-left: 4px solid light-dark(#b3261e, #ff9a92) }
.quiet { margin: 0; font-size: 0.9375rem; color: var(--quiet) }
";

pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css")], STYLE).into_response()
}

/// Asks for the name and the password.
pub(super) fn login(site: &Site, token: &str, failed: Option<&str>) -> Response {
    let [_, authorize, _] = &site.settings.paths;
    let alert = failed.map_or(String::new(), |text| {
        format!("<p class=\"alert\" role=\"alert\">{text}</p>\n")
    });
    let content = format!(
        "{alert}<p>An app asks for access to your account. Log in to decide.</p>\n\
         <form method=\"post\" action=\"{authorize}/login\">\n\
         <input type=\"hidden\" name=\"oauth_token\" value=\"{token}\">\n\
         <label>Name <input name=\"name\" autocomplete=\"username\" required></label>\n\
         <label>Password <input type=\"password\" name=\"password\" \
         autocomplete=\"current-password\" required></label>\n\
         <button class=\"main\">Log in</button>\n</form>",
        token = escaped(token),
    );
    page(site, "Log in", &content)
}

/// Asks whether the client may act for the user. Names the client, what it asked for, and where the
/// user goes next.
pub(super) fn consent(site: &Site, pending: &PendingGrant, user: &str, secret: &str) -> Response {
    let [_, authorize, _] = &site.settings.paths;
    let client = isolated(pending.client_identifier());
    let asked: String = pending
        .parameters()
        .map(|(name, value)| format!("<dt>{}</dt><dd>{}</dd>\n", isolated(name), isolated(value)))
        .collect();
    let asked = if asked.is_empty() {
        String::new()
    } else {
        format!("<p>It asks for:</p>\n<dl>\n{asked}</dl>\n")
    };
    let next = match pending.callback() {
        "oob" => format!("After you approve, you get a code to type into {client}."),
        callback => format!("After your decision you go to {}.", isolated(callback)),
    };
    let content = format!(
        "<p>You are logged in as <strong>{user}</strong>. {client} will see and change what you \
         can. You need not tell it your password.</p>\n{asked}<p>{next}</p>\n\
         <form method=\"post\" action=\"{authorize}\">\n\
         <input type=\"hidden\" name=\"oauth_token\" value=\"{token}\">\n\
         <input type=\"hidden\" name=\"secret\" value=\"{secret}\">\n\
         <button class=\"main\" name=\"decision\" value=\"approve\">Approve</button>\n\
         <button name=\"decision\" value=\"refuse\">Refuse</button>\n</form>",
        user = escaped(user),
        token = escaped(pending.credentials().identifier()),
    );
    let client = escaped(pending.client_identifier());
    page(site, &format!("Allow {client} to act for you?"), &content)
}

/// Shows the verifier that the user types into the client.
pub(super) fn code(site: &Site, pending: &PendingGrant, verifier: &str) -> Response {
    let content = format!(
        "<p>Type this code into {client}, or copy it:</p>\n<p class=\"code\">{verifier}</p>\n\
         <p class=\"quiet\">The code works once, for a few minutes. Show it to nobody: it lets \
         {client} act for you. Close this page after you have typed it.</p>",
        client = isolated(pending.client_identifier()),
        verifier = escaped(verifier),
    );
    page(site, "You approved", &content)
}

pub(super) fn denied(site: &Site, pending: &PendingGrant) -> Response {
    let client = isolated(pending.client_identifier());
    let content = format!("<p>{client} has no access. You can close this page.</p>");
    page(site, "You refused", &content)
}

pub(super) fn ended(site: &Site) -> Response {
    let content = "<p>It was used before, is too old, or its address is not complete. Go back to \
                   the app and start again there.</p>";
    page(site, "This request is no longer valid", content)
}

pub(super) fn failed(site: &Site) -> Response {
    let content = "<p>Nothing has changed. Please try again in a few minutes.</p>";
    page(site, "This does not work now", content)
}

/// `title` and `content` are HTML.
fn page(site: &Site, title: &str, content: &str) -> Response {
    let [_, authorize, _] = &site.settings.paths;
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <link rel=\"stylesheet\" href=\"{authorize}/style.css\">\n\
         <main>\n<h1>{title}</h1>\n{content}\n</main>\n</html>\n"
    );
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        // Section 4.14: other sites must not show the page in a frame.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        // Other sites must not learn the address. With `no-referrer`, browsers would send the
        // forms with the `Origin` of nobody.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Html(page)).into_response()
}

/// Returns a text of the client as HTML. Letters that are written from right to left do not change
/// the order of the text around it.
fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(text))
}

/// Returns a text for an attribute, or as the only text of an element. Characters that nobody sees,
/// and that change the order of others, are replaced: `moc.live` could look like `evil.com`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // The controls of Unicode for bidirectional text.
            '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => escaped.push('\u{fffd}'),
            other if other.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
