//! Sign in and out, with a mouse, with a keyboard, without scripts, and in two tabs.

use thirtyfour::{By, Key};

use crate::browser::Browser;
use crate::example::provider::Provider;
use crate::example::website::Website;

pub(crate) const CONSENT: &str = "Allow printer to act for you?";

#[tokio::test]
async fn a_user_signs_in_and_out() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    browser.goto(&website.origin).await.unwrap();
    assert_eq!(browser.heading().await, "Sign in");

    browser.press("Sign in").await;
    browser.expect(CONSENT).await;
    browser.press("Approve").await;
    browser.expect("Hello, jane").await;
    // The address has no verifier, so neither the history nor a bookmark has it.
    let address = browser.current_url().await.unwrap();
    assert_eq!(address.as_str(), website.uri("/"));
    browser.refresh().await.unwrap();
    browser.expect("Hello, jane").await;

    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    browser.refresh().await.unwrap();
    browser.expect("Sign in").await;
    assert!(browser.get_all_cookies().await.unwrap().is_empty());
}

#[tokio::test]
async fn two_tabs_at_once() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    let mut tabs = Vec::new();
    for _ in 0..3 {
        let tab = browser.new_tab().await.unwrap();
        browser.switch_to_window(tab.clone()).await.unwrap();
        browser.goto(&website.origin).await.unwrap();
        browser.press("Sign in").await;
        browser.expect(CONSENT).await;
        tabs.push(tab);
    }
    // The last tab that began is not the first that ends.
    for (tab, decision, heading) in [
        (0, "Approve", "Hello, jane"),
        (2, "Refuse", "You are not signed in"),
        (1, "Approve", "Hello, jane"),
    ] {
        browser.switch_to_window(tabs[tab].clone()).await.unwrap();
        browser.press(decision).await;
        browser.expect(heading).await;
    }
}

#[tokio::test]
async fn a_keyboard_is_enough() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    browser.goto(&website.origin).await.unwrap();
    for (label, next) in [
        ("Sign in", CONSENT),
        ("Approve", "Hello, jane"),
        ("Sign out", "Sign in"),
    ] {
        let keys = browser.action_chain().send_keys(Key::Tab);
        keys.perform().await.unwrap();
        let focused = "return document.activeElement.textContent";
        assert_eq!(browser.evaluate(focused).await, label);
        let keys = browser.action_chain().send_keys(Key::Enter);
        keys.perform().await.unwrap();
        browser.expect(next).await;
    }
}

#[tokio::test]
async fn no_scripts_are_needed() {
    let Some(browser) = Browser::without_script().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    // A page that shows whether scripts run.
    let page =
        "data:text/html,<h1>off</h1><script>document.querySelector('h1').textContent='on'</script>";
    browser.goto(page).await.unwrap();
    assert_eq!(browser.heading().await, "off");

    browser.goto(&website.origin).await.unwrap();
    for (label, next) in [
        ("Sign in", CONSENT),
        ("Approve", "Hello, jane"),
        ("Sign out", "Sign in"),
        ("Sign in", CONSENT),
        ("Refuse", "You are not signed in"),
    ] {
        browser.press(label).await;
        browser.expect(next).await;
        let source = browser.source().await.unwrap();
        assert!(!source.contains("<script"), "{source}");
        let with_handlers = By::XPath("//@*[starts-with(name(), 'on')]/..");
        assert!(browser.find_all(with_handlers).await.unwrap().is_empty());
    }
}
