//! The facts of the profiles: what their docs say, hosts that an application adds, and the scripts
//! of MediaWiki.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::provider::{Profile, Provider};
use tower_oauth1::sign::SkipSigning;
use tower_oauth1::{Callback, ClientCredentials, TokenCredentials};

use crate::provider::sent::{authorization, call, fixed};

/// Returns the docs of a variant, with the text of the file that they may include.
fn docs(provider: Provider) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/provider/");
    let source = std::fs::read_to_string(format!("{folder}provider.rs")).unwrap();
    let (before, _) = source
        .split_once(&format!("\n    {provider:?},\n"))
        .unwrap();
    let is_docs = |line: &&str| line.starts_with("    ///") || line.starts_with("    #[doc");
    let docs: Vec<_> = before.lines().rev().take_while(is_docs).collect();
    let docs: Vec<_> = docs.into_iter().rev().collect();
    match docs[0].split_once("include_str!(\"") {
        None => docs.join("\n"),
        Some((_, file)) => {
            let (file, _) = file.split_once('"').unwrap();
            std::fs::read_to_string(format!("{folder}{file}")).unwrap()
        }
    }
}

#[test]
fn the_docs_of_a_provider_name_its_origins_and_its_source() {
    for provider in Provider::ALL {
        let docs = docs(*provider).replace("\n    ///", " ");
        let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
        match provider.profile() {
            Ok(profile) => {
                for origin in profile.origins() {
                    assert!(
                        docs.contains(&format!("`{origin}`")),
                        "{provider}: {origin}"
                    );
                }
            }
            Err(_) if *provider == Provider::NetSuite => {
                for service in ["restlets", "suitetalk"] {
                    let origin = format!("`https://{{account}}.{service}.api.netsuite.com`");
                    assert!(docs.contains(&origin), "{origin}");
                }
            }
            Err(_) => assert!(docs.contains("Origin: that of the "), "{provider}"),
        }
        assert!(
            docs.contains("Source: ") && docs.contains("2026)"),
            "{provider}: {docs}"
        );
        assert!(!provider.source().is_empty(), "{provider}");
        let (year, month) = provider.checked().split_once('-').unwrap();
        let (year, month): (u16, u8) = (year.parse().unwrap(), month.parse().unwrap());
        assert!(year >= 2026 && (1..=12).contains(&month), "{provider}");
    }
}

/// Where a service differs from RFC 5849 and no setting helps, the docs say so.
#[test]
fn the_docs_of_a_provider_say_what_it_does_wrong() {
    use Provider::{
        Discogs, Evernote, FatSecret, Flickr, Launchpad, Lti, Magento, Mastercard, MediaWiki,
        NetSuite, Tumblr, WooCommerce, WordPress, X,
    };
    let rebuilt = ["same name", "`[`|a name with `.`", "digits", "empty pair"];
    for (provider, words) in [
        (MediaWiki, &rebuilt[..]),
        (WordPress, &rebuilt),
        (WooCommerce, &rebuilt),
        (Magento, &rebuilt),
        (Lti, &rebuilt),
        (
            MediaWiki,
            &[
                "with the status 200 and a text",
                "`MediaWiki-API-Error: mwoauth-invalid-authorization`",
                "no redirect comes back",
                "in the header only",
                "`assert=user`",
                "canonical host",
                "those of a `PUT`",
                "`__unused__`",
            ],
        ),
        (
            WordPress,
            &[
                "does not see the form of a `PUT`, `PATCH` or `DELETE`",
                "Send JSON, or use `POST`",
                "anonymous, without an error",
                "array keys that are not in order",
                "`%2541`",
                "`OPTIONS`",
                "`/index.php?rest_oauth1=request`",
                "`/index.php?rest_route=`",
                "the status 500 and the text `Callback URL is invalid`",
                "stays on an empty page",
            ],
        ),
        (
            WooCommerce,
            &[
                "does not see the form of a `PUT`, `PATCH` or `DELETE`",
                "sorts differently then, as in `?z=1&%C3%A9=2`",
                "`filter[a%20b]`",
                "does not percent-encode it",
                "accepts OAuth and HTTP Basic",
            ],
        ),
        (
            X,
            &[
                "does not sign for `https://ton.twitter.com`",
                "`with_origins`",
            ],
        ),
        (
            Evernote,
            &["not for the sandbox `https://sandbox.evernote.com`"],
        ),
        (
            Launchpad,
            &[
                "does not sign for the staging systems",
                "`https://api.staging.launchpad.net`",
                "`https://api.qastaging.launchpad.net`",
                ".with_origins(",
            ],
        ),
        (Mastercard, &["do not percent-encode `oauth_body_hash`"]),
        (Flickr, &["signs the text fields of an upload"]),
        (FatSecret, &["the status of the response is still 200"]),
        (NetSuite, &["An empty verifier means", "2027.1"]),
        (Tumblr, &["`User-Agent`", "in the header only"]),
        (Discogs, &["`User-Agent`"]),
    ] {
        let docs = docs(provider).replace("\n    ///", " ");
        let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in words {
            let is_said = word.split('|').any(|word| docs.contains(word));
            assert!(is_said, "{provider}: {word}\n{docs}");
        }
    }
}

