//! What a screen reader and a keyboard find. The names and roles are those that Chromium computes.

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::browser::Browser;
use crate::look::{color, contrast, prefer};
use crate::states::{STATES, States};

#[tokio::test]
async fn the_structure_of_every_page() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let states = States::start();
    for state in STATES {
        states.open(state, &browser).await;
        let heading = browser.heading().await;
        assert_eq!(browser.title().await.unwrap(), heading, "{state}");
        let language = browser.evaluate("return document.documentElement.lang");
        assert_eq!(language.await, "en", "{state}");
        // In quirks mode, browsers show pages differently.
        let mode = browser.evaluate("return document.compatMode").await;
        assert_eq!(mode, "CSS1Compat", "{state}");
        // Users can zoom.
        let viewport = "return document.querySelector('meta[name=viewport]').content";
        let viewport = browser.evaluate(viewport).await;
        let viewport = viewport.as_str().unwrap();
        assert!(viewport.contains("width=device-width"), "{state}");
        assert!(!viewport.contains("scal"), "{state}: {viewport}");

        let label = if state == "signed-in" {
            "Sign out"
        } else {
            "Sign in"
        };
        assert_eq!(
            tree(&browser).await,
            [
                ("main", ""),
                ("heading", heading.as_str()),
                ("button", label)
            ]
            .map(|(role, name)| (role.to_owned(), name.to_owned())),
            "{state}"
        );
    }
}

/// Returns the roles and names of the landmarks, headings and controls in the accessibility tree.
pub(crate) async fn tree(browser: &Browser) -> Vec<(String, String)> {
    let cdp = browser.cdp();
    let tree = cdp.send_raw("Accessibility.getFullAXTree", json!({})).await;
    let tree = tree.unwrap();
    let is_text = |role: &str| {
        [
            "RootWebArea",
            "StaticText",
            "InlineTextBox",
            "paragraph",
            "none",
            "generic",
            "form",
        ]
        .contains(&role)
    };
    let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
    let nodes = tree["nodes"].as_array().unwrap().iter();
    nodes
        .filter(|node| node["ignored"] == false)
        .map(|node| (text(&node["role"]), text(&node["name"])))
        .filter(|(role, _)| !is_text(role))
        .collect()
}

/// WCAG 2.4.7 and 2.4.13: the focus of the keyboard is visible, with a contrast of at least 3.
#[tokio::test]
async fn the_focus_is_visible() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let states = States::start();
    for scheme in ["light", "dark"] {
        prefer(&browser, scheme).await;
        states.open("signed-out", &browser).await;
        let style = "const style = getComputedStyle(document.querySelector('button'));
            return [style.outlineStyle, style.outlineWidth, style.outlineColor,
                getComputedStyle(document.querySelector('main')).backgroundColor];";
        assert_eq!(browser.evaluate(style).await[0], "none");
        let keys = browser.action_chain().send_keys(Key::Tab);
        keys.perform().await.unwrap();
        let focused = browser.evaluate(style).await;
        assert_eq!(focused[0], "solid");
        assert_eq!(focused[1], "3px");
        let [outline, behind] = [2, 3].map(|n| color(focused[n].as_str().unwrap()));
        assert!(contrast(outline, behind) >= 3.0, "{scheme}: {focused}");
    }
}
