//! Users of the provider who log in.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::json;
use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, Signer};

use crate::provider::dance::flow;
use crate::provider::responses::FORM;
use crate::support::example::provider::{Provider, file, printer};

#[tokio::test]
async fn users_log_in() {
    let known = json!({
        "clients": [{"identifier": "printer", "secret": "printer-secret"}],
        "users": {"john": "john-password"},
    });
    let provider = Provider::with(&file("login.json", &known.to_string()), &["--login"]);
    let flow = flow(&provider, printer());
    let mut http = provider.service();
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap();
    let token = pending.credentials().identifier();
    let get = |cookie: &str| {
        let page = Request::get(format!("{}&auto=1", pending.authorization_uri()));
        page.header("cookie", cookie).body(Full::default()).unwrap()
    };
    let post = |path: &str, cookie: &str, form: String| {
        let page = Request::post(provider.uri(path)).header("content-type", FORM);
        page.header("cookie", cookie)
            .body(Full::from(form))
            .unwrap()
    };
    let refused = async |cookie: &str, secret: &str| {
        let form = format!("oauth_token={token}&decision=approve{secret}");
        let response = provider.send(post("/authorize", cookie, form)).await;
        assert_eq!(response.status(), 403, "{cookie} {secret}");
    };
    let text = |response: Response<Bytes>| String::from_utf8(response.body().to_vec()).unwrap();

    // Nobody is logged in: `auto` does not approve, and a decision is refused.
    for cookie in ["", "session=", "session=guess", "other=1"] {
        assert!(text(provider.send(get(cookie)).await).contains("<h1>Log in</h1>"));
        refused(cookie, "").await;
    }
    for (name, password) in [("john", "wrong"), ("jane", "john-password"), ("", "")] {
        let form = format!("name={name}&password={password}&oauth_token={token}");
        let response = provider.send(post("/authorize/login", "", form)).await;
        assert_eq!(response.status(), 403);
        assert!(response.headers().get("set-cookie").is_none());
        assert!(text(response).contains("Wrong name or password."));
    }

    let form = format!("name=john&password=john-password&oauth_token={token}");
    let response = provider.send(post("/authorize/login", "", form)).await;
    assert_eq!(response.status(), 303);
    let location = format!("/authorize?oauth_token={token}");
    assert_eq!(response.headers()["location"], location.as_str());
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax;"), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let page = text(provider.send(get(cookie)).await);
    assert!(
        page.contains("You are logged in as <strong>john</strong>"),
        "{page}"
    );

    // The form of another page does not know the secret of the session.
    for secret in ["", "&secret=guess"] {
        refused(cookie, secret).await;
    }
    let secret = page.split("name=\"secret\" value=\"").nth(1).unwrap();
    let secret = secret.split('"').next().unwrap();
    // The page does not have the cookie, and the cookie is not the secret.
    let value = cookie.strip_prefix("session=").unwrap();
    assert!(!page.contains(value), "{page}");
    refused(cookie, &format!("&secret={value}")).await;
    let form = format!("oauth_token={token}&decision=approve&secret={secret}");
    let page = text(provider.send(post("/authorize", cookie, form)).await);
    let code = page
        .split("class=\"code\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    let granted = flow
        .request_token_credentials(&mut http, &pending, code)
        .await
        .unwrap();
    assert_eq!(granted.field("screen_name"), Some("john"));
}

/// Another site cannot log a user in. Over TLS, the cookie is not sent without it.
#[tokio::test]
async fn forms_of_other_sites() {
    let https = "https://auth.example.com";
    let users = json!({
        "clients": [{"identifier": "printer", "secret": "printer-secret"}],
        "users": {"jane": "jane-password"},
    });
    let known = file("sites.json", &users.to_string());
    for (options, secure) in [
        (&["--login"][..], false),
        (&["--login", "--public-origin", https], true),
    ] {
        let provider = Provider::with(&known, options);
        let own = if secure {
            https.to_owned()
        } else {
            provider.origin.clone()
        };
        let log_in = async |headers: &[(&str, &str)]| {
            let mut page = Request::post(provider.uri("/authorize/login"));
            for (name, value) in [("content-type", FORM)].iter().chain(headers) {
                page = page.header(*name, *value);
            }
            let form = "name=jane&password=jane-password&oauth_token=x";
            provider.send(page.body(Full::from(form)).unwrap()).await
        };
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "cross-site"), ("origin", &own)],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", &format!("{own}.evil.example"))],
        ] {
            let response = log_in(headers).await;
            assert_eq!(response.status(), 403, "{headers:?}");
            assert!(!response.headers().contains_key("set-cookie"));
        }
        for headers in [
            &[][..],
            &[("origin", &*own)],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        ] {
            let response = log_in(headers).await;
            assert_eq!(response.status(), 303, "{headers:?}");
            let cookie = response.headers()["set-cookie"].to_str().unwrap();
            assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        }
    }
}

/// A client cannot change how the text of the page is read.
#[tokio::test]
async fn the_page_has_no_controls_of_the_client() {
    let users = json!({
        "clients": [{"identifier": "print\u{202e}er", "secret": "printer-secret"}],
        "users": {"jane": "jane-password"},
    });
    let provider = Provider::with(&file("bidi.json", &users.to_string()), &[]);
    let signer = Signer::new(ClientCredentials::new("print\u{202e}er", "printer-secret"));
    let query = "/initiate?scope=a%E2%80%AEb%E2%81%A9c%C2%9Bd&%E2%81%A6x=y";
    let endpoints = Endpoints::new(
        provider.uri(query).parse().unwrap(),
        provider.uri("/authorize").parse().unwrap(),
        provider.uri("/token").parse().unwrap(),
    );
    let flow = AuthorizationFlow::new(signer, endpoints);
    let mut http = provider.service();
    let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    let page = pending.await.unwrap().authorization_uri().to_string();
    let page = Request::get(page).body(Full::default()).unwrap();
    let page = provider.send(page).await;
    let page = std::str::from_utf8(page.body()).unwrap();
    for part in [
        "<title>Allow print\u{fffd}er to act for you?</title>",
        "<dt><bdi>scope</bdi></dt><dd><bdi>a\u{fffd}b\u{fffd}c\u{fffd}d</bdi></dd>",
        "<dt><bdi>\u{fffd}x</bdi></dt><dd><bdi>y</bdi></dd>",
        "<bdi>print\u{fffd}er</bdi> will see",
    ] {
        assert!(page.contains(part), "no {part:?} in {page}");
    }
}
