//! The options of the provider: other paths, another origin, PINs, lifetimes, callbacks and users.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::json;
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, Explanation, FlowError,
    PendingAuthorization, Signer, TokenCredentials,
};

use crate::provider::dance::flow;
use crate::provider::responses::{FORM, json as read};
use crate::support::example::provider::{KNOWN, Provider, command, file, photos, printer};

/// Starts a flow, and returns it with the verifier of a PIN.
async fn approved(
    provider: &Provider,
    flow: &AuthorizationFlow,
) -> Result<(PendingAuthorization, String), FlowError> {
    let mut http = provider.service();
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await?;
    let page = format!("{}&auto=1", pending.authorization_uri());
    let page = provider
        .send(Request::get(page).body(Full::default()).unwrap())
        .await;
    let pin = String::from_utf8(page.body().to_vec()).unwrap();
    Ok((pending, pin))
}

async fn resource(provider: &Provider, token: &TokenCredentials) -> Response<Bytes> {
    let signer = printer().with_token(token.clone());
    provider.call(&signer, "GET", "/resource", None).await
}

#[tokio::test]
async fn the_paths_of_another_service() {
    let provider = Provider::start(&[
        "--initiate-path",
        "/oauth/request_token",
        "--authorize-path",
        "/oauth/authorize",
        "--token-path",
        "/oauth/access_token",
    ]);
    let uri = |path| provider.uri(path).parse().unwrap();
    let endpoints = Endpoints::new(
        uri("/oauth/request_token"),
        uri("/oauth/authorize"),
        uri("/oauth/access_token"),
    );
    let flow = AuthorizationFlow::new(printer(), endpoints);
    let (pending, pin) = approved(&provider, &flow).await.unwrap();
    let mut http = provider.service();
    let granted = flow
        .request_token_credentials(&mut http, &pending, &pin)
        .await
        .unwrap();
    let user = printer().with_token(granted.into_credentials());
    // Resources are at any path.
    for path in [
        "/1.1/statuses/update.json?include_entities=true",
        "/",
        "/initiate",
    ] {
        let response = provider
            .call(&user, "POST", path, Some((FORM, "status=hi")))
            .await;
        let uri = read(&response)["uri"].as_str().unwrap().to_owned();
        assert_eq!(uri, provider.uri(path.split('?').next().unwrap()));
    }
    let style = Request::get(provider.uri("/oauth/authorize/style.css"));
    let style = provider.send(style.body(Full::default()).unwrap()).await;
    assert_eq!(style.headers()["content-type"], "text/css");
}

