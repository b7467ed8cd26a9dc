//! One line on standard error for each refused request.
//!
//! This middleware is outside the verify layers. So it sees the request as the client sent it. A
//! verify layer leaves a `Refusal` in the extensions of its response, and an endpoint of the
//! authorization flow a `GrantError`.

use std::error::Error;
use std::io::Write;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::Extensions;
use tower_oauth1::grant::GrantError;
use tower_oauth1::verify::Refusal;

pub(crate) async fn log(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    if let Some(reason) = reason(response.extensions()) {
        let status = response.status().as_u16();
        let line = format!("refused: {status} {method} {path}{reason}\n");
        // Write the whole line at once, so that the lines of several providers do not mix. If
        // nobody reads standard error, there is nothing to do.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    response
}

/// Returns why a request was refused, by a verify layer or by an endpoint behind it.
fn reason(extensions: &Extensions) -> Option<String> {
    if let Some(refusal) = extensions.get::<Refusal>() {
        // The request only claims to be from this client.
        let client = refusal.client_identifier();
        let client = client.map_or(String::new(), |name| format!(", {name:?}"));
        let error = refusal.error();
        let failed = refusal.failed_check();
        let failed = failed.map_or(String::new(), |failed| format!(" ({failed})"));
        return Some(format!("{client}: {error}{failed}{}", causes(error)));
    }
    let error = extensions.get::<GrantError>()?;
    Some(format!(": {error}{}", causes(error)))
}

fn causes(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.map(|cause| format!(": {cause}")).collect()
}
