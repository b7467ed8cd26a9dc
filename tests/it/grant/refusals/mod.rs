//! What the endpoints refuse. The attackers here can sign. The layers refuse all others.

mod callback_policies;
mod callbacks;
mod clocks;
mod memory;
mod parallel_guesses;
mod pins;
mod temporary;

use http::Response;
use tower_oauth1::TemporaryCredentials;
use tower_oauth1::protocol::Problem;

use crate::grant::service::Service;

pub(super) fn refused(response: &Response<String>, status: u16, problem: &str) {
    assert_eq!(response.status().as_u16(), status, "{response:?}");
    let reported = Problem::from_headers(response.headers()).unwrap();
    let in_body = Problem::from_body(response.body().as_bytes());
    assert_eq!(
        in_body.as_ref(),
        Some(&reported),
        "the body says what the header says"
    );
    assert_eq!(reported.name(), problem);
}

/// Exchanges temporary credentials of the printer, and asserts that this succeeds.
pub(super) async fn granted(service: &Service, temporary: &TemporaryCredentials, verifier: &str) {
    let response = service.exchange("printer", temporary, verifier).await;
    assert_eq!(response.status(), 200, "{response:?}");
}

pub(super) async fn ask(service: &Service, client: &str, callback: &str) -> Response<String> {
    let signer = service.signer(client);
    service
        .post(&signer, "/initiate", &[("oauth_callback", callback)])
        .await
}
