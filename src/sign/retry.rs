//! A retry policy for the first request of a machine whose clock is wrong.

use std::future::{Ready, ready};

use http::{Request, Response};
use tower::retry::Policy;

use super::clock_skew::ClockSkew;

/// Retries once where the layer learnt from the answer how far the server's clock is away
/// ([`OAuth1Layer::correct_clock_skew`](super::OAuth1Layer::correct_clock_skew)). It stands above the
/// layer, as every retry does, so that the second attempt is signed anew.
///
/// The request's body must be `Clone`, as `Full<Bytes>` is. For bodies that are not, reqwest's and axum's
/// for two, write a policy that makes the request anew where it finds [`ClockSkew::applied`].
///
/// ```
/// use std::time::Duration;
/// use tower::ServiceBuilder;
/// use tower_oauth1::sign::{ClockSkewPolicy, RetryOnClockSkew};
/// use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
///
/// let signer = Signer::new(ClientCredentials::new("id", "secret"));
/// let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?)
///     .correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(24 * 3600)));
/// let stack = ServiceBuilder::new().retry(RetryOnClockSkew::new()).layer(layer);
/// # Ok::<_, tower_oauth1::OriginError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RetryOnClockSkew {
    retry: bool,
}

impl RetryOnClockSkew {
    /// A policy that retries each request once.
    pub fn new() -> Self {
        Self { retry: true }
    }
}

impl Default for RetryOnClockSkew {
    fn default() -> Self {
        Self::new()
    }
}

impl<B: Clone, RB, E> Policy<Request<B>, Response<RB>, E> for RetryOnClockSkew {
    type Future = Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<B>,
        result: &mut Result<Response<RB>, E>,
    ) -> Option<Ready<()>> {
        let skew = result.as_ref().ok()?.extensions().get::<ClockSkew>()?;
        let again = skew.applied && std::mem::take(&mut self.retry);
        again.then(|| ready(()))
    }

    fn clone_request(&mut self, request: &Request<B>) -> Option<Request<B>> {
        Some(request.clone())
    }
}
