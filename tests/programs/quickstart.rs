//! Runs the quickstart as a new user would, and checks what it prints.

use std::process::Command;

#[test]
fn the_quickstart_succeeds_and_a_retry_has_a_new_nonce() {
    let output = Command::new(crate::support::example::build("quickstart"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{errors}");

    // The output for the call whose first attempt the server refuses with 503.
    let (_, retried) = printed.split_once("/busy/comments\n").expect(&printed);
    assert!(retried.starts_with("   the server responds 503 Service Unavailable; retry\n"));
    let nonces: Vec<&str> = retried
        .lines()
        .filter_map(|line| line.split_once(" nonce ")?.1.split_once(", response "))
        .map(|(nonce, _)| nonce)
        .collect();
    assert_eq!(nonces.len(), 2, "{retried}");
    assert!(nonces.iter().all(|nonce| nonce.len() == 24), "{nonces:?}");
    assert_ne!(nonces[0], nonces[1]);

    for words in [
        "oauth_verifier=",
        "granted by             jane",
        "| query        tag = caf\u{e9}",
        "| query        tag = a b",
        "| form body    title = Ladies & Gentlemen",
        "| body         34 bytes, signed",
        "| body         49 bytes, not signed",
        "attempt 2    nonce",
    ] {
        assert!(printed.contains(words), "no {words:?} in:\n{printed}");
    }
    assert!(!printed.contains("a secret that the provider printed"));
}
