//! The attacks in `tests/fixtures/attacks.toml`.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderName, Method};
use serde::Deserialize;
use tower_oauth1::VerifyError;
use tower_oauth1::protocol::Problem;

use crate::verify::server::harness::{Message, Server};

#[derive(Deserialize)]
struct Table {
    request: BTreeMap<String, String>,
    class: Vec<Class>,
}

#[derive(Deserialize)]
struct Class {
    name: String,
    request: String,
    server: Option<String>,
    refused: String,
    #[serde(default)]
    after_the_request: bool,
    attacks: Vec<Vec<String>>,
}

/// Applies changes such as `old => new` to the text of a request.
fn changed(request: &str, attack: &[String]) -> String {
    let (_, after) = request.split_once("oauth_signature=\"").unwrap();
    let signature = after.split('"').next().unwrap();
    let mut text = request.to_owned();
    for change in attack.iter().filter(|item| !item.starts_with("oauthlib ")) {
        let (old, new) = change.split_once(" => ").unwrap();
        let old = if old == "signature" { signature } else { old };
        assert!(text.contains(old), "no {old} in {text}");
        text = text.replacen(old, new, 1);
    }
    text
}

/// Returns the request that a text such as `GET / HTTP/1.1` and header lines stands for.
fn message(text: &str) -> Message {
    let (head, body) = text.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap().split(' ');
    let method: Method = words.next().unwrap().parse().unwrap();
    let target = words.next().unwrap().to_owned();
    assert_eq!((words.next(), words.next()), (Some("HTTP/1.1"), None));
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.parse::<HeaderName>().unwrap(), value.into())
    });
    let headers = headers.collect();
    let body = Bytes::copy_from_slice(body.as_bytes());
    Message {
        method,
        target,
        headers,
        body,
    }
}

#[tokio::test]
async fn each_is_refused_and_uses_up_nothing() {
    let table = include_str!("../../../../fixtures/attacks.toml");
    let table: Table = toml::from_str(table).unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for class in &table.class {
        let original = &table.request[&class.request];
        for attack in &class.attacks {
            let shown = format!("{}: {}", class.name, attack[0]);
            let mut server = Server::new();
            match class.server.as_deref() {
                None => {}
                Some("allow_unsigned") => server.layer = server.layer.allow_unsigned(),
                Some(other) => panic!("{other} is not a setting"),
            }
            if class.after_the_request {
                server.accepts(&message(original)).await;
            }
            let claimed = server.replay.store.len();
            let sent = message(&changed(original, &attack[1..]));
            let response = server.send(sent.received()).await;
            let status = response.status().as_u16();
            let problem = Problem::from_headers(response.headers());
            let problem = problem.as_ref().map_or("no problem", Problem::name);
            let reason = response.extensions().get::<VerifyError>();
            if format!("{status} {problem}") != class.refused {
                wrong.push(format!("{shown}: {status} {problem}: {reason:?}"));
            }
            assert!(server.passed().is_empty(), "{shown}");
            assert_eq!(
                server.replay.store.len(),
                claimed,
                "{shown}: a nonce was used up"
            );
            if !class.after_the_request {
                server.accepts(&message(original)).await;
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count >= 150, "{count}");
}
