//! The first lines of a user of reqwest who has not turned on the feature `reqwest`.

use crate::check;

const PACKAGE: &str = include_str!("cases/reqwest/package.toml");

/// Each program, and what the compiler must say about it without the feature.
const CASES: [(&str, &str); 6] = [
    (
        include_str!("cases/reqwest/sign_oauth1.rs"),
        "the item is gated behind the `reqwest` feature",
    ),
    (
        include_str!("cases/reqwest/oneshot.rs"),
        "/* no such method? reqwest: turn on the feature `reqwest`;",
    ),
    (
        include_str!("cases/reqwest/ready_call.rs"),
        "/* no such method? reqwest: turn on the feature `reqwest`;",
    ),
    (
        include_str!("cases/reqwest/function.rs"),
        "for a `reqwest::Client`, turn on the feature `reqwest` of tower-oauth1",
    ),
    (
        include_str!("cases/reqwest/argument.rs"),
        "// For a `reqwest::Client`, turn on the feature `reqwest` of tower-oauth1.",
    ),
    (
        include_str!("cases/reqwest/flow.rs"),
        "the item is gated behind the `reqwest` feature",
    ),
];

// One test, because all programs share a package and the crates that it builds.
#[test]
fn the_compiler_names_the_feature() {
    let check = |features: &str, program: &str| {
        let manifest = PACKAGE.replace("FEATURES", features);
        check("compile-fail-reqwest", &manifest, program)
    };
    for (program, advice) in CASES {
        let (compiles, messages) = check("", program);
        assert!(!compiles, "{program}");
        assert!(messages.contains(advice), "no {advice:?} in:\n{messages}");
    }
    // A client in place of a service for the authorization flow, with the feature and without it.
    let flow = include_str!("cases/reqwest/flow.rs");
    let service = "tower_oauth1::reqwest::ReqwestService::new(client)";
    assert_eq!(flow.matches(service).count(), 1);
    for features in ["", "\"reqwest\""] {
        let (compiles, messages) = check(features, &flow.replace(service, "client"));
        assert!(!compiles);
        for words in [
            "is not a tower service for requests of the crate `http`",
            "turn on the feature `reqwest` of tower-oauth1",
            "pass a `tower_oauth1::reqwest::ReqwestService`",
        ] {
            assert!(messages.contains(words), "no {words:?} in:\n{messages}");
        }
    }
    // The middleware has two features. Without both, the first message names the module's feature,
    // and the next one names that of the middleware.
    let middleware = include_str!("cases/reqwest/middleware.rs");
    for (features, advice) in [
        ("", "the item is gated behind the `reqwest` feature"),
        (
            "\"reqwest\"",
            "the item is gated behind the `reqwest-middleware` feature",
        ),
    ] {
        let (compiles, messages) = check(features, middleware);
        assert!(!compiles);
        assert!(messages.contains(advice), "no {advice:?} in:\n{messages}");
    }
    let (compiles, messages) = check("\"reqwest-middleware\"", middleware);
    assert!(compiles, "with the feature, this compiles: {messages}");
    for (program, _) in CASES {
        let (compiles, messages) = check("\"reqwest\"", program);
        assert!(compiles, "with the feature, this compiles: {messages}");
    }
}
