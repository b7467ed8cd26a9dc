//! A profile whose endpoints are those of a stub keeps its other settings.

use http::Uri;
use tower_oauth1::ClientCredentials;
use tower_oauth1::provider::{Profile, ProfileError, Provider};

use super::sent::{authorization, fixed};

fn at_stub(profile: Profile) -> Profile {
    let at = |path: &str| {
        format!("http://127.0.0.1:8080{path}")
            .parse::<Uri>()
            .unwrap()
    };
    profile.with_endpoints(at("/initiate?x=1"), at("/authorize"), at("/token"))
}

async fn sent_at(provider: Provider) -> String {
    let profile = at_stub(provider.profile().unwrap()).insecure_without_tls();
    let signer = profile.signer(ClientCredentials::new("id", "secret"));
    let flow = profile.flow(fixed(signer.unwrap())).unwrap();
    authorization(&profile, flow).await
}

/// E*TRADE requires `GET`, and has other names in the authorization URI.
#[tokio::test]
async fn methods_and_names_stay() {
    let sent = sent_at(Provider::ETrade).await;
    let targets: Vec<_> = sent.lines().filter(|line| !line.starts_with(' ')).collect();
    let [initiate, authorize, token] = targets[..] else {
        panic!("{sent}");
    };
    let stub = "http://127.0.0.1:8080";
    let rest = initiate.strip_prefix(&format!("GET {stub}/initiate?x=1"));
    assert!(rest.is_some_and(|rest| rest.contains("scope=")), "{sent}");
    let rest = authorize.strip_prefix(&format!("{stub}/authorize?"));
    let rest = rest.unwrap_or_else(|| panic!("{sent}"));
    assert!(
        rest.contains("key=id") && rest.contains("token=temp"),
        "{sent}"
    );
    assert!(!rest.contains("oauth_token"), "{sent}");
    assert_eq!(token, format!("GET {stub}/token"));
}

/// Discogs signs with PLAINTEXT, and mixes the methods.
#[tokio::test]
async fn the_signature_method_stays() {
    let sent = sent_at(Provider::Discogs).await;
    assert!(
        sent.starts_with("GET http://127.0.0.1:8080/initiate?x=1"),
        "{sent}"
    );
    assert!(
        sent.contains("\nPOST http://127.0.0.1:8080/token"),
        "{sent}"
    );
    assert_eq!(sent.matches("PLAINTEXT").count(), 2, "{sent}");
}

/// Without the replacement, the requests are those to the provider. With it, nothing but the
/// targets and the authorization URI is different: transmission, forms and callbacks are the same.
#[tokio::test]
async fn only_the_targets_differ() {
    let mut count = 0;
    for provider in Provider::ALL {
        let Ok(profile) = provider.profile() else {
            continue;
        };
        let flow_of = |profile: &Profile| {
            let signer = profile.signer(ClientCredentials::new("id", "secret"));
            signer.and_then(|signer| profile.flow(fixed(signer)))
        };
        let Ok(flow) = flow_of(&profile) else {
            continue;
        };
        if *provider == Provider::Instapaper {
            continue; // it has no first step
        }
        let parameters = |sent: &str| -> Vec<String> {
            // Lines with parameters in the header or the form, and the methods.
            let lines = sent.lines().map(|line| match line.split_once(' ') {
                Some((method, _)) if !method.is_empty() => method.to_owned(),
                _ if line.starts_with("http") => String::new(),
                _ => line.to_owned(),
            });
            lines.collect()
        };
        let before = authorization(&profile, flow).await;
        let profile = at_stub(profile).insecure_without_tls();
        let after = authorization(&profile, flow_of(&profile).unwrap()).await;
        assert_ne!(before, after);
        assert_eq!(parameters(&before), parameters(&after), "{provider}");
        count += 1;
    }
    assert!(count > 10, "{count} providers");
}

#[test]
fn a_provider_without_a_flow_has_none_at_a_stub() {
    let profile = at_stub(Provider::Mastercard.profile().unwrap());
    let signer = tower_oauth1::Signer::new(ClientCredentials::new("id", "secret"));
    let error = profile.flow(signer).unwrap_err();
    let provider = Provider::Mastercard;
    assert_eq!(error, ProfileError::NoAuthorizationFlow { provider });
}
