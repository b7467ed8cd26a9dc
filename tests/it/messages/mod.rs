//! Every message about a refusal that a user sees, in one file to read:
//! `tests/fixtures/messages.txt`. For each message, ask: does a reader know what to do now?
//!
//! To write the file after a change, run this test with the variable
//! `TOWER_OAUTH1_WRITE_MESSAGES`.

mod flow;
mod layer;
mod services;

use std::path::Path;

/// The text of the file: titles, and below each its messages.
#[derive(Default)]
struct Messages(String);

impl Messages {
    fn title(&mut self, title: &str) {
        self.0 += &format!("{}# {title}\n\n", if self.0.is_empty() { "" } else { "\n" });
    }

    /// Adds a message. `cause` says what happened.
    fn add(&mut self, cause: &str, message: impl std::fmt::Display) {
        let message = message.to_string().replace('\n', "\n    ");
        self.0 += &format!("{cause}\n    {message}\n");
    }
}

#[tokio::test]
async fn the_messages_are_those_in_the_file() {
    let mut messages = Messages::default();
    flow::refused(&mut messages).await;
    flow::unusable(&mut messages).await;
    flow::problems(&mut messages).await;
    services::refused(&mut messages).await;
    flow::callbacks(&mut messages).await;
    layer::out_of_scope(&mut messages).await;
    layer::explanation(&mut messages).await;
    layer::differences(&mut messages);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/messages.txt");
    if std::env::var_os("TOWER_OAUTH1_WRITE_MESSAGES").is_some() {
        std::fs::write(&file, &messages.0).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap();
    for (found, line) in messages.0.lines().zip(expected.lines()) {
        assert_eq!(found, line);
    }
    assert_eq!(messages.0, expected);
}
