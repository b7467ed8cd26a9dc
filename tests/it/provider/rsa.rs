//! Providers that identify their clients with a private key.

use tower_oauth1::protocol::RsaPrivateKey;
use tower_oauth1::provider::{Profile, ProfileError, Provider};
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};

use crate::provider::sent::{authorization, call, fixed};

fn pem() -> &'static str {
    include_str!("../../fixtures/rsa/private-pkcs8.pem")
}

fn signer(profile: &Profile, key: RsaPrivateKey) -> Signer {
    fixed(profile.rsa_signer("id", key).unwrap())
}

#[tokio::test]
async fn mastercard() {
    let profile = Provider::Mastercard.profile().unwrap();
    let signer = signer(&profile, RsaPrivateKey::from_pem(pem()).unwrap());
    let flow = profile.flow(signer.clone()).unwrap_err();
    let provider = Provider::Mastercard;
    assert_eq!(flow, ProfileError::NoAuthorizationFlow { provider });
    let uri = "https://sandbox.api.mastercard.com/locations?x=1";
    let sent = call(&profile, signer, false, uri).await;
    // The hash of no bytes. The vendor's own library sends it with a GET.
    let expected = format!(
        "GET {uri}\n  OAuth oauth_consumer_key=\"id\", oauth_nonce=\"N\", \
         oauth_signature_method=\"RSA-SHA256\", oauth_timestamp=\"7\", oauth_version=\"1.0\", \
         oauth_body_hash=\"47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D\", \
         oauth_signature=\"#\"\n"
    );
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn atlassian() {
    let profile = Provider::Atlassian
        .profile_at("https://jira.example/jira")
        .unwrap();
    let modern = profile.rsa_signer("id", RsaPrivateKey::from_pem(pem()).unwrap());
    assert!(
        matches!(modern, Err(ProfileError::Key(_))),
        "RSA-SHA1 is legacy"
    );
    let signer = signer(&profile, RsaPrivateKey::legacy_from_pem(pem()).unwrap());
    let mut sent = authorization(&profile, profile.flow(signer.clone()).unwrap()).await;
    sent += &call(
        &profile,
        signer,
        true,
        "https://jira.example/jira/rest/api/2/myself",
    )
    .await;
    assert_eq!(sent, include_str!("pins/atlassian.txt"), "{sent}");
}

#[tokio::test]
async fn interactive_brokers() {
    let profile = Provider::InteractiveBrokers.profile().unwrap();
    let signer = signer(&profile, RsaPrivateKey::from_pem(pem()).unwrap());
    let sent = authorization(&profile, profile.flow(signer).unwrap()).await;
    assert_eq!(sent, include_str!("pins/interactive-brokers.txt"), "{sent}");
}

/// MediaWiki knows a client by a secret or by a private key. The token secret is a placeholder
/// then.
#[tokio::test]
async fn mediawiki_with_a_private_key() {
    let wiki = Provider::MediaWiki
        .profile_at("https://wiki.example/w")
        .unwrap();
    let modern = wiki.rsa_signer("id", RsaPrivateKey::from_pem(pem()).unwrap());
    assert!(
        matches!(modern, Err(ProfileError::Key(_))),
        "RSA-SHA1 is legacy"
    );
    let by_key = signer(&wiki, RsaPrivateKey::legacy_from_pem(pem()).unwrap());
    let user = by_key.with_token(TokenCredentials::new("token", "__unused__"));
    let sent = call(&wiki, user, false, "https://wiki.example/w/api.php").await;
    assert!(
        sent.contains("oauth_signature_method=\"RSA-SHA1\""),
        "{sent}"
    );
    assert!(sent.contains("oauth_token=\"token\""), "{sent}");
    let by_secret = wiki.signer(ClientCredentials::new("id", "secret")).unwrap();
    let sent = call(&wiki, by_secret, false, "https://wiki.example/w/api.php").await;
    assert!(
        sent.contains("oauth_signature_method=\"HMAC-SHA1\""),
        "{sent}"
    );
}

#[test]
fn a_secret_is_no_private_key() {
    let key = RsaPrivateKey::from_pem(pem()).unwrap();
    let profile = Provider::X.profile().unwrap();
    let provider = Provider::X;
    let error = profile.rsa_signer("id", key).unwrap_err();
    assert_eq!(error, ProfileError::NeedsSecret { provider });
    let mastercard = Provider::Mastercard.profile().unwrap();
    let error = mastercard
        .signer(ClientCredentials::new("id", "secret"))
        .unwrap_err();
    assert!(error.to_string().contains("`rsa_signer`"), "{error}");
}
