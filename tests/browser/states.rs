//! All pages of the website that a user can see.

use crate::browser::Browser;
use crate::example::provider::Provider;
use crate::example::website::Website;
use crate::failures::{DENIED, ENDED, FAILED};
use crate::sign_in::CONSENT;

pub(crate) const STATES: [&str; 5] = ["signed-out", "signed-in", "denied", "ended", "failed"];

pub(crate) struct States {
    website: Website,
    failing: Website,
    _provider: Provider,
}

impl States {
    pub(crate) fn start() -> Self {
        let provider = Provider::start(&[]);
        Self {
            website: Website::start(&provider.origin),
            failing: Website::start("http://127.0.0.1:1"),
            _provider: provider,
        }
    }

    /// Opens a page as a user gets to it, without a session from before.
    pub(crate) async fn open(&self, state: &str, browser: &Browser) {
        browser.goto(&self.website.origin).await.unwrap();
        browser.delete_all_cookies().await.unwrap();
        browser.refresh().await.unwrap();
        browser.expect("Sign in").await;
        match state {
            "signed-out" => {}
            "failed" => {
                browser.goto(&self.failing.origin).await.unwrap();
                browser.press("Sign in").await;
                browser.expect(FAILED).await;
            }
            "ended" => {
                let callback = self.website.uri("/callback?oauth_token=old");
                browser.goto(callback).await.unwrap();
                browser.expect(ENDED).await;
            }
            _ => {
                let (decision, heading) = match state {
                    "denied" => ("Refuse", DENIED),
                    _ => ("Approve", "Hello, jane"),
                };
                browser.press("Sign in").await;
                browser.expect(CONSENT).await;
                browser.press(decision).await;
                browser.expect(heading).await;
            }
        }
    }
}
