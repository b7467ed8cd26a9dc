//! The messages of `GrantedAuthorization::from_body`.

use std::io::Write as _;

use tower_oauth1::GrantedAuthorization;

use super::Messages;

/// A body without usable credentials. The caller knows the response, so the message can only say
/// what to look for.
pub(super) fn read(messages: &mut Messages) {
    messages.title("A body contains no usable token credentials");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"oauth_token=a&oauth_token_secret=b")
        .unwrap();
    let gzip = gzip.finish().unwrap();
    let long = vec![b'a'; 70_000];
    let bodies: [(&str, &[u8]); 11] = [
        ("a text", b"Error: no"),
        ("an empty body", b""),
        ("a page", b"<html>"),
        ("JSON that is cut", b"{\"oauth_token\":\"a"),
        ("a token that is not text", b"{\"oauth_token\":false}"),
        ("an empty token", b"oauth_token=&oauth_token_secret=b"),
        ("no secret", b"oauth_token=a"),
        ("a field twice", b"oauth_token=a&oauth_token=b"),
        ("not UTF-8", b"oauth_token=%FF&oauth_token_secret=b"),
        ("compressed", &gzip),
        ("longer than the limit", &long),
    ];
    for (cause, body) in bodies {
        messages.add(cause, GrantedAuthorization::from_body(body).unwrap_err());
    }
}
