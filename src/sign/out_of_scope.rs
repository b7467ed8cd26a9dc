//! The reason why a request was sent unsigned.

use std::cmp::Reverse;
use std::fmt;

#[cfg(feature = "reqwest")]
use http::Uri;

use super::scope::Scope;
#[cfg(feature = "reqwest")]
use crate::protocol::SignError;
use crate::uri::origin::Origin;

/// A marker for the response to a request that was sent *unsigned*, because its URI is out of
/// scope. The layer inserts it into the extensions of the response, whatever the status is.
///
/// If a service refuses a request, look for this marker first. A service may also respond with
/// success, as to an anonymous request.
///
/// ```
/// use http::{Request, Response};
/// use tower::{ServiceBuilder, ServiceExt};
/// use tower_oauth1::sign::{OutOfScope, ScopeDifference};
/// # use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tower::BoxError> {
/// # let http = tower::service_fn(|_: Request<String>| async {
/// #     Ok::<_, std::convert::Infallible>(Response::new(()))
/// # });
/// # let signer = Signer::new(ClientCredentials::new("id", "secret"));
/// let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?);
/// let api = ServiceBuilder::new().layer(layer.bodies_untouched()).service(http);
/// let request = Request::get("http://api.example.com/photos").body(String::new())?;
/// let response = api.oneshot(request).await?;
/// let unsigned = response.extensions().get::<OutOfScope>().unwrap();
/// assert_eq!(unsigned.difference(), ScopeDifference::Scheme);
/// eprintln!("{unsigned}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct OutOfScope {
    origin: Origin,
    scope: Scope,
}

/// The part of an origin that differs from the nearest origin of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScopeDifference {
    /// The host. A subdomain is another host.
    Host,
    /// The scheme, `http` or `https`. The host is the same.
    Scheme,
    /// The port. The scheme and the host are the same.
    Port,
}

impl OutOfScope {
    pub(super) fn new(origin: Origin, scope: Scope) -> Self {
        Self { origin, scope }
    }

    /// Creates the reason for a request to an absolute URI.
    #[cfg(feature = "reqwest")]
    pub(crate) fn for_uri(uri: &str, scope: &Scope) -> Result<Self, SignError> {
        let uri: Uri = uri.parse().unwrap_or_default();
        let origin = Origin::try_from(&uri).map_err(SignError::from_origin)?;
        Ok(Self::new(origin, scope.clone()))
    }

    /// Returns the origin that the request was sent to.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the scope that does not contain the origin.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Returns the origin of the scope that is most like the origin of the request.
    pub fn nearest(&self) -> &Origin {
        let nearest = self.scope.as_origins().iter().min_by_key(|allowed| {
            let same = common_labels(self.origin.host(), allowed.host());
            let labels = allowed.host().split('.').count();
            let scheme = allowed.scheme() != self.origin.scheme();
            let port = allowed.port() != self.origin.port();
            (Reverse(same), labels, scheme, port)
        });
        // Only a scope with origins refuses a request.
        nearest.unwrap_or(&self.origin)
    }

    /// Returns which part of the origin differs from the [`nearest`](Self::nearest) origin. If
    /// several parts differ, the first in the order of [`ScopeDifference`] is returned.
    pub fn difference(&self) -> ScopeDifference {
        let nearest = self.nearest();
        if nearest.host() != self.origin.host() {
            ScopeDifference::Host
        } else if nearest.scheme() != self.origin.scheme() {
            ScopeDifference::Scheme
        } else {
            ScopeDifference::Port
        }
    }
}

/// Returns the number of labels that two hosts have in common at their ends.
fn common_labels(one: &str, other: &str) -> usize {
    let pairs = one.rsplit('.').zip(other.rsplit('.'));
    pairs.take_while(|(left, right)| left == right).count()
}

impl fmt::Display for ScopeDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "the host differs",
            Self::Scheme => "the scheme differs",
            Self::Port => "the port differs",
        })
    }
}

impl fmt::Display for OutOfScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, .. } = self;
        let (nearest, difference) = (self.nearest(), self.difference());
        write!(
            f,
            "the request is not signed: {origin} is out of scope; the nearest origin of the \
             scope is {nearest}: {difference}; "
        )?;
        if difference == ScopeDifference::Scheme && nearest.scheme() == "https" {
            return f.write_str("use `https` in the URI of the request");
        }
        f.write_str(
            "correct the URI, or add this origin to the `Scope` if it may receive the credentials",
        )
    }
}
