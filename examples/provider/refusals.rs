//! One line on standard error for each refused request.
//!
//! This middleware is outside the verify layers. So it sees the request as the client sent it.

use std::error::Error;
use std::io::Write;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::uri::Scheme;
use tower_oauth1::{Explanation, PublicOrigin, VerifyError};

pub(crate) async fn log(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    if let Some(error) = response.extensions().get::<VerifyError>() {
        let status = response.status().as_u16();
        let (method, path) = (&parts.method, parts.uri.path());
        let client = claimed_client(&parts).map_or(String::new(), |name| format!(", {name:?}"));
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        let causes: String = causes.map(|cause| format!(": {cause}")).collect();
        let line = format!("refused: {status} {method} {path}{client}: {error}{causes}\n");
        // Write the whole line at once, so that the lines of several providers do not mix. If
        // nobody reads standard error, there is nothing to do.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    response
}

/// Returns the client that the header or the query names. It is not verified.
fn claimed_client(parts: &Parts) -> Option<String> {
    let origin = PublicOrigin::as_received(Scheme::HTTP);
    let origin = origin.from_parts(parts).ok()?;
    // The layer has read the form, so the parameters in it are not known here.
    let explanation = Explanation::from_parts_at(&origin, parts, Some(b"")).ok()?;
    let mut parameters = explanation.parameters();
    let client = parameters.find(|parameter| *parameter.name() == *b"oauth_consumer_key")?;
    Some(String::from_utf8_lossy(&client.value()).into_owned())
}
