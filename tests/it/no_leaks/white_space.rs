//! White space around a secret is legal and usually a mistake. It can be seen, and nothing else of
//! the secret.

use http::Request;
use tower_oauth1::verify::RegisteredClient;
use tower_oauth1::{
    ClientCredentials, Explanation, SignatureMethod, Signer, TemporaryCredentials, TokenCredentials,
};

const TEXTS: [(&str, &str); 12] = [
    ("s3cret", "[redacted]"),
    ("", "[redacted]"),
    ("s3 cret", "[redacted]"),
    ("s3cret\n", "[redacted, ends in white space]"),
    ("s3cret\r\n", "[redacted, ends in white space]"),
    ("s3cret ", "[redacted, ends in white space]"),
    ("s3cret\u{a0}", "[redacted, ends in white space]"),
    ("s3cret\u{200b}", "[redacted, ends in white space]"),
    ("\ts3cret", "[redacted, begins in white space]"),
    ("\u{feff}s3cret", "[redacted, begins in white space]"),
    (" s3cret ", "[redacted, begins and ends in white space]"),
    ("\n", "[redacted, begins and ends in white space]"),
];

#[test]
fn debug_says_where_it_is() {
    for (secret, shown) in TEXTS {
        let client = ClientCredentials::new("id", secret);
        let token = TokenCredentials::new("token", secret);
        let signer = Signer::new(client.clone());
        let method = SignatureMethod::HmacSha256;
        let keyed = Signer::hmac_key("id", method, secret.as_bytes());
        let mut texts = vec![
            format!("{client:?}"),
            format!("{token:?}"),
            format!("{:?}", TemporaryCredentials::new("token", secret)),
            format!("{signer:?}"),
            format!("{:?}", signer.with_token(token)),
            format!("{:?}", RegisteredClient::from(client)),
        ];
        texts.extend(keyed.map(|signer| format!("{signer:?}")));
        for text in texts {
            assert!(text.contains(shown), "{text}");
            assert!(!text.contains("s3cret"), "{text}");
        }
    }
}

#[test]
fn explained_values_are_marked() {
    let uri = "https://h/?a=x&b=x+&c=%09x&d=%20x%0A&e=&f=+&password=x+&g=x%20y&h=%FF%20";
    let mut request = Request::get(uri).body("").unwrap();
    let client = ClientCredentials::new("id\n", "secret");
    Signer::new(client).sign_request(&mut request).unwrap();
    let text = Explanation::from_parts(&request.into_parts().0, None);
    let text = text.unwrap().to_string();
    for line in [
        "oauth_consumer_key = \"id\\n\"  <- ends with a line break\n",
        "a = x\n",
        "b = \"x \"  <- ends with a space\n",
        "c = \"\\tx\"  <- begins with a tab\n",
        "d = \" x\\n\"  <- begins with a space and ends with a line break\n",
        "e = \n",
        "f = \" \"  <- is only white space\n",
        "g = x y\n",
        "password = (hidden)\n",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}
