//! Any path: what the crate signs and sends is what the crate `url` makes of it, as reqwest does.
//!
//! There are two differences when a path is first read. `url` replaces `\` with `/`, which is
//! another path. And it does not remove a segment such as `c:` before `..`, as if the URL named a
//! file of Windows; browsers remove it.

#![no_main]

use std::sync::LazyLock;

use http::{Request, Uri};
use libfuzzer_sys::fuzz_target;
use tower_oauth1::{ClientCredentials, Signer};
use url::Url;

static SIGNER: LazyLock<Signer> =
    LazyLock::new(|| Signer::new(ClientCredentials::new("id", "secret")));

fuzz_target!(|path: &str| {
    let given = format!("https://h/{path}");
    let Ok(uri) = given.parse::<Uri>() else {
        return;
    };
    let mut request = Request::new(());
    *request.uri_mut() = uri.clone();
    if SIGNER.sign_request(&mut request).is_err() {
        return;
    }
    let sent = request.uri();
    let url = Url::parse(&sent.to_string()).unwrap();
    assert_eq!(url.path(), sent.path(), "a client changes what was signed");
    let is_drive = |segment: &str| {
        let segment = segment.as_bytes();
        segment.len() == 2 && segment[0].is_ascii_alphabetic() && b":|".contains(&segment[1])
    };
    if !uri.path().contains('\\') && !uri.path().split('/').any(is_drive) {
        assert_eq!(Url::parse(&given).unwrap().path(), sent.path());
    }
    // Only an old signature is taken out of the query.
    let has_signature = uri.query().is_some_and(|query| query.contains("auth"));
    assert!(has_signature || sent.query() == uri.query(), "{given}");
});