fn client() -> ClientCredentials {
    ClientCredentials::new("id", "secret")
}

/// The URL is that of the script, or of the folder that contains it.
#[tokio::test]
async fn the_script_of_a_wiki() {
    for (url, script) in [
        ("https://h/w/index.php", "https://h/w/index.php"),
        ("https://h/w", "https://h/w/index.php"),
        ("https://h/w/", "https://h/w/index.php"),
        ("https://h/mediawiki", "https://h/mediawiki/index.php"),
        ("https://h", "https://h/index.php"),
        ("https://h/", "https://h/index.php"),
        ("https://h/index.php", "https://h/index.php"),
        ("https://h/index.php/", "https://h/index.php"),
        (
            "https://h:8443/a/b/index.php",
            "https://h:8443/a/b/index.php",
        ),
        ("https://h/my-index.php", "https://h/my-index.php/index.php"),
    ] {
        let profile = Provider::MediaWiki.profile_at(url).unwrap();
        let signer = fixed(profile.signer(client()).unwrap());
        let sent = authorization(&profile, profile.flow(signer).unwrap()).await;
        let uris: Vec<_> = sent.lines().filter(|line| line.contains("://h")).collect();
        let expected = ["initiate", "authorize", "token"];
        for (uri, step) in uris.iter().zip(expected) {
            let uri = uri.trim_start_matches("POST ");
            let start = format!("{script}?title=Special:OAuth/{step}");
            assert!(uri.starts_with(&start), "{url}: {uri}");
        }
        assert_eq!(uris.len(), 3, "{url}: {sent}");
        assert!(profile.origins().all(|origin| origin.host() == "h"));
    }
}

/// The docs name hosts that a profile does not sign for. They are out of scope until the
/// application adds them.
#[test]
fn hosts_that_the_docs_tell_to_add() {
    for (provider, origin) in [
        (Provider::X, "https://ton.twitter.com"),
        (Provider::Launchpad, "https://api.staging.launchpad.net"),
        (Provider::Launchpad, "https://api.qastaging.launchpad.net"),
        (Provider::Evernote, "https://sandbox.evernote.com"),
    ] {
        let uri = format!("{origin}/path").parse().unwrap();
        let profile = provider.profile().unwrap();
        assert!(!profile.scope().contains(&uri), "{origin}");
        let added = profile.with_origins([origin.parse().unwrap()]);
        assert!(added.scope().contains(&uri), "{origin}");
    }
}

