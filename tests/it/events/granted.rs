//! The events of a server that issues credentials: `refused`.

use std::time::Duration;

use tower_oauth1::TokenCredentials;
use tower_oauth1::grant::GrantError;

use super::collector::Collector;
use crate::grant::service::{CALLBACK, Service, credentials};
use crate::watch::record::Record;

/// Returns the events of the endpoints. Those of the verify layer are left out.
fn of_grants(logs: &Collector) -> Vec<Record> {
    let mut events = logs.take();
    events.retain(|event| event.target == "tower_oauth1::grant");
    events
}

/// Asserts that there is one event, for a request of this client with this path.
fn one(logs: &Collector, path: &str, client: &str, error: &GrantError) {
    let events = of_grants(logs);
    let lines: Vec<_> = events.iter().map(Record::to_string).collect();
    let [line] = &lines[..] else {
        panic!("{lines:#?}");
    };
    let nonce = events[0].get("oauth.nonce").unwrap();
    assert!(nonce.len() > 10, "{nonce}");
    let (status, reason) = (error.status().as_u16(), error.to_string());
    let expected = format!(
        "INFO tower_oauth1::grant refused url.scheme=https server.address=photos.example.net \
         server.port=443 url.path={path} http.response.status_code={status} oauth.reason={reason} \
         oauth.client_identifier={client} oauth.nonce={nonce}"
    );
    assert_eq!(*line, expected);
}

#[tokio::test]
async fn each_refused_request_of_a_client() {
    let service = Service::with(|grants| grants.session_lifetime(Duration::from_secs(60)));
    let printer = service.signer("printer");
    let temporary = service.initiate("printer", "oob").await;
    let logs = Collector::start();
    let elsewhere = [("oauth_callback", "https://evil.example/")];
    service.post(&printer, "/initiate", &elsewhere).await;
    one(&logs, "/initiate", "printer", &GrantError::Callback);
    service.exchange("printer", &temporary, "guess").await;
    one(&logs, "/token", "printer", &GrantError::NotApproved);
    let pin = service.approve(&temporary).await;
    service.exchange("printer", &temporary, "guess").await;
    one(&logs, "/token", "printer", &GrantError::Verifier);

    let granted = service.exchange("printer", &temporary, pin.verifier().unwrap());
    let (token, secret) = credentials(granted.await.body());
    assert!(of_grants(&logs).is_empty(), "a grant is no refusal");
    let token = printer.with_token(TokenCredentials::new(token, secret));
    let handle = [("oauth_session_handle", "guess")];
    service.post(&token, "/token", &handle).await;
    one(&logs, "/token", "printer", &GrantError::Session);

    for (client, user, password, error) in [
        ("app", "jane", "guess", GrantError::Password),
        ("other", "jane", "guess", GrantError::PasswordsNotAllowed),
        (
            "app",
            "jane",
            "",
            GrantError::MissingParameter("x_auth_password"),
        ),
    ] {
        let signer = service.signer(client);
        let mode = ("x_auth_mode", "client_auth");
        let query = [
            mode,
            ("x_auth_username", user),
            ("x_auth_password", password),
        ];
        service.post_query(&signer, "/token", &query).await;
        one(&logs, "/token", client, &error);
    }
}

/// A decision is not a request of a client, so the event has no more than the reason.
#[tokio::test]
async fn each_decision_that_is_not_recorded() {
    let service = Service::new();
    let temporary = service.initiate("printer", CALLBACK).await;
    let late = temporary.identifier();
    let logs = Collector::start();
    service.grants.refuse(late).await.unwrap();
    assert!(of_grants(&logs).is_empty());
    service.grants.pending(late).await.unwrap_err();
    service.grants.approve(late, "jane").await.unwrap_err();
    service.grants.refuse("unknown").await.unwrap_err();
    let reason = GrantError::Temporary.to_string();
    let expected = format!(
        "INFO tower_oauth1::grant refused http.response.status_code=401 oauth.reason={reason}"
    );
    assert_eq!(logs.lines(), [&*expected, &*expected, &*expected]);
}

/// A client chooses the names of parameters.
#[tokio::test]
async fn a_name_is_escaped() {
    let service = Service::new();
    let logs = Collector::start();
    let callback = "oauth_callback=\"oob\", ";
    let uri = "/initiate?a%0AINFO%20b=%FF";
    service.post_raw("printer", None, uri, callback).await;
    let events = of_grants(&logs);
    let reason = events[0].get("oauth.reason").unwrap();
    assert!(reason.contains("a\\\\nINFO b"), "{reason}");
}
