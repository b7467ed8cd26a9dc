//! The requests of the benchmarks: five cases, and one with any number of parameters.
//!
//! Each case has two forms: the request as it is sent, which this crate reads, and the decoded
//! parameters, which other crates need.
//!
//! All names in a case have the same length. Some of the other crates join name and value before
//! they sort the parameters. This is correct only for names of the same length.

use http::Request;
use http::request::Parts;
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};

/// The numbers of the five cases.
pub(crate) const NUMBERS: [&str; 5] = ["i", "ii", "iii", "iv", "v"];

const FORM: &str = "application/x-www-form-urlencoded";

/// An identifier and its secret.
pub(crate) type Credentials = (&'static str, &'static str);

/// A request, and the credentials that sign it.
#[derive(Debug)]
pub(crate) struct Case {
    /// The number in the tables: `i` to `v`.
    pub(crate) number: &'static str,
    /// A short description.
    pub(crate) name: &'static str,
    pub(crate) client: Credentials,
    pub(crate) token: Credentials,
    pub(crate) method: &'static str,
    /// The absolute URI with the query as it is sent. The scheme and the host are in lower case.
    pub(crate) uri: String,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: String,
    /// The parameters of the query and the form, decoded, in the order of the request.
    pub(crate) pairs: Vec<(String, String)>,
}

impl Case {
    /// Returns the five cases.
    pub(crate) fn all() -> [Self; 5] {
        [
            four_parameters(),
            status_update(),
            utf8_parameters(),
            long_form(),
            json(),
        ]
    }

    /// Returns the case with this number.
    pub(crate) fn numbered(number: &str) -> Self {
        let mut all = Self::all().into_iter();
        let case = all.find(|case| case.number == number);
        case.expect("the number is one of the five")
    }

    /// Returns the request head.
    pub(crate) fn parts(&self) -> Parts {
        let mut request = Request::builder().method(self.method).uri(&self.uri);
        if let Some(content_type) = self.content_type {
            request = request.header("content-type", content_type);
        }
        let (parts, ()) = request.body(()).expect("a valid request").into_parts();
        parts
    }

    /// Returns the head of the signed request.
    pub(crate) fn signed(&self) -> Parts {
        let mut parts = self.parts();
        let signed = self.signer().sign(&parts, self.form());
        let value = signed
            .expect("the request can be signed")
            .authorization_header();
        parts.headers.insert("authorization", value);
        parts
    }

    /// Returns the body if it is a form.
    pub(crate) fn form(&self) -> Option<&[u8]> {
        (self.content_type == Some(FORM)).then_some(self.body.as_bytes())
    }

    /// Returns the URI without the query.
    pub(crate) fn endpoint(&self) -> &str {
        self.uri.split('?').next().unwrap_or_default()
    }

    /// Returns this crate's signer with the credentials of the case.
    pub(crate) fn signer(&self) -> Signer {
        let client = ClientCredentials::new(self.client.0, self.client.1);
        Signer::new(client).with_token(TokenCredentials::new(self.token.0, self.token.1))
    }

    fn get(number: &'static str, name: &'static str, endpoint: &str, fields: &[Field]) -> Self {
        Self {
            number,
            name,
            client: ("dpf43f3p2l4k3l03", "kd94hf93k423kf44"), // RFC 5849 section 1.2
            token: ("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"),
            method: "GET",
            uri: format!("{endpoint}?{}", wire(fields)),
            content_type: None,
            body: String::new(),
            pairs: fields.iter().map(Field::pair).collect(),
        }
    }
}

/// A parameter: its name, its value as it is sent, and its decoded value.
struct Field {
    name: String,
    wire: String,
    value: String,
}

impl Field {
    fn new(name: impl Into<String>, wire: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            wire: wire.into(),
            value: value.into(),
        }
    }

    /// Creates a parameter with a value that needs no encoding.
    fn plain(name: impl Into<String>, value: &str) -> Self {
        Self::new(name, value, value)
    }

    fn pair(&self) -> (String, String) {
        (self.name.clone(), self.value.clone())
    }
}

