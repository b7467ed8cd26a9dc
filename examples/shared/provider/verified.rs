//! The response to a request for a resource: the verified parts of the request.

use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower_oauth1::verify::Authenticated;

/// Returns the client, the token, the method, the URI, the parameters and the length of the body.
///
/// The URI has no query, because the parameters already contain it.
pub(crate) async fn show(request: Request) -> Response {
    let Some(caller) = request.extensions().get::<Authenticated>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let method = request.method().as_str().to_owned();
    // Count the bytes of the body without storing them.
    let (mut body, mut body_length) = (request.into_body(), 0);
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => body_length += frame.data_ref().map_or(0, |data| data.len()),
            Err(_) => return StatusCode::BAD_REQUEST.into_response(),
        }
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let parameters: Vec<Value> = caller
        .parameters()
        .map(|parameter| {
            let (name, value) = (parameter.name(), parameter.value());
            let place = parameter.source().to_string();
            json!({"name": text(&name), "value": text(&value), "place": place})
        })
        .collect();
    Json(json!({
        "method": method,
        "uri": caller.uri(),
        "client": caller.client_identifier(),
        "token": caller.token_identifier(),
        "signature_method": caller.signature_method().name(),
        "timestamp": caller.timestamp(),
        "nonce": caller.nonce(),
        "parameters": parameters,
        "body_length": body_length,
        "body_is_signed": caller.body_is_signed(),
    }))
    .into_response()
}
