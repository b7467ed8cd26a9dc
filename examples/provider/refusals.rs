//! One line on standard error for each refused request.
//!
//! This middleware is outside the verify layers. So it sees the request as the client sent it.

use std::error::Error;
use std::io::Write;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tower_oauth1::verify::Refusal;

pub(crate) async fn log(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        let status = response.status().as_u16();
        // The request only claims to be from this client.
        let client = refusal.client_identifier();
        let client = client.map_or(String::new(), |name| format!(", {name:?}"));
        let error = refusal.error();
        let failed = refusal.failed_check();
        let failed = failed.map_or(String::new(), |failed| format!(" ({failed})"));
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        let causes: String = causes.map(|cause| format!(": {cause}")).collect();
        let line = format!("refused: {status} {method} {path}{client}: {error}{failed}{causes}\n");
        // Write the whole line at once, so that the lines of several providers do not mix. If
        // nobody reads standard error, there is nothing to do.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    response
}