fn wire(fields: &[Field]) -> String {
    let fields: Vec<_> = fields
        .iter()
        .map(|field| format!("{}={}", field.name, field.wire))
        .collect();
    fields.join("&")
}

/// Case i. Its base string has 284 bytes.
fn four_parameters() -> Case {
    let fields = [("count", "20"), ("page", "2"), ("lang", "en"), ("max", "9")]
        .map(|(name, value)| Field::plain(name, value));
    let name = "GET, 4 query parameters";
    Case::get("i", name, "https://api.x.com/1/me", &fields)
}

/// Case ii. The example in X's documentation, "Creating a signature".
fn status_update() -> Case {
    let query = Field::plain("include_entities", "true");
    let form = Field::new(
        "status",
        "Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21",
        "Hello Ladies + Gentlemen, a signed OAuth request!",
    );
    Case {
        number: "ii",
        name: "POST, form: X's statuses/update",
        client: (
            "xvz1evFS4wEEPTGEFPHBog",
            "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        ),
        token: (
            "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
            "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
        ),
        method: "POST",
        uri: format!(
            "https://api.x.com/1.1/statuses/update.json?{}",
            wire(std::slice::from_ref(&query))
        ),
        content_type: Some(FORM),
        body: wire(std::slice::from_ref(&form)),
        pairs: vec![query.pair(), form.pair()],
    }
}

/// Case iii. Its base string has 3.2 KiB.
fn utf8_parameters() -> Case {
    let wire = "%C3%A9t%C3%A9+%E2%98%83+".repeat(3);
    let value = "été ☃ ".repeat(3);
    let fields: Vec<_> = (0..20)
        .map(|n| Field::new(format!("name{n:02}"), &wire, &value))
        .collect();
    let name = "GET, 20 UTF-8 query parameters";
    Case::get("iii", name, "https://api.x.com/1.1/search.json", &fields)
}

/// Case iv. A form of 64 fields and 8 KiB.
fn long_form() -> Case {
    let (value_wire, value) = ("text+and%2Fmore".repeat(8), "text and/more".repeat(8));
    let fields: Vec<_> = (0..64)
        .map(|n| Field::new(format!("field{n:02}"), &value_wire, &value))
        .collect();
    Case {
        method: "POST",
        uri: "https://api.x.com/1.1/statuses/import.json".to_owned(),
        content_type: Some(FORM),
        body: wire(&fields),
        ..Case::get("iv", "POST, 8 KiB form", "", &fields)
    }
}

/// Case v. The body is not signed.
fn json() -> Case {
    Case {
        method: "POST",
        uri: "https://api.x.com/2/tweets".to_owned(),
        content_type: Some("application/json"),
        body: r#"{"text":"Hello Ladies + Gentlemen, a signed OAuth request!"}"#.to_owned(),
        ..Case::get("v", "POST, JSON body", "", &[])
    }
}

/// Returns a request with this number of query parameters.
///
/// The names are distinct and not sorted, and the values are short. Each name consists of
/// `beginning` and three characters that differ. `http` accepts URIs of up to 64 KiB. With an empty
/// `beginning`, 10,000 parameters fit into this limit.
pub(crate) fn growing(parameters: usize, beginning: &str) -> Case {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    const NAMES: usize = 36 * 36 * 36;
    // The step and the number of names have no common divisor, so no name occurs twice.
    let name = |n: usize| {
        let at = n * 17_389 % NAMES;
        [at / 1296, at / 36 % 36, at % 36].map(|digit| char::from(DIGITS[digit]))
    };
    let fields: Vec<_> = (0..parameters)
        .map(|n| {
            let name: String = beginning.chars().chain(name(n)).collect();
            Field::plain(name, &(n % 10).to_string())
        })
        .collect();
    Case::get("growth", "GET, many", "https://api.x.com/1/me", &fields)
}
