//! Random requests. Each run generates the same ones.

use crate::support::random::Random;

type Pairs = Vec<(String, String)>;

/// One request: decoded for the other implementation, and as bytes on the wire for this crate.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) method: String,
    /// The URI as the caller writes it: any case, any port, with the query.
    pub(crate) uri: String,
    pub(crate) base_string_uri: String,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: String,
    /// Decoded, in any order.
    pub(crate) query: Pairs,
    pub(crate) form: Pairs,
    pub(crate) client: (String, String),
    pub(crate) token: Option<(String, String)>,
    pub(crate) timestamp: u64,
    pub(crate) nonce: String,
    pub(crate) version: bool,
    pub(crate) callback: Option<String>,
    pub(crate) verifier: Option<String>,
}

/// Origins as the caller writes them, and as they are signed (RFC 5849 section 3.4.1.2).
const ORIGINS: [(&str, &str); 9] = [
    ("https://api.example.com", "https://api.example.com"),
    ("https://API.Example.com:443", "https://api.example.com"),
    ("HTTP://example.com:80", "http://example.com"),
    ("http://example.com:443", "http://example.com:443"),
    ("https://example.com:80", "https://example.com:80"),
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    (
        "https://[2001:DB8::A:1]:8443",
        "https://[2001:db8::a:1]:8443",
    ),
    (
        "http://xn--bcher-kva.example",
        "http://xn--bcher-kva.example",
    ),
    ("https://example.com.", "https://example.com."),
];

/// Paths are signed byte for byte.
const PATHS: [&str; 12] = [
    "/",
    "/1.1/statuses/update.json",
    "/r%20v/X",
    "/a%2fb/%2F",
    "/~user/%7Euser",
    "//a///b/",
    "/c;start=0;count=20",
    "/a+b,c:d@e",
    "/it's(1)*!$&=",
    "/caf%C3%A9",
    "/100%25",
    "/x.y/-_",
];

const FORM_TYPES: [&str; 4] = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "Application/X-WWW-Form-Urlencoded;charset=UTF-8",
    "application/x-www-form-urlencoded ; x=y",
];

/// Names that sort differently when encoded, alone or as `name=value`. Some look like protocol
/// parameters to a careless library.
const NAMES: [&str; 18] = [
    "a",
    "a1",
    "a-b",
    "a.b",
    "a_b",
    "a~",
    "aa",
    "A",
    "z",
    "status",
    "realm",
    "oauth_extra",
    "oauth_tokens",
    "oauth",
    "xoauth_requestor_id",
    "page",
    "0",
    "file",
];

const ALPHABETS: [&str; 4] = [
    "abcXYZ019-._~",
    " + + + +&=%#?/;:@!$'()*,\"<>[]{}|\\^`",
    "\u{e9}\u{fc}\u{df}\u{416}\u{65e5}\u{672c}\u{2603}\u{fffd}\u{1f600}\u{301}",
    "\0\t\r\n\u{7f}\u{a0}\u{2028}\u{feff}",
];

