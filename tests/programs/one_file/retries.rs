//! The clients that send a request again. The server accepts each nonce once.

use super::process::{printed, run};
use super::stub::{busy_once, serve};
use crate::support::example::provider::{Provider, program};

/// Checks what a client printed: the verified parts of a request with a query, and of a form.
fn assert_verified(output: &str) {
    let (get, post) = output.trim_end().split_once('\n').unwrap();
    let size = r#"{"name":"size","value":"original","place":"query"}"#;
    assert!(get.contains(size), "{get}");
    let status = r#"{"name":"status","value":"Ladies & Gentlemen","place":"form body"}"#;
    assert!(post.contains(status), "{post}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ureq_that_blocks() {
    let provider = Provider::run(program());
    assert_verified(&printed(&run("blocking", &provider.origin, &[])));
    let origin = serve(busy_once()).await;
    let output = printed(&run("blocking", &origin, &[]));
    assert_eq!(output, "200 OK: verified\n".repeat(2));
}

#[cfg(feature = "reqwest-middleware")]
#[tokio::test(flavor = "multi_thread")]
async fn reqwest_with_middleware() {
    let provider = Provider::run(program());
    assert_verified(&printed(&run("reqwest_middleware", &provider.origin, &[])));
    let origin = serve(busy_once()).await;
    let output = printed(&run("reqwest_middleware", &origin, &[]));
    assert_eq!(output, "200 OK: verified\n".repeat(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn hyper_in_a_struct() {
    let provider = Provider::run(program());
    assert_verified(&printed(&run("hyper_tls", &provider.origin, &[])));
    // Nobody listens there any more. The requests fail again and again, and then the program does.
    let origin = provider.origin.clone();
    drop(provider);
    let output = run("hyper_tls", &origin, &[]);
    assert!(!output.status.success());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("ConnectionRefused"), "{errors}");
}
