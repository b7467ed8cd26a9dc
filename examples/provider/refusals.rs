//! One line on standard error for each refused request, and with `--log-all` for all others.
//!
//! This middleware is outside the verify layers. So it sees the request as the client sent it.

use std::error::Error;
use std::io::Write;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tower_oauth1::verify::Refusal;

pub(crate) async fn log(State(log_all): State<bool>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let line = if let Some(refusal) = response.extensions().get::<Refusal>() {
        // The request only claims to be from this client.
        let client = refusal.client_identifier();
        let client = client.map_or(String::new(), |name| format!(", {name:?}"));
        let error = refusal.error();
        let failed = refusal.failed_check();
        let failed = failed.map_or(String::new(), |failed| format!(" ({failed})"));
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        let causes: String = causes.map(|cause| format!(": {cause}")).collect();
        format!("refused: {status} {method} {path}{client}: {error}{failed}{causes}\n")
    } else if log_all {
        format!("served: {status} {method} {path}\n")
    } else {
        return response;
    };
    // Write the whole line at once, so that the lines of several providers do not mix. If nobody
    // reads standard error, there is nothing to do.
    let _ = std::io::stderr().write_all(line.as_bytes());
    response
}
