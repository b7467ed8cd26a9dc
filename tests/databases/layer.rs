//! The verify layer around a database in the process of the test, which can change the settings of
//! its connections.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;

use crate::database::Database;
use crate::fail_over::send_to;

/// Sends a request. Returns the status and the problem, as in `401 nonce_used`.
pub(crate) async fn send(database: &Database, request: Request<Full<Bytes>>) -> String {
    send_to(database.clone(), database.clone(), &request).await
}
