//! Behaviour that does not show in one request: scopes, responses with missing parameters,
//! signature methods.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::service_fn;
use tower_oauth1::flow::{FlowErrorKind, RedirectError, ResponseError};
use tower_oauth1::provider::{Profile, Provider};
use tower_oauth1::{Callback, ClientCredentials, SignatureMethod, Signer};

fn profile(provider: Provider) -> Profile {
    provider.profile().unwrap_or_else(|_| match provider {
        Provider::NetSuite => provider.profile_at("1_SB1").unwrap(),
        _ => provider.profile_at("https://site.example/at").unwrap(),
    })
}

fn signer(profile: &Profile) -> Signer {
    let client = ClientCredentials::new("id", "secret");
    let by_rsa = |_| profile.configure(Signer::new(client.clone()));
    profile.signer(client.clone()).unwrap_or_else(by_rsa)
}

#[test]
fn scopes_are_the_origins_of_the_api_only() {
    let site = &["https://site.example"][..];
    for provider in Provider::ALL {
        let origins = match provider {
            Provider::X => &[
                "https://api.x.com",
                "https://upload.x.com",
                "https://ads-api.x.com",
                "https://ads-api-sandbox.x.com",
                "https://api.twitter.com",
                "https://upload.twitter.com",
                "https://ads-api.twitter.com",
                "https://ads-api-sandbox.twitter.com",
            ],
            Provider::Tumblr => &["https://api.tumblr.com"][..],
            Provider::Flickr => &[
                "https://api.flickr.com",
                "https://www.flickr.com",
                "https://up.flickr.com",
            ],
            Provider::Discogs => &["https://api.discogs.com"],
            Provider::Trello => &["https://api.trello.com", "https://trello.com"],
            Provider::NetSuite => &[
                "https://1-sb1.restlets.api.netsuite.com",
                "https://1-sb1.suitetalk.api.netsuite.com",
            ],
            Provider::Mastercard => &[
                "https://api.mastercard.com",
                "https://sandbox.api.mastercard.com",
                "https://mtf.api.mastercard.com",
            ],
            Provider::Garmin => &["https://apis.garmin.com", "https://connectapi.garmin.com"],
            Provider::Schoology => &["https://api.schoology.com"],
            Provider::FatSecret => &["https://platform.fatsecret.com"],
            Provider::BrickLink => &["https://api.bricklink.com"],
            Provider::Zotero => &["https://www.zotero.org"],
            Provider::Instapaper => &["https://www.instapaper.com"],
            Provider::SmugMug => &["https://api.smugmug.com", "https://upload.smugmug.com"],
            Provider::NounProject => &["https://api.thenounproject.com"],
            Provider::Launchpad => &["https://api.launchpad.net"],
            Provider::CleverCloud => &["https://api.clever-cloud.com"],
            Provider::ETrade => &["https://api.etrade.com", "https://apisb.etrade.com"],
            Provider::Evernote => &["https://www.evernote.com"],
            Provider::InteractiveBrokers => &["https://api.ibkr.com"],
            Provider::Hatena => &[
                "https://bookmark.hatenaapis.com",
                "https://n.hatena.com",
                "https://blog.hatena.ne.jp",
                "https://f.hatena.ne.jp",
            ],
            Provider::Plurk => &["https://www.plurk.com"],
            Provider::Here => &["https://account.api.here.com"],
            _ => site,
        };
        let scope = profile(*provider).scope();
        let debug = format!("{scope:?}");
        assert_eq!(debug.matches("Origin {").count(), origins.len(), "{debug}");
        for origin in origins {
            let uri = format!("{origin}/path?x").parse().unwrap();
            assert!(scope.contains(&uri), "{provider}: {origin}");
        }
        let said: Vec<_> = profile(*provider)
            .origins()
            .map(ToString::to_string)
            .collect();
        assert_eq!(said, origins, "{provider}");
        assert!(!scope.contains(&"https://elsewhere.example/".parse().unwrap()));
    }
}

/// Tests whether the flow accepts a response that does not confirm the callback, and a redirect
/// without a verifier.
#[tokio::test]
async fn parameters_that_providers_of_1_0_leave_out() {
    for provider in Provider::ALL {
        let profile = profile(*provider);
        let Ok(flow) = profile.flow(signer(&profile)) else {
            continue;
        };
        if *provider == Provider::Instapaper {
            continue;
        }
        let responding = |body: &'static str| {
            service_fn(move |_: Request<Full<Bytes>>| async move {
                Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(body)))
            })
        };
        let callback = || Callback::url("https://app/r").unwrap();
        let mut http = responding("oauth_token=temp&oauth_token_secret=s");
        let unconfirmed = if profile.uses_form_flow() {
            flow.request_temporary_credentials_with_form(&mut http, callback())
                .await
        } else {
            flow.request_temporary_credentials(&mut http, callback())
                .await
        };
        let lenient = [
            Provider::Magento,
            Provider::Schoology,
            Provider::Launchpad,
            Provider::InteractiveBrokers,
        ];
        if !lenient.contains(provider) {
            let error = unconfirmed.unwrap_err();
            assert!(
                matches!(
                    error.kind(),
                    FlowErrorKind::Response(ResponseError::CallbackNotConfirmed)
                ),
                "{provider}: {error:?}"
            );
            continue;
        }
        let pending = unconfirmed.unwrap();
        let mut http = responding("oauth_token=token&oauth_token_secret=s");
        let back = "?oauth_token=temp";
        let granted = if profile.uses_form_flow() {
            flow.request_token_credentials_with_form(&mut http, &pending, back)
                .await
        } else {
            flow.request_token_credentials(&mut http, &pending, back)
                .await
        };
        match provider {
            Provider::Schoology | Provider::Launchpad => drop(granted.unwrap()),
            _ => assert!(matches!(
                granted.unwrap_err().kind(),
                FlowErrorKind::Callback(RedirectError::MissingVerifier)
            )),
        }
    }
}

/// Instapaper has one endpoint, which accepts only a password.
#[tokio::test]
async fn instapaper_takes_a_password() {
    let profile = profile(Provider::Instapaper);
    let flow = profile.flow(signer(&profile)).unwrap();
    let mut http = service_fn(|request: Request<Full<Bytes>>| async move {
        assert_eq!(request.method(), "POST");
        let uri = "https://www.instapaper.com/api/1/oauth/access_token";
        assert_eq!(request.uri(), uri);
        let body = "oauth_token=token&oauth_token_secret=s";
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(body)))
    });
    let granted = flow.request_token_credentials_with_password(&mut http, "jane", "her password");
    assert_eq!(granted.await.unwrap().credentials().identifier(), "token");
}

/// A profile keeps the signature method of the signer that it configures.
#[test]
fn a_signer_with_another_method() {
    let profile = profile(Provider::Discogs);
    let client = ClientCredentials::new("id", "secret");
    let signer = Signer::new(client).with_signature_method(SignatureMethod::HmacSha1);
    let mut request = Request::get("https://api.discogs.com/").body("").unwrap();
    profile
        .configure(signer)
        .sign_request(&mut request)
        .unwrap();
    let header = request.headers()["authorization"].to_str().unwrap();
    assert!(
        header.contains("oauth_signature_method=\"HMAC-SHA1\""),
        "{header}"
    );
}
