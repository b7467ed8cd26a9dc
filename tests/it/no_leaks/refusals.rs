//! What helps to understand a refusal shows the names of parameters, and no values.

use http::Request;
use tower_oauth1::flow::{RedirectError, ResponseError};
use tower_oauth1::protocol::{Difference, find_base_string};
use tower_oauth1::provider::Provider;
use tower_oauth1::{ClientCredentials, Explanation, GrantedAuthorization, Signer};

use crate::watch::leaks::{
    CLIENT_SECRET, ENCODED_CLIENT_SECRET, ENCODED_PASSWORD, ENCODED_TOKEN_SECRET, TOKEN_SECRET,
    debug, display, error, secret_in,
};

fn check(difference: &Difference) {
    debug("Difference", difference);
    display("Difference", difference);
    debug("DifferingPart", difference.part());
    debug("LikelyReason", &difference.reason());
}

/// The base strings contain the secrets, because they are values of parameters.
#[test]
fn the_difference_of_base_strings() {
    let uri = format!("https://h/p?a={ENCODED_TOKEN_SECRET}&b={ENCODED_PASSWORD}&c=1&c=2");
    let mut request = Request::get(uri).body("").unwrap();
    let signer = Signer::new(ClientCredentials::new("client", CLIENT_SECRET));
    signer.sign_request(&mut request).unwrap();
    let explanation = Explanation::from_parts(&request.into_parts().0, None).unwrap();
    let ours = explanation.base_string().unwrap();
    let found = find_base_string(ours).unwrap();
    assert!(secret_in(&found).is_some(), "the values are in it");
    let encoded = ENCODED_CLIENT_SECRET.replace('%', "%25");
    for (from, to) in [
        ("%26b%3D", &*format!("%26b%3D{encoded}")),
        ("%26c%3D1", &format!("%26c%3D{encoded}")),
        ("%26c%3D1", &format!("%26c%3D1%26d%3D{encoded}")),
        // Only the first `=` is encoded: the value looks like a part of the name.
        ("%26c%3D1", &format!("%26d%253D{encoded}")),
        ("%26b%3D", "%26bb%3D"),
        ("%26c%3D1%26c%3D2", "%26c%3D2%26c%3D1"),
        ("GET&", "POST&"),
        ("%2Fp&", &format!("%2F{ENCODED_CLIENT_SECRET}&")),
        (
            "https%3A%2F%2Fh",
            &format!("https%3A%2F%2F{ENCODED_CLIENT_SECRET}%40h"),
        ),
    ] {
        assert!(ours.contains(from), "{from} in {ours}");
        check(&explanation.diff(&ours.replacen(from, to, 1)).unwrap());
    }
    for text in [
        CLIENT_SECRET,
        "",
        &format!("GET&https%3A%2F%2F{ENCODED_CLIENT_SECRET}"),
    ] {
        check(&explanation.diff(text).unwrap());
    }
}

#[test]
fn responses_that_are_read_alone() {
    let secret = ENCODED_TOKEN_SECRET;
    for body in [
        format!("{secret}={secret}&{secret}={secret}"),
        format!("oauth_token={secret}&oauth_token={secret}"),
        format!("oauth_token_secret={secret}"),
        format!("oauth_token={secret}"),
        format!("oauth_token={secret}%FF"),
        format!("<p>{secret}"),
        format!("{{\"oauth_token\":\"{secret}\""),
        format!("{{\"oauth_token\":[\"{secret}\"]}}"),
        format!("{{\"{secret}\":1,\"{secret}\":2}}"),
        secret.repeat(10_000),
    ] {
        error(&GrantedAuthorization::from_body(body.as_bytes()).unwrap_err());
    }
    let body =
        format!("oauth_token=token&oauth_token_secret={secret}&oauth_session_handle={secret}");
    let granted = GrantedAuthorization::from_body(body.as_bytes()).unwrap();
    assert_eq!(granted.session_handle(), Some(TOKEN_SECRET));
    debug("GrantedAuthorization", &granted);
    error(&ResponseError::RepeatedField { name: None });
    error(&RedirectError::Repeated { name: "denied" });
}

#[test]
fn a_profile_with_another_origin() {
    let origin = format!("https://me:{ENCODED_PASSWORD}@h");
    error(&origin.parse::<tower_oauth1::Origin>().unwrap_err());
    let profile = Provider::X.profile().unwrap();
    debug(
        "Profile",
        &profile.with_origins(["https://h".parse().unwrap()]),
    );
    error(&Provider::MediaWiki.profile_at(&origin).unwrap_err());
}

#[cfg(feature = "rsa")]
#[test]
fn the_passphrase_of_a_key() {
    use tower_oauth1::protocol::RsaPrivateKey;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rsa/");
    let files = std::fs::read_dir(folder).unwrap();
    let mut refused = 0;
    for file in files.map(|file| file.unwrap().path()) {
        let Ok(pem) = std::fs::read_to_string(&file) else {
            continue;
        };
        if let Err(wrong) = RsaPrivateKey::from_encrypted_pem(&pem, CLIENT_SECRET) {
            error(&wrong);
            refused += 1;
        }
    }
    assert!(refused > 3, "{refused}");
}
