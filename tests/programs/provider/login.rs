//! Users of the provider who log in.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::json;
use tower_oauth1::Callback;

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
