//! Mistakes that are found when a profile is made, not at the first request.

use tower_oauth1::provider::{ProfileError, Provider, UnknownProvider};
use tower_oauth1::{ClientCredentials, OriginError};

fn client() -> ClientCredentials {
    ClientCredentials::new("id", "secret")
}

#[test]
fn every_provider_has_a_name_and_a_profile() {
    let mut names = std::collections::HashSet::new();
    for provider in Provider::ALL {
        assert_eq!(provider.name().parse(), Ok(*provider));
        assert!(names.insert(provider.name()), "{provider}");
        let profile = match provider.profile() {
            Ok(profile) => {
                let unexpected = provider.profile_at("https://h").unwrap_err();
                assert_eq!(
                    unexpected,
                    ProfileError::UnexpectedSite {
                        provider: *provider
                    }
                );
                profile
            }
            Err(ProfileError::MissingSite {
                provider: missing,
                needs,
            }) => {
                assert_eq!(missing, *provider);
                let site = if needs == "an account" {
                    "1"
                } else {
                    "https://h"
                };
                provider.profile_at(site).unwrap()
            }
            Err(error) => panic!("{provider}: {error}"),
        };
        assert_eq!(profile.provider(), *provider);
        let by_rsa = [
            Provider::Mastercard,
            Provider::Atlassian,
            Provider::InteractiveBrokers,
        ];
        match profile.signer(client()) {
            Ok(signer) => {
                assert!(!by_rsa.contains(provider));
                match profile.flow(signer) {
                    Ok(_) => {}
                    Err(error) => assert_eq!(
                        error,
                        ProfileError::NoAuthorizationFlow {
                            provider: *provider
                        }
                    ),
                }
            }
            Err(error) => {
                assert!(by_rsa.contains(provider), "{provider}: {error}");
                let expected = ProfileError::NeedsPrivateKey {
                    provider: *provider,
                };
                assert_eq!(error, expected);
            }
        }
        let debug = format!("{profile:?}");
        assert!(debug.len() < 600, "{debug}");
    }
    assert_eq!(names.len(), 30);
    let unknown: Result<Provider, UnknownProvider> = "twitter".parse();
    assert!(unknown.is_err());
}

#[test]
fn accounts_and_sites() {
    let error = Provider::NetSuite.profile().unwrap_err();
    let text = "netsuite needs an account; use `Provider::profile_at`";
    assert_eq!(error.to_string(), text);
    let long = "a".repeat(64);
    for account in [
        &*long,
        "-",
        "1234567_",
        "_1",
        "1.2",
        "",
        "1234567 SB1",
        "1234567.evil.example/",
        "a\nb",
        "\u{e9}",
    ] {
        let error = Provider::NetSuite.profile_at(account).unwrap_err();
        assert_eq!(error, ProfileError::Account, "{account}");
    }
    let site = |site: &str| Provider::MediaWiki.profile_at(site);
    for (url, error) in [
        ("", OriginError::NotAbsolute),
        ("meta.wikimedia.org", OriginError::NotAbsolute),
        ("/wiki", OriginError::NotAbsolute),
        ("https://h?x", OriginError::Path),
        ("https://u:p@h", OriginError::Userinfo),
        ("https://h:99999", OriginError::Port),
        ("ftp://h", OriginError::Scheme),
        (
            &format!("https://h/{}", "x".repeat(3000)),
            OriginError::Path,
        ),
    ] {
        let (provider, source) = (Provider::MediaWiki, error);
        let expected = ProfileError::Site { provider, source };
        assert_eq!(site(url).unwrap_err(), expected, "{url}");
    }
    assert!(site("https://h/a/b/").is_ok());
}

/// Only the caller can allow `http`. The URL of the site is not enough.
#[tokio::test]
async fn a_site_without_tls() {
    use tower_oauth1::flow::FlowErrorKind;
    use tower_oauth1::{Callback, SignError};

    let site = Provider::WordPress
        .profile_at("http://blog.example")
        .unwrap();
    let mut http = tower::service_fn(|_: http::Request<String>| async {
        Ok::<_, std::convert::Infallible>(http::Response::new(
            "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=true".to_owned(),
        ))
    });
    let flow = site.flow(site.signer(client()).unwrap()).unwrap();
    let refused = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await;
    assert!(matches!(
        refused.unwrap_err().kind(),
        FlowErrorKind::Endpoint { .. }
    ));
    let site = site.insecure_without_tls();
    let flow = site.flow(site.signer(client()).unwrap()).unwrap();
    flow.request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap();

    let maas = Provider::Maas
        .profile_at("http://maas.example:5240/MAAS")
        .unwrap();
    let mut request = http::Request::get("http://maas.example:5240/MAAS/api")
        .body("")
        .unwrap();
    let refused = maas.signer(client()).unwrap().sign_request(&mut request);
    assert!(matches!(refused, Err(SignError::PlaintextWithoutTls)));
    let maas = maas.insecure_without_tls();
    maas.signer(client())
        .unwrap()
        .sign_request(&mut request)
        .unwrap();
}

/// The error shows how the URL of a site looks at this provider.
#[test]
fn a_malformed_site_has_an_example() {
    for (provider, example) in [
        (Provider::Atlassian, "https://jira.example.com"),
        (Provider::Lti, "https://tool.example.com"),
        (Provider::Maas, "http://maas.example.com:5240/MAAS"),
        (Provider::MediaWiki, "https://wiki.example.com/w/index.php"),
        (Provider::WordPress, "https://blog.example.com"),
        (Provider::WooCommerce, "https://shop.example.com"),
        (Provider::Magento, "https://shop.example.com"),
    ] {
        let error = provider.profile_at("photos").unwrap_err().to_string();
        assert!(error.contains(example), "{error}");
    }
}
