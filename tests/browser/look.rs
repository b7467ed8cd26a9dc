//! The pages on small and large screens, in light and dark mode: nothing is cut off, and everything
//! is readable. WCAG is <https://www.w3.org/TR/WCAG22/>.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::states::{STATES, States};

/// WCAG 1.4.10 asks for 320 px.
pub(crate) const WIDTHS: [u32; 3] = [320, 360, 1280];

#[tokio::test]
async fn every_state_in_light_and_dark() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let states = States::start();
    for state in STATES {
        states.open(state, &browser).await;
        assert_good_looks(&browser, "web_login", state, "[action$=in] button").await;
    }
}

/// The page is readable and nothing is cut off, in light and dark mode and on each screen. Writes a
/// screenshot of each into a folder.
pub(crate) async fn assert_good_looks(browser: &Browser, folder: &str, page: &str, button: &str) {
    let screenshots = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
    let screenshots = screenshots.join(folder);
    std::fs::create_dir_all(&screenshots).unwrap();
    let mut backgrounds = Vec::new();
    for scheme in ["light", "dark"] {
        prefer(browser, scheme).await;
        for width in WIDTHS {
            let case = format!("{page}-{scheme}-{width}");
            resize(browser, width).await;
            assert_fits(browser, &case).await;
            let file = screenshots.join(format!("{case}.png"));
            browser.screenshot(&file).await.unwrap();
        }
        assert_readable(browser, button, &format!("{page}-{scheme}")).await;
        let body = "return getComputedStyle(document.body).backgroundColor";
        let body = browser.evaluate(body).await;
        backgrounds.push(luminance(color(body.as_str().unwrap())));
    }
    assert!(backgrounds[0] > 0.8 && backgrounds[1] < 0.05, "{page}");
}

/// WCAG 1.4.4: text of twice the size fits on a small screen.
pub(crate) async fn assert_large_text_fits(browser: &Browser, page: &str) {
    resize(browser, 360).await;
    let enlarge = "document.documentElement.style.fontSize = '200%'";
    browser.evaluate(enlarge).await;
    assert_fits(browser, &format!("{page}, large text")).await;
}

#[tokio::test]
async fn large_text_fits() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let states = States::start();
    for state in STATES {
        states.open(state, &browser).await;
        assert_large_text_fits(&browser, state).await;
    }
}

pub(crate) async fn prefer(browser: &Browser, scheme: &str) {
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
    let cdp = browser.cdp();
    let set = cdp.send_raw("Emulation.setEmulatedMedia", media);
    set.await.unwrap();
}

pub(crate) async fn resize(browser: &Browser, width: u32) {
    let cdp = browser.cdp();
    let emulation = cdp.emulation();
    let resized = emulation.set_device_metrics_override(width, 720, 1.0, false);
    resized.await.unwrap();
    assert_eq!(browser.evaluate("return innerWidth").await, width);
}

/// Nothing is wider than the window, and what can be clicked is large enough for a finger.
pub(crate) async fn assert_fits(browser: &Browser, case: &str) {
    let over = "return document.documentElement.scrollWidth - innerWidth";
    assert!(
        browser.evaluate(over).await.as_i64().unwrap() <= 0,
        "{case}"
    );
    let cut_off = "return [...document.querySelectorAll('body *')]
        .filter(element => element.scrollWidth > element.clientWidth + 1).map(e => e.outerHTML)";
    assert_eq!(browser.evaluate(cut_off).await, json!([]), "{case}");
    let small = "return [...document.querySelectorAll('a, button, input:not([type=hidden])')]
        .filter(element => element.getBoundingClientRect().height < 44).map(e => e.outerHTML)";
    assert_eq!(browser.evaluate(small).await, json!([]), "{case}");
}

/// WCAG 1.4.3: text has a contrast of at least 4.5. WCAG 1.4.11: the main button stands out
/// with at least 3.
pub(crate) async fn assert_readable(browser: &Browser, button: &str, case: &str) {
    let pairs = "
        const behind = element => {
            for (; element; element = element.parentElement) {
                const color = getComputedStyle(element).backgroundColor;
                if (color !== 'rgba(0, 0, 0, 0)') return color;
            }
        };
        const all = [...document.querySelectorAll('body *')];
        const texts = all.filter(element => [...element.childNodes]
            .some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
        return texts.map(e => [e.tagName, getComputedStyle(e).color, behind(e), 4.5]).concat(
            all.filter(element => element.matches('BUTTON')).map(e =>
                [e.tagName, getComputedStyle(e).backgroundColor, behind(e.parentElement), 3]));";
    let pairs = browser.evaluate(&pairs.replace("BUTTON", button)).await;
    let pairs = pairs.as_array().unwrap();
    // The heading and the text, at least.
    assert!(pairs.len() >= 2, "{case}: {pairs:?}");
    for pair in pairs {
        let colors = [&pair[1], &pair[2]].map(|value: &Value| color(value.as_str().unwrap()));
        let contrast = contrast(colors[0], colors[1]);
        assert!(
            contrast >= pair[3].as_f64().unwrap(),
            "{case}: {contrast:.2} {pair}"
        );
    }
}

/// Reads `rgb(1, 2, 3)`.
pub(crate) fn color(text: &str) -> [f64; 3] {
    let inner = text
        .strip_prefix("rgb(")
        .and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.unwrap_or_else(|| panic!("{text} is not an opaque color"));
    let parts: Vec<f64> = inner
        .split(", ")
        .map(|part| part.parse().unwrap())
        .collect();
    parts.try_into().unwrap()
}

/// The relative luminance, as WCAG defines it.
fn luminance(color: [f64; 3]) -> f64 {
    let [red, green, blue] = color.map(|channel| {
        let channel = channel / 255.0;
        if channel <= 0.04045 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast ratio, as WCAG defines it.
pub(crate) fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_contrast_is_the_one_of_wcag() {
    // Pairs whose contrast is known: black and white, and a grey that is just enough.
    assert_eq!(
        contrast(color("rgb(0, 0, 0)"), color("rgb(255, 255, 255)")),
        21.0
    );
    let grey = contrast(color("rgb(118, 118, 118)"), color("rgb(255, 255, 255)"));
    assert!((grey - 4.54).abs() < 0.01, "{grey}");
}
