//! The pages of the example `provider`: log in, decide, copy a code.

use thirtyfour::{By, Key};
use tower_oauth1::{AuthorizationFlow, Callback, Endpoints, PendingAuthorization};

use crate::accessibility::tree;
use crate::browser::Browser;
use crate::example::provider::{Provider, file, printer};
use crate::look::{assert_good_looks, assert_large_text_fits};

const KNOWN: &str = r#"{
    "clients": [{"identifier": "printer", "secret": "printer-secret"}],
    "users": {"jane": "jane-password"}
}"#;

const STATES: [&str; 6] = ["login", "rejected", "consent", "code", "refused", "ended"];

pub(crate) fn start() -> Provider {
    Provider::with(&file("consent.json", KNOWN), &["--login"])
}

/// Requests temporary credentials, with a scope.
pub(crate) async fn pending(provider: &Provider) -> PendingAuthorization {
    let uri = |path| provider.uri(path).parse().unwrap();
    let initiate = uri("/initiate?scope=read%2Cwrite&reason=%3Cb%3Eprinting%3C%2Fb%3E");
    let endpoints = Endpoints::new(initiate, uri("/authorize"), uri("/token"));
    let flow = AuthorizationFlow::new(printer(), endpoints);
    let mut http = provider.service();
    let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    pending.await.unwrap()
}

async fn log_in(browser: &Browser, password: &str) {
    for (name, text) in [("name", "jane"), ("password", password)] {
        let field = browser.find(By::Name(name)).await.unwrap();
        field.send_keys(text).await.unwrap();
    }
    browser.press("Log in").await;
}

/// Opens a page as a user gets to it, without a session from before.
pub(crate) async fn open(state: &str, provider: &Provider, browser: &Browser) {
    let pending = pending(provider).await;
    browser
        .goto(provider.uri("/authorize?oauth_token=x"))
        .await
        .unwrap();
    browser.delete_all_cookies().await.unwrap();
    browser
        .goto(pending.authorization_uri().to_string())
        .await
        .unwrap();
    browser.expect("Log in").await;
    match state {
        "login" => {}
        "rejected" => {
            log_in(browser, "wrong").await;
            let alert = By::Css("[role=alert]");
            browser.wait_for(alert).await;
        }
        _ => {
            log_in(browser, "jane-password").await;
            browser.expect("Allow printer to act for you?").await;
        }
    }
    match state {
        "code" => {
            browser.press("Approve").await;
            browser.expect("You approved").await;
        }
        "refused" => {
            browser.press("Refuse").await;
            browser.expect("You refused").await;
        }
        "ended" => {
            browser
                .goto(provider.uri("/authorize?oauth_token=old"))
                .await
                .unwrap();
            browser.expect("This request is no longer valid").await;
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_page_in_light_and_dark() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = start();
    for state in STATES {
        open(state, &provider, &browser).await;
        assert_good_looks(&browser, "provider", state, "button.main").await;
        assert_large_text_fits(&browser, state).await;
    }
}

#[tokio::test]
async fn the_structure_of_every_page() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = start();
    for state in STATES {
        open(state, &provider, &browser).await;
        let heading = browser.heading().await;
        assert_eq!(browser.title().await.unwrap(), heading, "{state}");
        let document = "return [document.documentElement.lang, document.compatMode,
            document.querySelector('meta[name=viewport]').content]";
        let document = browser.evaluate(document).await;
        assert_eq!(
            document,
            serde_json::json!(["en", "CSS1Compat", "width=device-width"])
        );
        let controls: &[(&str, &str)] = match state {
            "login" => &[
                ("textbox", "Name"),
                ("textbox", "Password"),
                ("button", "Log in"),
            ],
            "rejected" => &[
                ("alert", ""),
                ("textbox", "Name"),
                ("textbox", "Password"),
                ("button", "Log in"),
            ],
            "consent" => &[("button", "Approve"), ("button", "Refuse")],
            _ => &[],
        };
        let mut found = tree(&browser).await;
        let is_main = |(role, _): &(String, String)| {
            ![
                "strong",
                "LabelText",
                "DescriptionList",
                "term",
                "definition",
            ]
            .contains(&&**role)
                && !role.starts_with("DescriptionList")
        };
        found.retain(is_main);
        let mut expected = vec![("main", ""), ("heading", heading.as_str())];
        expected.extend(controls);
        let expected = expected
            .iter()
            .map(|(role, name)| (role.to_string(), name.to_string()));
        let mut expected: Vec<_> = expected.collect();
        // The tree lists the children of an element after their labels.
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{state}");
    }
}

#[tokio::test]
async fn a_user_logs_in_approves_and_types_the_code_with_a_keyboard() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = start();
    let pending = pending(&provider).await;
    browser
        .goto(pending.authorization_uri().to_string())
        .await
        .unwrap();
    browser.expect("Log in").await;
    let keys = browser.action_chain().send_keys(Key::Tab).send_keys("jane");
    let keys = keys
        .send_keys(Key::Tab)
        .send_keys("jane-password")
        .send_keys(Key::Enter);
    keys.perform().await.unwrap();
    browser.expect("Allow printer to act for you?").await;
    let text = browser
        .find(By::Tag("main"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for part in [
        "jane",
        "printer",
        "scope\nread,write",
        "reason\n<b>printing</b>",
    ] {
        assert!(text.contains(part), "{part:?} is missing in {text}");
    }
    let keys = browser
        .action_chain()
        .send_keys(Key::Tab)
        .send_keys(Key::Enter);
    keys.perform().await.unwrap();
    browser.expect("You approved").await;
    let code = browser
        .find(By::Css(".code"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(code.len(), 8, "{code}");

    let uri = |path| provider.uri(path).parse().unwrap();
    let endpoints = Endpoints::new(uri("/initiate"), uri("/authorize"), uri("/token"));
    let flow = AuthorizationFlow::new(printer(), endpoints);
    let mut http = provider.service();
    let granted = flow
        .request_token_credentials(&mut http, &pending, &code)
        .await
        .unwrap();
    assert_eq!(granted.field("screen_name"), Some("jane"));

    // A decision is made once.
    browser
        .goto(pending.authorization_uri().to_string())
        .await
        .unwrap();
    browser.expect("This request is no longer valid").await;
}

#[tokio::test]
async fn the_pages_work_without_scripts() {
    let Some(browser) = Browser::without_script().await else {
        return;
    };
    let provider = start();
    open("code", &provider, &browser).await;
}
