//! The HTTP service that the dance sends its requests through.

use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use crate::box_error::BoxError;

/// A tower service that sends HTTP requests with bodies of type `B`. It stands for the bounds of a
/// `Service<Request<B>, Response = Response<RB>>` where `RB` is an HTTP body and all errors convert to
/// [`BoxError`]. Every such service implements it, and nothing else can.
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
pub trait HttpService<B>:
    Service<
        Request<B>,
        Response: HttpResponse<ResponseBody: Body<Error: Into<BoxError>>>,
        Error: Into<BoxError>,
    >
{
}

impl<S, B> HttpService<B> for S
where
    S: Service<Request<B>> + ?Sized,
    S::Response: HttpResponse<ResponseBody: Body<Error: Into<BoxError>>>,
    S::Error: Into<BoxError>,
{
}

/// An [`http::Response`], whatever its body.
// The body's type is found through the response and not through `HttpService`: the bounds on errors
// would otherwise be checked wherever a future of the dance has to be `Send`, and the compiler cannot
// do that for boxed errors.
#[expect(
    unnameable_types,
    reason = "nothing but `http::Response` implements it"
)]
pub trait HttpResponse {
    /// The body of the response.
    type ResponseBody;

    /// The response itself.
    fn into_response(self) -> Response<Self::ResponseBody>;
}

impl<RB> HttpResponse for Response<RB> {
    type ResponseBody = RB;

    fn into_response(self) -> Self {
        self
    }
}
