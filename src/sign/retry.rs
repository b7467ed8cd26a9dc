//! A retry policy for clients whose clock is wrong.

use std::future::{Ready, ready};

use http::{Request, Response};
use tower::retry::Policy;

use super::clock_skew::ClockSkew;

/// A policy that sends a request once more if the layer learned the clock skew from the response:
/// see [`OAuth1Layer::correct_clock_skew`](super::OAuth1Layer::correct_clock_skew).
///
/// Put it outside `OAuth1Layer`, like every retry layer. The second attempt then gets a new
/// signature.
///
/// The request body must implement `Clone`, as `Full<Bytes>` does. The bodies of reqwest and axum
/// do not. For such bodies, write your own policy. It must build the request again if
/// [`ClockSkew::applied`] is `true`.
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
    /// Creates a policy that retries each request at most once.
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
