//! The verify layer around a database in the process of the test, which can change the settings of
//! its connections.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::PublicOrigin;
use tower_oauth1::verify::VerifyLayer;

use crate::dance::problem;
use crate::database::Database;
use crate::example::provider::photos;

/// Returns a signed request, which no other request is a copy of.
pub(crate) fn signed() -> Request<Full<Bytes>> {
    let mut request = Request::get("http://h/resource").body("").unwrap();
    photos().sign_request(&mut request).unwrap();
    request.map(Full::from)
}

/// Sends a request. Returns the status and the problem, as in `401 nonce_used`.
pub(crate) async fn send(database: &Database, request: Request<Full<Bytes>>) -> String {
    let origin = PublicOrigin::fixed("http://h").unwrap();
    let layer = VerifyLayer::new(database.clone(), database.clone(), origin);
    let service = layer.layer(tower::service_fn(|_: Request<Full<Bytes>>| async {
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
    }));
    let response = service.oneshot(request).await.unwrap();
    let result = format!("{} {}", response.status().as_u16(), problem(&response));
    result.trim_end().to_owned()
}
