//! Settings for `oauth_body_hash` (draft-eaton-oauth-bodyhash-00).

use crate::protocol::BodyHashAlgorithm;

/// A policy that says which requests carry `oauth_body_hash`, and which hash algorithm is used
/// (draft-eaton-oauth-bodyhash-00). The hash of the body is signed with the other parameters.
///
/// Some services fail if they receive it (X). Other services require it (Mastercard, LTI outcomes).
/// See the documentation of the service. Default: [`never`](Self::never).
///
/// ```
/// use tower_oauth1::protocol::BodyHashAlgorithm;
/// use tower_oauth1::sign::BodyHashPolicy;
///
/// let policy = BodyHashPolicy::non_form().algorithm(BodyHashAlgorithm::Sha256);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[must_use]
pub struct BodyHashPolicy {
    pub(super) requests: HashedRequests,
    algorithm: Option<BodyHashAlgorithm>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum HashedRequests {
    #[default]
    None,
    NonForm,
    All,
}

impl BodyHashPolicy {
    /// Creates a policy in which no request carries a hash.
    pub const fn never() -> Self {
        Self::new(HashedRequests::None)
    }

    /// Creates a policy in which a request carries a hash unless its body is a form. A form needs
    /// no hash, because its parameters are signed.
    ///
    /// A request without a body carries the hash of no bytes, as the draft requires.
    pub const fn non_form() -> Self {
        Self::new(HashedRequests::NonForm)
    }

    /// Creates a policy in which every request carries a hash.
    ///
    /// The draft forbids the hash of a form. So the layer refuses a form with
    /// [`SignError::BodyHashOfForm`](crate::SignError::BodyHashOfForm).
    pub const fn always() -> Self {
        Self::new(HashedRequests::All)
    }

    const fn new(requests: HashedRequests) -> Self {
        Self {
            requests,
            algorithm: None,
        }
    }

    /// Sets the hash algorithm. Default: the algorithm for the signature method, see
    /// [`BodyHashAlgorithm::for_method`].
    pub const fn algorithm(mut self, algorithm: BodyHashAlgorithm) -> Self {
        self.algorithm = Some(algorithm);
        self
    }

    pub(super) fn algorithm_or(self, default: BodyHashAlgorithm) -> BodyHashAlgorithm {
        self.algorithm.unwrap_or(default)
    }
}

/// An `oauth_body_hash` that the caller computed, for a body that is a stream. Insert it into the
/// extensions of the request.
///
/// If the [`BodyHashPolicy`] of the layer requires a hash, the layer sends this one. If the layer
/// signs the request, it removes this value from the extensions.
///
/// If the request is a form, the layer refuses it with
/// [`SignError::BodyHashOfForm`](crate::SignError::BodyHashOfForm). With the policy
/// [`never`](BodyHashPolicy::never), the layer ignores this value.
///
/// The layer does not send this hash with a `GET` or `HEAD`. It hashes the body of such a request
/// instead. The reason is redirects: a redirect layer may turn a `POST` into a `GET`. The `GET`
/// keeps the extensions but not the body, so the hash would be wrong.
///
/// In the mode [`bodies_untouched`](super::OAuth1Layer::bodies_untouched), the layer cannot hash a
/// body. So it refuses a `GET` or `HEAD` that has this value with
/// [`SignError::BodyHashOfStream`](crate::SignError::BodyHashOfStream), unless its `Content-Length`
/// is 0.
///
/// ```
/// use tower_oauth1::protocol::BodyHashAlgorithm;
/// use tower_oauth1::sign::PrecomputedBodyHash;
///
/// let mut request = http::Request::post("https://api.example.com/files").body(())?;
/// let hash = BodyHashAlgorithm::Sha1.hash(b"content of the file");
/// request.extensions_mut().insert(PrecomputedBodyHash::new(hash));
/// # Ok::<_, http::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrecomputedBodyHash(String);

impl PrecomputedBodyHash {
    /// Creates the value from a hash in base64 with padding. [`BodyHashAlgorithm::hash`] returns
    /// this format.
    pub fn new(base64: impl Into<String>) -> Self {
        Self(base64.into())
    }

    pub(super) fn into_base64(self) -> String {
        self.0
    }
}
