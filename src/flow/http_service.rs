//! The HTTP service that sends the requests of the authorization flow.

use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use crate::box_error::BoxError;

/// A tower service that sends HTTP requests with bodies of type `B`.
///
/// This trait is a short name for the following bounds. The service is a `Service<Request<B>,
/// Response = Response<RB>>`, where `RB` is an HTTP body. The errors of the service and of `RB`
/// convert into [`BoxError`].
///
/// Every such service implements this trait. You do not implement it yourself.
///
/// ```
/// # use http::{Request, Response};
/// use tower_oauth1::flow::HttpService;
///
/// fn is_http_service<B>(_: &impl HttpService<B>) {}
/// let http = tower::service_fn(|request: Request<String>| async {
///     Ok::<_, std::convert::Infallible>(Response::new(request.into_body()))
/// });
/// is_http_service::<String>(&http);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tower service for requests of the crate `http`",
    label = "this requires `{Self}: tower::Service<http::Request<{B}>>`, with an `http::Response` and with errors that convert into `BoxError`",
    note = "for a `reqwest::Client`, turn on the feature `reqwest` of tower-oauth1, and pass a `tower_oauth1::reqwest::ReqwestService`"
)]
pub trait HttpService<B>:
    Service<
        Request<B>,
        Response: HttpResponse<ResponseBody: Body<Error: Into<BoxError>>>,
        Error: Into<BoxError>,
    >
{
}

#[diagnostic::do_not_recommend]
impl<S, B> HttpService<B> for S
where
    S: Service<Request<B>> + ?Sized,
    S::Response: HttpResponse<ResponseBody: Body<Error: Into<BoxError>>>,
    S::Error: Into<BoxError>,
{
}

/// An [`http::Response`] with any body.
// The type of the body is an associated type of the response, not of `HttpService`. Otherwise the
// compiler would check the bounds on errors wherever a future of the flow must be `Send`. It cannot
// check them for boxed errors.
#[expect(unnameable_types, reason = "only `http::Response` implements it")]
pub trait HttpResponse {
    /// The type of the response body.
    type ResponseBody;

    /// Returns the response itself.
    fn into_response(self) -> Response<Self::ResponseBody>;
}

impl<RB> HttpResponse for Response<RB> {
    type ResponseBody = RB;

    fn into_response(self) -> Self {
        self
    }
}
