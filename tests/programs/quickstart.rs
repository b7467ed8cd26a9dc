//! Runs the quickstart as a newcomer would, and reads what it prints.

use std::process::Command;

#[test]
fn the_quickstart_ends_well_and_a_retry_has_a_nonce_of_its_own() {
    let output = Command::new(crate::example::build("quickstart"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");

    // The server's words on the call whose first attempt it answered with 503.
    let (_, retried) = said.split_once("/busy/comments\n").expect(&said);
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
        assert!(said.contains(words), "no {words:?} in:\n{said}");
    }
    assert!(!said.contains("a secret that the provider printed"));
}
