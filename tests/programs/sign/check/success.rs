//! Services that refuse with a status of success.

use super::{Case, URL, causes};

/// What a service responds: its name, headers and body, the cause that is named first, and words of
/// its advice.
type Refusal = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const REFUSALS: [Refusal; 15] = [
    (
        "MediaWiki, the API",
        "MediaWiki-API-Error: mwoauth-invalid-authorization\n",
        r#"{"error":{"code":"mwoauth-invalid-authorization","info":"not valid: no reason"}}"#,
        "status of success",
        &[
            "200 OK",
            "`MediaWiki-API-Error: mwoauth-invalid-authorization`",
            "read its message",
        ],
    ),
    (
        "MediaWiki, the signature",
        "MediaWiki-API-Error: mwoauth-invalid-authorization\n",
        r#"{"error":{"info":"The authorization headers are not valid: Invalid signature"}}"#,
        "secret",
        &["--client-secret"],
    ),
    (
        "MediaWiki, the nonce",
        "MediaWiki-API-Error: mwoauth-invalid-authorization\n",
        r#"{"error":{"info":"The authorization headers are not valid: Nonce already used"}}"#,
        "nonce",
        &["outside `OAuth1Layer`"],
    ),
    (
        "MediaWiki, without a body",
        "MediaWiki-API-Error: mwoauth-invalid-authorization\n",
        "",
        "status of success",
        &["both secrets"],
    ),
    (
        "MediaWiki, anonymous",
        "MediaWiki-API-Error: assertuserfailed\n",
        r#"{"error":{"code":"assertuserfailed","info":"You are no longer logged in"}}"#,
        "scope",
        &["anonymous", "--transmission header"],
    ),
    (
        "MediaWiki, the dance",
        "",
        "Error: oauth_callback must be set",
        "status of success",
        &["begins with `Error`"],
    ),
    (
        "Flickr",
        "",
        r#"jsonFlickrApi({"stat":"fail","code":98,"message":"Login failed"})"#,
        "status of success",
        &["`stat`"],
    ),
    (
        "Flickr, plain JSON",
        "",
        r#"{"stat":"fail","code":98,"message":"Invalid auth token"}"#,
        "status of success",
        &["`stat`"],
    ),
    (
        "Flickr, XML",
        "",
        "<?xml version=\"1.0\"?>\n<rsp stat=\"fail\">\n <err code=\"98\" msg=\"Login failed\"/></rsp>",
        "status of success",
        &["attribute `stat`"],
    ),
    (
        "Flickr, a problem",
        "",
        "oauth_problem=signature_invalid&debug_sbs=x",
        "secret",
        &["--client-secret"],
    ),
    (
        "FatSecret, the signature",
        "",
        r#"{"error":{"code":8,"message":"Invalid signature: oauth_signature 'x'"}}"#,
        "secret",
        &["--client-secret"],
    ),
    (
        "FatSecret, the token",
        "",
        r#"{"error":{"code":9,"message":"Invalid access token: oauth_token 'x'"}}"#,
        "status of success",
        &["the member `error`"],
    ),
    (
        "FatSecret, XML",
        "",
        "<?xml version=\"1.0\"?><error xmlns=\"http://platform.fatsecret.com\"><code>5</code></error>",
        "status of success",
        &["element `error`"],
    ),
    (
        "BrickLink",
        "",
        r#"{"meta":{"description":"TOKEN_IP_MISMATCHED","message":"BAD_OAUTH_REQUEST","code":401}}"#,
        "status of success",
        &["`meta.code`"],
    ),
    (
        "a list of errors",
        "",
        r#"{"errors":[{"code":32,"message":"Could not authenticate you."}]}"#,
        "status of success",
        &["`errors`"],
    ),
];

pub(super) fn cases() -> Vec<Case> {
    let case = |&(name, headers, body, cause, words): &Refusal| Case {
        name: name.to_owned(),
        response: format!("HTTP/2 200 \n{headers}\n{body}"),
        arguments: vec![URL],
        cause,
        words,
    };
    REFUSALS.iter().map(case).collect()
}

/// A response that grants the request names no cause.
#[test]
fn a_success_is_no_refusal() {
    for body in [
        "",
        "{}",
        "[]",
        r#"{"error":null,"errors":[],"stat":"ok","meta":{"code":200}}"#,
        r#"{"error":false,"photo":{"stat":"fail"}}"#,
        "<rsp stat=\"ok\"><photo title=\"stat=&quot;fail&quot;\"/></rsp>",
        "<html><p>error</p></html>",
        "an error occurs in this text",
        "\u{e9}\u{e9}\u{e9}",
    ] {
        let response = format!("HTTP/1.1 200 OK\n\n{body}");
        assert_eq!(causes("success", &response, &[URL]), [], "{body}");
        let created = response.replace("200 OK", "201 Created");
        assert_eq!(causes("success-201", &created, &[URL]), [], "{body}");
    }
}
