//! One request through a layer.

use bytes::Bytes;
use http::Request;
use http_body::Body;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::{BoxError, SignError};

use super::Recorder;

/// Sends a request through a layer and returns what the inner service received. A layer that fails must
/// have sent nothing.
pub(crate) async fn send<L, B>(layer: L, request: Request<B>) -> Result<Request<Bytes>, BoxError>
where
    L: Layer<Recorder<B>, Service: Service<Request<B>, Error = BoxError>>,
    B: Body<Data: Send, Error: std::fmt::Debug> + Send + 'static,
{
    let recorder = Recorder::default();
    let answered = layer.layer(recorder.clone()).oneshot(request).await;
    let mut received = recorder.take();
    if let Err(error) = answered {
        assert!(received.is_empty(), "nothing is sent");
        return Err(error);
    }
    assert_eq!(received.len(), 1, "one request is sent");
    Ok(received.remove(0))
}

/// Sends a request through a layer that refuses it, and returns why.
pub(crate) async fn refusal<L, B>(layer: L, request: Request<B>) -> SignError
where
    L: Layer<Recorder<B>, Service: Service<Request<B>, Error = BoxError>>,
    B: Body<Data: Send, Error: std::fmt::Debug> + Send + 'static,
{
    let error = send(layer, request).await.unwrap_err();
    let error = error.downcast::<SignError>();
    *error.expect("a `SignError`, not wrapped")
}
