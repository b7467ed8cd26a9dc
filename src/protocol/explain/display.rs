//! Shows an explanation to users and in logs, without secrets.

use std::fmt;

use super::Explanation;
use super::redaction::write_escaped;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.has("oauth_signature") {
            writeln!(
                f,
                "not signed: the request has no `oauth_signature`; if this is the client, check \
                 whether its origin is in the `Scope`"
            )?;
        }
        writeln!(f, "method           {}", self.method)?;
        f.write_str("base string URI  ")?;
        write_escaped(f, self.uri.as_bytes())?;
        f.write_str("\n")?;
        if let Some(realm) = &self.realm {
            f.write_str("realm            ")?;
            write_escaped(f, realm)?;
            f.write_str("\n")?;
        }
        if !self.has("oauth_token") {
            writeln!(f, "token            none")?;
        }
        if self.parameters.is_empty() {
            writeln!(f, "parameters       none")?;
        } else {
            writeln!(f, "parameters")?;
        }
        for parameter in &self.parameters {
            let source = parameter.source().to_string();
            writeln!(f, "  {source:<9}  {parameter}")?;
        }
        if let Some(hint) = self.hint {
            writeln!(f, "hint             {hint}")?;
        }
        f.write_str(match &self.base_string {
            Some(_) => {
                "base string      see `Explanation::base_string`, which hides no secrets; \
                 `Explanation::diff` compares it with the one of the other side"
            }
            None => "base string      none: PLAINTEXT signs nothing of the request",
        })
    }
}

impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explanation")
            .field("method", &self.method)
            .field("uri", &self.uri)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::header;

    use super::*;

    #[test]
    fn what_sounds_like_a_secret_is_hidden() {
        let hidden = [
            "x_auth_password",
            "Password",
            "passwd",
            "client_secret",
            "oauth_verifier",
            "pwd",
            "pin",
            "oauth_session_handle",
            "api_key",
            "api-key",
            "apikey",
            "user_pwd",
            "new_pw",
            "user_pin",
            "pincode",
            "otp",
            "card.cvv",
            "private_key",
            "privateKey",
            "access_token",
            "refresh_token",
            "sessionid",
            "accessToken",
            "apiTokens",
            "token[]",
            "access_token[0]",
            "userPin",
            "pin1",
            "keys",
            "ACCESS_KEY",
            "cookie",
            "credential",
            "signature",
            "auth",
            "oauth_signature",
        ];
        let shown = [
            "oauth_token",
            "oauth_signature_method",
            "status",
            "oauth_consumer_key",
            "x_auth_username",
            "x_auth_mode",
            "pinned",
            "shipping",
            "keyword",
            "tokenize",
            "author",
        ];
        let query: Vec<_> = hidden
            .iter()
            .chain(&shown)
            .map(|name| format!("{name}=value"))
            .collect();
        let uri = format!("http://h/?{}", query.join("&"));
        let request = http::Request::builder().method("purge").uri(uri);
        let request = request.header(header::AUTHORIZATION, "Basic dmFsdWU=");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let explanation = Explanation::from_parts(&parts, None).unwrap();
        let text = explanation.to_string();
        for name in hidden {
            assert!(
                text.contains(&format!("{name} = (hidden)")),
                "{name} in {text}"
            );
        }
        for name in shown {
            assert!(
                text.contains(&format!("{name} = value")),
                "{name} in {text}"
            );
        }
        assert!(text.contains("method           PURGE\n"), "{text}");
    }

    #[test]
    fn no_text_of_others_forges_a_line() {
        let uri = "http://h/\u{85}\u{9b}\u{202e}caf\u{e9}'?a%0Ab=%0D%1B&u=%E2%98%83&x=%FF";
        let (parts, ()) = http::Request::get(uri).body(()).unwrap().into_parts();
        let text = Explanation::from_parts(&parts, None).unwrap().to_string();
        let plain = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}';
        assert!(text.chars().all(plain), "{text:?}");
        assert!(text.starts_with("not signed"), "{text}");
        for line in [
            "caf\u{e9}'\n",
            r#"a\nb = "\r\u{1b}""#,
            "u = \u{2603}",
            r"x = \xff",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert_eq!(text.lines().count(), 9, "{text}");
    }
}
