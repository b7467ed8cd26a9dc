//! Reads the body of a response as text.

use http::Response;
use http_body::Body;
use http_body_util::BodyExt;

/// Returns the response with its whole body as text.
pub(crate) async fn as_text<B>(response: Response<B>) -> Response<String>
where
    B: Body<Error: std::fmt::Debug>,
{
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Response::from_parts(head, String::from_utf8(bytes.to_vec()).unwrap())
}
