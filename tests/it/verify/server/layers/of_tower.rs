//! The layers of tower. Many of them box the error of the service.

use std::convert::Infallible;
use std::future::ready;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response};
use tower::buffer::BufferLayer;
use tower::filter::{AsyncFilterLayer, FilterLayer};
use tower::layer::layer_fn;
use tower::limit::{ConcurrencyLimitLayer, GlobalConcurrencyLimitLayer, RateLimitLayer};
use tower::load_shed::LoadShedLayer;
use tower::retry::{Policy, RetryLayer};
use tower::spawn_ready::SpawnReadyLayer;
use tower::steer::Steer;
use tower::timeout::TimeoutLayer;
use tower::util::{
    AndThenLayer, BoxCloneServiceLayer, BoxCloneSyncServiceLayer, BoxLayer, MapErrLayer,
    MapFutureLayer, MapRequestLayer, MapResponseLayer, MapResultLayer, ThenLayer, option_layer,
};
use tower::{BoxError, ServiceBuilder, ServiceExt};

use super::{Echo, Sent, check, inside, outside, verify};

const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn timeout_and_limits() {
    inside!(TimeoutLayer::new(LONG));
    outside!(TimeoutLayer::new(LONG));
    inside!(ConcurrencyLimitLayer::new(2));
    outside!(ConcurrencyLimitLayer::new(2));
    inside!(GlobalConcurrencyLimitLayer::new(2));
    outside!(GlobalConcurrencyLimitLayer::new(2));
    inside!(LoadShedLayer::new());
    outside!(LoadShedLayer::new());
    outside!(RateLimitLayer::new(9, LONG));
    // The server layer clones what is inside, and a rate limit is not `Clone`.
    inside!(
        ServiceBuilder::new()
            .buffer::<Request<Body>>(2)
            .rate_limit(9, LONG)
            .into_inner()
    );
}

#[tokio::test]
async fn buffers() {
    inside!(BufferLayer::<Request<Body>>::new(2));
    outside!(BufferLayer::<Request<Body>>::new(2));
    inside!(
        ServiceBuilder::new()
            .buffer::<Request<Body>>(2)
            .layer(SpawnReadyLayer::new())
            .into_inner()
    );
    outside!(SpawnReadyLayer::new());
}

/// A policy that never tries again. The body of axum cannot be cloned.
#[derive(Clone)]
struct Once;

impl<R, E> Policy<Request<Body>, R, E> for Once {
    type Future = std::future::Ready<()>;

    fn retry(&mut self, _: &mut Request<Body>, _: &mut Result<R, E>) -> Option<Self::Future> {
        None
    }

    fn clone_request(&mut self, _: &Request<Body>) -> Option<Request<Body>> {
        None
    }
}

#[tokio::test]
async fn retry() {
    inside!(RetryLayer::new(Once));
    outside!(RetryLayer::new(Once));
}

#[tokio::test]
async fn filters() {
    let pass = |request: Request<Body>| Ok::<_, BoxError>(request);
    inside!(FilterLayer::new(pass));
    outside!(FilterLayer::new(pass));
    let wait = |request: Request<Body>| ready(Ok::<_, BoxError>(request));
    inside!(AsyncFilterLayer::new(wait));
    outside!(AsyncFilterLayer::new(wait));
}

#[tokio::test]
async fn functions() {
    inside!(MapRequestLayer::new(|request: Request<Body>| request));
    outside!(MapRequestLayer::new(|request: Request<Body>| request));
    inside!(MapResponseLayer::new(|response: Response<Body>| response));
    outside!(MapResponseLayer::new(|response: Sent| response));
    inside!(MapErrLayer::new(BoxError::from));
    outside!(MapErrLayer::new(BoxError::from));
    inside!(MapResultLayer::new(|result: Result<Response<Body>, _>| {
        result.map_err(BoxError::from)
    }));
    outside!(MapResultLayer::new(|result: Result<Sent, _>| {
        result.map_err(BoxError::from)
    }));
    inside!(MapFutureLayer::new(|future| future));
    outside!(MapFutureLayer::new(|future| future));
    let then = |result: Result<Response<Body>, _>| async { result.map_err(BoxError::from) };
    inside!(ThenLayer::new(then));
    let then = |result: Result<Sent, _>| async { result.map_err(BoxError::from) };
    outside!(ThenLayer::new(then));
    inside!(AndThenLayer::new(|response: Response<Body>| ready(Ok::<
        _,
        Infallible,
    >(
        response
    ))));
    outside!(AndThenLayer::new(|response: Sent| ready(
        Ok::<_, Infallible>(response)
    )));
}

#[tokio::test]
async fn boxed_and_optional() {
    inside!(option_layer(Some(ConcurrencyLimitLayer::new(2))));
    outside!(option_layer(None::<ConcurrencyLimitLayer>));
    // The layer itself is optional: both sides have one type if the response is mapped back.
    let mapped = || {
        let unify = MapResponseLayer::new(|response: Sent| response.map(Body::new));
        ServiceBuilder::new().layer(unify).layer(verify())
    };
    check(|| {
        let stack = ServiceBuilder::new().option_layer(Some(mapped().into_inner()));
        stack.service(Echo)
    })
    .await;
    check(|| {
        let stack = ServiceBuilder::new().layer(BoxCloneSyncServiceLayer::new(verify()));
        stack.service(Echo)
    })
    .await;
    check(|| {
        let stack = ServiceBuilder::new().layer(BoxCloneServiceLayer::new(verify()));
        stack.service(Echo)
    })
    .await;
    check(|| {
        let stack = ServiceBuilder::new().layer(BoxLayer::new(verify()));
        stack.service(Echo)
    })
    .await;
    inside!(BoxCloneServiceLayer::new(ConcurrencyLimitLayer::new(2)));
    outside!(BoxCloneServiceLayer::new(ConcurrencyLimitLayer::new(2)));
    inside!(BoxCloneSyncServiceLayer::new(ConcurrencyLimitLayer::new(2)));
    outside!(BoxCloneSyncServiceLayer::new(ConcurrencyLimitLayer::new(2)));
    outside!(BoxLayer::new(ConcurrencyLimitLayer::new(2)));
    check(|| ServiceBuilder::new().layer(verify()).service(Echo).boxed()).await;
    check(|| {
        ServiceBuilder::new()
            .layer(verify())
            .service(Echo)
            .boxed_clone()
    })
    .await;
    inside!(layer_fn(|inner| inner));
    outside!(layer_fn(|inner| inner));
}

#[tokio::test]
async fn steer() {
    check(|| {
        let protected = || {
            ServiceBuilder::new()
                .layer(verify())
                .service(Echo)
                .boxed_clone()
        };
        let pick = |_: &Request<Body>, _: &[_]| 1;
        Steer::new([protected(), protected()], pick)
    })
    .await;
}