/// A host that the application adds keeps the habits of the profile.
#[tokio::test]
async fn another_host_of_a_provider() {
    let profile = Provider::FatSecret.profile().unwrap();
    let origin = "https://platform-test.fatsecret.example".parse().unwrap();
    let uri = "https://platform-test.fatsecret.example/rest";
    let signed = async |profile: &Profile| {
        let signer = fixed(profile.signer(client()).unwrap());
        call(profile, signer, true, uri).await
    };
    assert_eq!(signed(&profile).await, format!("GET {uri}\n"), "unsigned");
    let profile = profile.with_origins([origin]);
    let sent = signed(&profile).await;
    assert!(
        sent.starts_with(&format!("GET {uri}?oauth_consumer_key=id&")),
        "{sent}"
    );
    assert_eq!(profile.origins().count(), 2);
    assert!(
        profile
            .scope()
            .contains(&"https://platform.fatsecret.com/".parse().unwrap())
    );
    let debug = format!("{profile:?}");
    assert!(
        debug.contains("\"https://platform-test.fatsecret.example\""),
        "{debug}"
    );
}

/// The recipe in the docs of Flickr: the header is that of a form with the text fields.
#[tokio::test]
async fn an_upload_to_flickr() {
    let profile = Provider::Flickr.profile().unwrap();
    let user = fixed(profile.signer(client()).unwrap());
    let user = user.with_token(TokenCredentials::new("token", "s"));
    let uri = "https://up.flickr.com/services/upload/";
    let form = Request::post(uri).header("content-type", "application/x-www-form-urlencoded");
    let mut form = form.body("is_public=0&title=At+sea").unwrap();
    user.sign_request(&mut form).unwrap();
    // Made with OpenSSL: HMAC-SHA1 of the base string with the key `secret&s`.
    let header = form.headers()["authorization"].clone();
    let signature = "oauth_signature=\"%2F1WpE%2Fq15i8H6h6hN%2F%2BU0WyaOMw%3D\"";
    assert!(header.to_str().unwrap().ends_with(signature), "{header:?}");

    let http = tower::service_fn(|request: Request<Full<Bytes>>| {
        let (parts, _) = request.into_parts();
        std::future::ready(Ok::<_, Infallible>(Response::new(parts)))
    });
    let upload = Request::post(uri).header("content-type", "multipart/form-data; boundary=x");
    let upload = upload.header("authorization", &header);
    let mut upload = upload.body(Full::<Bytes>::from("--x--")).unwrap();
    upload.extensions_mut().insert(SkipSigning);
    let sent = profile
        .layer(user)
        .layer(http)
        .oneshot(upload)
        .await
        .unwrap();
    assert_eq!(sent.body().headers["authorization"], header);
}

/// A client with a fixed callback must send `oob`, and the user still returns to that URL.
#[tokio::test]
async fn the_fixed_callback_of_a_client_of_mediawiki() {
    let profile = Provider::MediaWiki
        .profile_at("https://wiki.example/w")
        .unwrap();
    let flow = profile.flow(profile.signer(client()).unwrap()).unwrap();
    let mut http = tower::service_fn(|request: Request<Full<Bytes>>| {
        let header = request.headers()["authorization"].to_str().unwrap();
        let initiates = header.contains("oauth_callback=\"oob\"");
        assert!(
            initiates || header.contains("oauth_verifier=\"v\""),
            "{header}"
        );
        let body = "oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true";
        std::future::ready(Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(
            body,
        ))))
    });
    let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    let pending = pending.await.unwrap();
    let page = "https://wiki.example/w/index.php?title=Special:OAuth/authorize&oauth_token=t";
    assert_eq!(pending.authorization_uri().to_string(), page);
    let returned = "https://app.example/fixed?oauth_verifier=v&oauth_token=t";
    let granted = flow.request_token_credentials(&mut http, &pending, returned);
    assert_eq!(granted.await.unwrap().credentials().identifier(), "t");
}
