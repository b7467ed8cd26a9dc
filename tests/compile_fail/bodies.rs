//! Body types that cannot be made from a form.

use crate::check;

const PACKAGE: &str = include_str!("cases/package.toml");

/// The call that the advice recommends. The cases contain it. Without it, they must not compile.
const ADVICE: &str = ".bodies_untouched()";
/// The layer that the advice recommends if another layer changes the type of the body.
const LAYER: &str = ".layer(MapRequestBodyLayer::new(Body::new))";

fn a_body_that_is_not_made_from_bytes_gets_advice(name: &str, program: &str) {
    assert_eq!(program.matches(ADVICE).count(), 1);
    let (compiles, messages) = check(name, PACKAGE, program);
    assert!(compiles, "the program with the advice compiles: {messages}");

    let (compiles, messages) = check(name, PACKAGE, &program.replace(ADVICE, ""));
    assert!(!compiles);
    for words in [
        "cannot rebuild a form as a body of type `http_body_util::Empty<",
        "From<Bytes>",
        "call `.bodies_untouched()` on the layer",
        "call `.rebuild_body_with(|bytes| ..)`",
    ] {
        assert!(messages.contains(words), "no {words:?} in:\n{messages}");
    }
}

#[test]
fn in_a_client() {
    a_body_that_is_not_made_from_bytes_gets_advice("compile-fail", include_str!("cases/client.rs"));
}

#[test]
fn in_a_server() {
    a_body_that_is_not_made_from_bytes_gets_advice(
        "compile-fail-server",
        include_str!("cases/server.rs"),
    );
}

#[test]
fn under_a_layer_that_changes_the_body_type() {
    let (name, program) = (
        "compile-fail-layers",
        include_str!("cases/server_layers.rs"),
    );
    assert_eq!(program.matches(LAYER).count(), 1);
    let (compiles, messages) = check(name, PACKAGE, program);
    assert!(compiles, "the program with the advice compiles: {messages}");

    let (compiles, messages) = check(name, PACKAGE, &program.replace(LAYER, ""));
    assert!(!compiles);
    for words in [
        "cannot rebuild a form as a body of type",
        "Limited<",
        "if an outer layer changes the body type, put a `MapRequestBodyLayer` of tower-http",
    ] {
        assert!(messages.contains(words), "no {words:?} in:\n{messages}");
    }
}
