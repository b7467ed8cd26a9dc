//! Every message about a refusal that a user sees, in one file to read:
//! `tests/fixtures/messages.txt`. For each message, ask: does a reader know what to do now?
//!
//! `key_messages.txt` has the messages about RSA keys, and `causes.txt` what the example `sign`
//! prints. To write the files after a change, run these tests with the variable
//! `TOWER_OAUTH1_WRITE_MESSAGES`.

mod bodies;
mod flow;
#[cfg(feature = "rsa-legacy")]
mod keys;
mod layer;
mod not_sent;
mod services;
mod signing;

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

    /// Asserts that the file has these messages, or writes it.
    fn compare(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let file = folder.join(name);
        if std::env::var_os("TOWER_OAUTH1_WRITE_MESSAGES").is_some() {
            std::fs::write(&file, &self.0).unwrap();
        }
        let expected = std::fs::read_to_string(&file).unwrap();
        for (found, line) in self.0.lines().zip(expected.lines()) {
            assert_eq!(found, line);
        }
        assert_eq!(self.0, expected);
    }
}

/// Asserts that each variant of an enum is in the list of names. `source` is the file that defines
/// the enum.
fn assert_all_variants(source: &str, name: &str, names: &[String]) {
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    // A variant is indented once, and begins with a capital letter.
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let lines = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    let variants = lines.map(|line| {
        let end = line.find(|c: char| !c.is_alphanumeric());
        &line[..end.unwrap_or(line.len())]
    });
    let variants: Vec<_> = variants.collect();
    assert!(variants.len() > 5, "{variants:?}");
    for variant in variants {
        assert!(names.iter().any(|name| name == variant), "no {variant}");
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
    not_sent::endpoints(&mut messages).await;
    not_sent::clients(&mut messages).await;
    bodies::read(&mut messages);
    signing::refused(&mut messages).await;
    layer::out_of_scope(&mut messages).await;
    layer::explanation(&mut messages).await;
    layer::refusals_where(&mut messages).await;
    layer::differences(&mut messages);
    messages.compare("messages.txt");
}
