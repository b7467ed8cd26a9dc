//! Sends one request through a layer.

use bytes::Bytes;
use http::Request;
use http_body::Body;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::{BoxError, SignError};

use super::Recorder;

/// Sends a request through a layer, and returns what the inner service received. If the layer
/// returns an error, it must not have sent anything.
pub(crate) async fn send<L, B>(layer: L, request: Request<B>) -> Result<Request<Bytes>, BoxError>
where
    L: Layer<Recorder<B>, Service: Service<Request<B>, Error = BoxError>>,
    B: Body<Data: Send, Error: std::fmt::Debug> + Send + 'static,
{
    let recorder = Recorder::default();
    let response = layer.layer(recorder.clone()).oneshot(request).await;
    let mut received = recorder.take();
    if let Err(error) = response {
        assert!(received.is_empty(), "nothing is sent");
        return Err(error);
    }
    assert_eq!(received.len(), 1, "one request is sent");
    Ok(received.remove(0))
}

/// Sends a request that the layer refuses, and returns the error.
pub(crate) async fn refusal<L, B>(layer: L, request: Request<B>) -> SignError
where
    L: Layer<Recorder<B>, Service: Service<Request<B>, Error = BoxError>>,
    B: Body<Data: Send, Error: std::fmt::Debug> + Send + 'static,
{
    let error = send(layer, request).await.unwrap_err();
    let error = error.downcast::<SignError>();
    *error.expect("a `SignError`, not wrapped")
}