#[test]
fn paths_that_prevent_the_start() {
    let known = file("paths.json", KNOWN);
    for paths in [
        ["/a", "/a", "/b"],
        // The pages of the login are below the page for the user.
        ["/a", "/b", "/b/login"],
        ["/b/style.css", "/b", "/c"],
        ["/a", "/b", "/b"],
        ["/a", "/b", "/two-legged"],
        ["/a", "/b", "/two-legged/x"],
        ["/revoke", "/b", "/c"],
        ["a", "/b", "/c"],
        ["", "/b", "/c"],
        ["/a?b=1", "/b", "/c"],
        ["/{a}", "/b", "/c"],
        ["/a b", "/b", "/c"],
        ["http://h/a", "/b", "/c"],
    ] {
        let [initiate, authorize, token] = paths;
        let arguments = [
            "--initiate-path",
            initiate,
            "--authorize-path",
            authorize,
            "--token-path",
            token,
        ];
        let output = command(&known, &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{paths:?}: {output:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("path"), "{message}");
    }
    for (arguments, words) in [
        (
            ["--public-origin", "api.example.com"],
            "--public-origin api.example.com",
        ),
        (["--pin-length", "5"], "a million different PINs"),
        (["--pin-length", "500"], "128 characters at most"),
    ] {
        let output = command(&known, &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn another_public_origin() {
    let provider = Provider::start(&["--public-origin", "https://api.example.com"]);
    let request = Request::get("https://api.example.com/photos?a=1")
        .body("")
        .unwrap();
    let (mut parts, _) = request.into_parts();
    let signed = photos().sign(&parts, None).unwrap();
    parts.uri = provider.uri("/photos?a=1").parse().unwrap();
    parts
        .headers
        .insert("authorization", signed.authorization_header());
    let sent = Request::from_parts(parts, Full::default());
    let response = provider.send(sent).await;
    assert_eq!(read(&response)["uri"], "https://api.example.com/photos");
    // The address under which the provider listens is not signed.
    assert_eq!(
        provider
            .call(&photos(), "GET", "/photos", None)
            .await
            .status(),
        401
    );
}

#[tokio::test]
async fn pins() {
    for (arguments, length) in [(&[][..], 8), (&["--pin-length", "6"], 6)] {
        let provider = Provider::start(arguments);
        let flow = flow(&provider, printer());
        let (pending, pin) = approved(&provider, &flow).await.unwrap();
        assert_eq!(pin.len(), length);
        assert!(pin.bytes().all(|byte| byte.is_ascii_digit()), "{pin}");
        let mut http = provider.service();
        for _ in 0..5 {
            let wrong = flow
                .request_token_credentials(&mut http, &pending, "wrong")
                .await;
            let problem = wrong.unwrap_err().problem().unwrap().name().to_owned();
            assert_eq!(problem, "verifier_invalid");
        }
        let late = flow
            .request_token_credentials(&mut http, &pending, &pin)
            .await;
        assert!(late.is_err(), "the grant is void after five tries");
    }
}

#[tokio::test]
async fn tokens_expire_and_are_renewed_and_revoked() {
    let lifetimes = ["--token-lifetime", "1", "--session-lifetime", "3600"];
    let provider = Provider::start(&lifetimes);
    let flow = flow(&provider, printer());
    let (pending, pin) = approved(&provider, &flow).await.unwrap();
    let mut http = provider.service();
    let granted = flow
        .request_token_credentials(&mut http, &pending, &pin)
        .await
        .unwrap();
    assert_eq!(granted.expires_in(), Some(Duration::from_secs(1)));
    let problem = |response: &Response<Bytes>| {
        let challenge = response.headers()["www-authenticate"].to_str().unwrap();
        challenge.split("oauth_problem=").nth(1).unwrap().to_owned()
    };
    tokio::time::sleep(Duration::from_millis(2100)).await;
    let late = resource(&provider, granted.credentials()).await;
    assert_eq!(problem(&late), "\"token_expired\"");

    let handle = granted.session_handle().unwrap();
    let old = granted.credentials();
    let renewed = flow
        .renew_token_credentials(&mut http, old, handle)
        .await
        .unwrap();
    let token = renewed.credentials();
    assert_eq!(resource(&provider, token).await.status(), 200);
    let signer = printer().with_token(token.clone());
    assert_eq!(
        provider
            .call(&signer, "POST", "/revoke", None)
            .await
            .status(),
        200
    );
    assert_eq!(
        problem(&resource(&provider, token).await),
        "\"token_revoked\""
    );
}

#[tokio::test]
async fn clients_with_rules_for_callbacks_and_with_passwords() {
    let known = json!({
        "clients": [
            {"identifier": "printer", "secret": "printer-secret", "passwords": true, "callbacks": [
                "https://a.example/b",
                {"loopback": "http://127.0.0.1/ready"},
                {"extra_query": "https://a.example/c"},
            ]},
            {"identifier": "other", "secret": "other-secret"},
        ],
        "users": {"john": "john-password"},
    });
    let provider = Provider::with(&file("rules.json", &known.to_string()), &[]);
    let printer = flow(&provider, printer());
    let mut http = provider.service();
    for (callback, accepted) in [
        ("https://a.example/b", true),
        ("https://a.example/b?state=1", false),
        ("http://127.0.0.1:49152/ready", true),
        ("http://127.0.0.1.evil.example/ready", false),
        ("https://a.example/c?state=1", true),
        ("https://a.example/c?OAUTH_VERIFIER=1", false),
    ] {
        let url = Callback::url(callback).unwrap();
        let asked = printer.request_temporary_credentials(&mut http, url).await;
        assert_eq!(asked.is_ok(), accepted, "{callback}");
    }
    let granted =
        printer.request_token_credentials_with_password(&mut http, "john", "john-password");
    let granted = granted.await.unwrap();
    assert_eq!(granted.field("screen_name"), Some("john"));
    assert_eq!(
        resource(&provider, granted.credentials()).await.status(),
        200
    );
    let wrong = printer
        .request_token_credentials_with_password(&mut http, "john", "x")
        .await;
    assert_eq!(wrong.unwrap_err().status().unwrap(), 401);
    let other = flow(
        &provider,
        Signer::new(ClientCredentials::new("other", "other-secret")),
    );
    let other = other.request_token_credentials_with_password(&mut http, "john", "john-password");
    assert_eq!(other.await.unwrap_err().status().unwrap(), 401);
}

#[tokio::test]
async fn the_base_string_of_the_provider() {
    let wrong = Signer::new(ClientCredentials::new("printer", "wrong"));
    for (arguments, explains) in [(&["--explain"][..], true), (&[], false)] {
        let provider = Provider::start(arguments);
        let path = "/two-legged/a?title=caf%C3%A9";
        let request = provider.signed(&wrong, "POST", path, Some((FORM, "b=1+2")));
        let (parts, body) = request.into_parts();
        let explained = Explanation::from_parts(&parts, Some(b"b=1+2")).unwrap();
        let response = provider.send(Request::from_parts(parts, body)).await;
        assert_eq!(response.status(), 401);
        let challenge = response.headers()["www-authenticate"].to_str().unwrap();
        let report = "OAuth realm=\"provider\", oauth_problem=\"signature_invalid\"";
        assert_eq!(challenge, report);
        let text = String::from_utf8(response.body().to_vec()).unwrap();
        let mut lines = text.lines().skip(1);
        let base_string = explains.then(|| explained.base_string().unwrap());
        assert_eq!(lines.next(), base_string, "{text}");
        assert_eq!(lines.next(), None);

        // A request that is not signed has no base string to compare with.
        let unsigned = Request::get(provider.uri("/resource")).body(Full::default());
        let response = provider.send(unsigned.unwrap()).await;
        assert_eq!(response.status(), 401);
        // A valid request is not explained.
        let valid = provider.call(&photos(), "GET", "/resource?a=1", None).await;
        assert_eq!(read(&valid)["token"], "photos");
    }
}