impl Case {
    pub(crate) fn generate(random: &mut Random) -> Self {
        let is_form = random.percent(50);
        let mut names = Vec::new();
        let (in_query, in_form) = (random.below(6), random.below(5));
        let query = pairs(random, in_query, &mut names);
        let form = if is_form {
            pairs(random, in_form, &mut names)
        } else {
            Pairs::new()
        };
        let (origin, signed_origin) = random.pick(&ORIGINS);
        let path = random.pick(&PATHS);
        let mut headers = Vec::new();
        let mut signed_origin = signed_origin.to_owned();
        if random.percent(10) {
            // The server sees the `Host` header, so that is signed.
            headers.push(("host", "Front.example.ORG:8443"));
            let scheme = signed_origin.split(':').next().unwrap_or_default();
            signed_origin = format!("{scheme}://front.example.org:8443");
        }
        let body = if is_form {
            headers.push(("content-type", random.pick(&FORM_TYPES)));
            wire(random, &form, "")
        } else {
            if random.percent(60) {
                headers.push(("content-type", "application/json"));
            }
            "a=1&b=no+form".to_owned()
        };
        let mut uri = match path {
            "/" if random.percent(30) => origin.to_owned(),
            path => format!("{origin}{path}"),
        };
        if !query.is_empty() || random.percent(20) {
            uri = format!("{uri}?{}", wire(random, &query, RAW_IN_QUERY));
        }
        let secret = |random: &mut Random| (text(random, 1), text(random, 0));
        Self {
            method: random
                .pick(&["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "PURGE"])
                .to_owned(),
            uri,
            base_string_uri: format!("{signed_origin}{path}"),
            headers,
            body,
            query,
            form,
            client: secret(random),
            token: random.percent(70).then(|| {
                if random.percent(10) {
                    Default::default()
                } else {
                    secret(random)
                }
            }),
            timestamp: 1 + random.next(),
            nonce: text(random, 1),
            version: random.percent(50),
            callback: random.percent(10).then(|| text(random, 1)),
            verifier: random.percent(10).then(|| text(random, 0)),
        }
    }

    pub(crate) fn is_form(&self) -> bool {
        self.headers
            .iter()
            .any(|(_, value)| FORM_TYPES.contains(value))
    }
}

fn text(random: &mut Random, at_least: usize) -> String {
    let length = at_least + random.below(10);
    let strange = random.percent(60);
    let mut character = || {
        let alphabet = if strange { random.below(4) } else { 0 };
        let characters: Vec<char> = ALPHABETS[alphabet].chars().collect();
        random.pick(&characters)
    };
    (0..length).map(|_| character()).collect()
}

/// Returns random pairs. `names` holds the pairs that the request already has: some names come
/// again, with the same value or another one.
fn pairs(random: &mut Random, count: usize, names: &mut Pairs) -> Pairs {
    let mut pairs = Pairs::new();
    for _ in 0..count {
        let value = if random.percent(15) {
            String::new()
        } else {
            text(random, 0)
        };
        let pair = match random.below(10) {
            0 | 1 if !names.is_empty() => (names[random.below(names.len())].0.clone(), value),
            2 if !names.is_empty() => names[random.below(names.len())].clone(),
            3 | 4 => (text(random, 0), value),
            _ => (random.pick(&NAMES).to_owned(), value),
        };
        names.push(pair.clone());
        pairs.push(pair);
    }
    pairs
}

/// Characters that may stand raw in a query although they are not unreserved.
const RAW_IN_QUERY: &str = "!$'()*,/:;?@[]|";

/// Writes pairs as on the wire. Each character is written in one of the ways that decode to it.
/// `raw` lists the reserved characters that may stay raw. If it is empty, every character may stay
/// raw, except those with a meaning in a form.
fn wire(random: &mut Random, pairs: &Pairs, raw: &str) -> String {
    let mut out = String::new();
    for (at, (name, value)) in pairs.iter().enumerate() {
        if at > 0 {
            out.push('&');
        }
        if random.percent(3) {
            out.push('&');
        }
        escape(random, name, raw, false, &mut out);
        if name.is_empty() || !value.is_empty() || random.percent(50) {
            out.push('=');
        }
        escape(random, value, raw, true, &mut out);
    }
    out
}

fn escape(random: &mut Random, text: &str, raw: &str, is_value: bool, out: &mut String) {
    for c in text.chars() {
        let plain = match c {
            ' ' if random.percent(60) => {
                out.push('+');
                continue;
            }
            '&' | '+' | '%' | '#' | ' ' => 0,
            '=' => 50 * usize::from(is_value),
            c if c.is_ascii_alphanumeric() || "-._~".contains(c) => 90,
            c if c.is_control() => 0,
            c if !c.is_ascii() => 20,
            c if raw.is_empty() || raw.contains(c) => 50,
            _ => 0,
        };
        if random.percent(plain) {
            out.push(c);
            continue;
        }
        for byte in c.to_string().bytes() {
            *out += &if random.percent(50) {
                format!("%{byte:02X}")
            } else {
                format!("%{byte:02x}")
            };
        }
    }
}
