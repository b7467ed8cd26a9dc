//! The subscriber is installed before the first test begins, whichever tests run. It looks at each
//! event when it is written, and keeps none.

use std::cell::RefCell;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::span::{Attributes, Id};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber, dispatcher};

use super::documented;
use super::leaks::ENCODED_PASSWORD;
use super::record::Record;
use super::secrets;

/// The modules of tests that send random paths.
const RANDOM: [&str; 2] = ["no_panics::", "garbage::"];

/// The number of events and spans that were checked.
static CHECKED: AtomicU64 = AtomicU64::new(0);

#[ctor::ctor]
fn before_the_first_test() {
    dispatcher::set_global_default(Dispatch::new(Watch)).expect("there is no other subscriber");
}

struct Watch;

/// Returns whether an event or a span comes from this crate.
pub(crate) fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("tower_oauth1")
}

impl Subscriber for Watch {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_ours(metadata)
    }

    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if is_ours(metadata) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        check(&Record::new(span.metadata(), |visit| span.record(visit)));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        check(&Record::new(event.metadata(), |visit| event.record(visit)));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

thread_local! {
    /// What was found on this thread, if a test expects it.
    static EXPECTED: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Calls `log`, and returns what is wrong with the events that it writes.
fn found_in(log: impl FnOnce()) -> Vec<String> {
    EXPECTED.set(Some(Vec::new()));
    log();
    EXPECTED.take().unwrap()
}

/// Checks an event or a span. If something is wrong with it, stops the binary: a panic would be
/// lost in a task that nobody waits for.
pub(crate) fn check(record: &Record) {
    CHECKED.fetch_add(1, Ordering::Relaxed);
    let Some(problem) = problem_of(record) else {
        return;
    };
    let is_expected = EXPECTED.with_borrow_mut(|expected| {
        let expected = expected.as_mut();
        expected.map(|found| found.push(problem.clone())).is_some()
    });
    if !is_expected {
        let thread = std::thread::current();
        let test = thread.name().unwrap_or_default();
        // Not `eprintln!`, whose output is lost if the binary stops inside a test.
        let _ = writeln!(std::io::stderr(), "\nin `{test}`: {problem}: {record}");
        std::process::abort();
    }
}

fn problem_of(record: &Record) -> Option<String> {
    let is_documented = documented::is_documented(record);
    if !is_documented {
        return Some("the documentation does not have this event or one of its fields".to_owned());
    }
    record.fields.iter().find_map(|(name, value)| {
        let problem = if value.contains(|c: char| c.is_control()) {
            "a control character"
        } else if value.len() > 10 * 512 {
            "a text that is too long"
        } else if *name == "url.path" && value.contains(['?', '#']) {
            "a query"
        } else if *name == "url.path" && has_protocol_parameter(value) && !is_random() {
            "a protocol parameter"
        } else {
            secrets::found_in(value)?
        };
        Some(format!("{problem} in {name}"))
    })
}

/// Returns whether this thread is a test whose paths are random and have pieces of headers.
fn is_random() -> bool {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    RANDOM.iter().any(|module| test.contains(module))
}

/// Returns whether a path has a parameter such as `oauth_signature=`.
fn has_protocol_parameter(path: &str) -> bool {
    let is_name = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    path.split("oauth_").skip(1).any(|rest| {
        let rest = rest.trim_start_matches(is_name);
        rest.starts_with('=') || rest.starts_with("%3D")
    })
}

#[test]
fn the_events_of_every_thread_are_watched() {
    assert!(dispatcher::has_been_set());
    let before = CHECKED.load(Ordering::Relaxed);
    let signing = || {
        let mut request = http::Request::get("https://h/").body("").unwrap();
        let client = tower_oauth1::ClientCredentials::new("client-id", "client-secret");
        let signer = tower_oauth1::Signer::new(client);
        signer.sign_request(&mut request).unwrap();
    };
    std::thread::spawn(signing).join().unwrap();
    assert!(CHECKED.load(Ordering::Relaxed) > before);
}

/// Tries what the tests above must never find.
#[test]
fn each_leak_is_found() {
    macro_rules! logs {
        ($($name:ident).+ = $value:expr) => {
            found_in(|| {
                tracing::debug!(target: "tower_oauth1::sign", { $($name).+ = $value }, "signed");
            })
        };
    }
    assert!(logs!(oauth.nonce = "7d8f3e4a").is_empty());
    assert!(logs!(url.path = "/photos/client-id").is_empty());
    for secret in secrets::samples() {
        let found = logs!(oauth.nonce = secret.as_str());
        assert_eq!(found.len(), 1, "{secret}");
    }
    let path = format!("/photos/{ENCODED_PASSWORD}");
    assert_eq!(logs!(url.path = path.as_str()), ["password in url.path"]);
    let signature = "MdpQcU8iPSUjWoN/UDMsK2sui9I=";
    for text in [signature.to_owned(), signature.replace('=', "%3D")] {
        let found = logs!(oauth.client_identifier = text.as_str());
        assert_eq!(found, ["a signature in oauth.client_identifier"]);
    }
    assert_eq!(logs!(url.path = "/a?b"), ["a query in url.path"]);
    assert_eq!(logs!(url.path = "/a%3Fb"), Vec::<String>::new());
    for (path, problem) in [
        ("/photos/client-secret", "a secret"),
        ("/a/MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D", "a signature"),
        ("/a/oauth_token=x", "a protocol parameter"),
        ("/a/oauth_signature%3Dx", "a protocol parameter"),
    ] {
        assert_eq!(logs!(url.path = path), [format!("{problem} in url.path")]);
    }
    let lines = logs!(oauth.nonce = "a\nINFO b");
    assert_eq!(lines, ["a control character in oauth.nonce"]);
    assert_eq!(logs!(oauth.nonce = "a".repeat(6000)).len(), 1);
    assert_eq!(logs!(oauth.token_identifier = "x").len(), 1);
}
