//! What the layer requires of the service inside it.

use http::{Request, Response};
use tower_service::Service;

use crate::box_error::BoxError;

/// A tower service that sends HTTP requests with bodies of type `B`, inside
/// [`OAuth1Service`](super::OAuth1Service).
///
/// This trait is a short name for a `Service<Request<B>, Response = Response<RB>>` with any body
/// `RB`, and with errors that convert into [`BoxError`]. Every such service implements this
/// trait. You do not implement it yourself.
///
/// ```
/// # use http::{Request, Response};
/// use tower_oauth1::sign::InnerService;
///
/// fn is_inner_service<B>(_: &impl InnerService<B>) {}
/// let http = tower::service_fn(|_: Request<String>| async {
///     Ok::<_, std::convert::Infallible>(Response::new(()))
/// });
/// is_inner_service::<String>(&http);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tower service for requests of the crate `http`",
    label = "this requires `{Self}: tower::Service<http::Request<{B}>>`, with an `http::Response` and with errors that convert into `BoxError`",
    note = "for a `reqwest::Client`, turn on the feature `reqwest` of tower-oauth1; for requests of the crate `http`, also use a `tower_oauth1::reqwest::ReqwestService`"
)]
pub trait InnerService<B>:
    Service<Request<B>, Response = Response<Self::ResponseBody>, Error: Into<BoxError>>
{
    /// The type of the response body.
    type ResponseBody;
}

// The compiler reports the bound on this trait, with its advice, and not the bounds below.
#[diagnostic::do_not_recommend]
impl<S, B, RB> InnerService<B> for S
where
    S: Service<Request<B>, Response = Response<RB>>,
    S::Error: Into<BoxError>,
{
    type ResponseBody = RB;
}
