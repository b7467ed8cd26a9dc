//! The settings of a layer that help to find out why a service refuses a request.

use std::sync::Arc;

use http::Response;

use super::layer::OAuth1Layer;

impl<M> OAuth1Layer<M> {
    /// Inserts an [`Explanation`](crate::Explanation) of the request into the extensions of every
    /// response that refuses a signed request: 400, 401 and 403. Default: off.
    ///
    /// If there is no explanation, look for [`OutOfScope`](super::OutOfScope) first: the request
    /// was sent unsigned. The layer inserts this marker even if this setting is off.
    ///
    /// Compare the explanation with what the server reports. It holds the parameters of the
    /// request, including secrets in a form. `Display` and `Debug` hide the values of parameters
    /// whose names sound like secrets.
    ///
    /// The layer explains each request before it sends it, which costs more than the signature. Use
    /// this to find out why a service refuses requests, not permanently.
    ///
    /// A server may refuse a large upload before it has read all of it, and close the connection.
    /// Then the response may be lost, and the explanation with it: the inner service returns the
    /// error of the closed connection. Try the request with a small body.
    ///
    /// ```
    /// # use http::{Request, Response, StatusCode};
    /// # use tower::{ServiceBuilder, ServiceExt};
    /// use tower_oauth1::Explanation;
    /// use tower_oauth1::sign::OutOfScope;
    /// # use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tower::BoxError> {
    /// # let http = tower::service_fn(|_: Request<http_body_util::Full<bytes::Bytes>>| async {
    /// #     let mut response = Response::new(());
    /// #     *response.status_mut() = StatusCode::UNAUTHORIZED;
    /// #     Ok::<_, std::convert::Infallible>(response)
    /// # });
    /// # let layer = OAuth1Layer::new(
    /// #     Signer::new(ClientCredentials::new("id", "secret")),
    /// #     Scope::origin("https://api.example.com")?,
    /// # );
    /// let api = ServiceBuilder::new().layer(layer.explain_refusals()).service(http);
    /// let request = Request::get("https://api.example.com/photos").body(Default::default())?;
    /// let response = api.oneshot(request).await?;
    /// if let Some(unsigned) = response.extensions().get::<OutOfScope>() {
    ///     eprintln!("{}: {unsigned}", response.status());
    /// } else if let Some(explanation) = response.extensions().get::<Explanation>() {
    ///     eprintln!("{}:\n{explanation}", response.status());
    /// }
    /// # assert!(response.extensions().get::<Explanation>().is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn explain_refusals(mut self) -> Self {
        self.config().refusals.get_or_insert_default();
        self
    }

    /// Like [`explain_refusals`](Self::explain_refusals), and also explains the requests whose
    /// response `is_refusal` returns `true` for. Use it for services that refuse with another
    /// status. `is_refusal` gets the head of each response to a signed request.
    ///
    /// Some services, such as BrickLink, FatSecret and Flickr, say only in the body that they
    /// refuse a request. Return `true` for each of their responses, and use the explanation if the
    /// body is a refusal.
    ///
    /// ```
    /// # use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
    /// # let signer = Signer::new(ClientCredentials::new("id", "secret"));
    /// // MediaWiki refuses API requests with 200 and a header.
    /// let layer = OAuth1Layer::new(signer, Scope::origin("https://meta.wikimedia.org")?)
    ///     .explain_refusals_where(|head| head.headers().contains_key("mediawiki-api-error"));
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    pub fn explain_refusals_where(
        mut self,
        is_refusal: impl Fn(&Response<()>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.config().refusals.get_or_insert_default().others = Some(Arc::new(is_refusal));
        self
    }
}
