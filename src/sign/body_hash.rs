//! Which requests carry `oauth_body_hash` (draft-eaton-oauth-bodyhash-00), and who computes it.

use crate::protocol::BodyHashAlgorithm;

/// Which requests carry `oauth_body_hash`, a hash of the body that is signed with the rest
/// (draft-eaton-oauth-bodyhash-00), and which algorithm makes it.
///
/// Some services break when they get one (X), others require it (Mastercard, LTI outcomes). The
/// service's documentation says which. Default: [`never`](Self::never).
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
    /// No request carries a hash.
    pub const fn never() -> Self {
        Self::new(HashedRequests::None)
    }

    /// Every request carries a hash unless its body is a form. The parameters of a form are signed
    /// themselves. A request without a body carries the hash of no bytes, as the draft says.
    pub const fn non_form() -> Self {
        Self::new(HashedRequests::NonForm)
    }

    /// Every request carries a hash. A form is refused with
    /// [`SignError::BodyHashOfForm`](crate::SignError::BodyHashOfForm), because the draft forbids a hash
    /// of a form.
    pub const fn always() -> Self {
        Self::new(HashedRequests::All)
    }

    const fn new(requests: HashedRequests) -> Self {
        Self {
            requests,
            algorithm: None,
        }
    }

    /// Sets the hash algorithm. Default: the one that belongs to the signature method, see
    /// [`BodyHashAlgorithm::for_method`].
    pub const fn algorithm(mut self, algorithm: BodyHashAlgorithm) -> Self {
        self.algorithm = Some(algorithm);
        self
    }

    pub(super) fn algorithm_or(self, default: BodyHashAlgorithm) -> BodyHashAlgorithm {
        self.algorithm.unwrap_or(default)
    }
}

/// An `oauth_body_hash` that the caller computed, because the body is a stream. Insert it into the
/// extensions of the request. The layer sends it if its [`BodyHashPolicy`] asks for a hash, and removes
/// it from the extensions.
///
/// The layer ignores it for `GET` and `HEAD`. A redirect layer turns a `POST` into such a request and
/// keeps the extensions but not the body. A layer in the mode
/// [`bodies_untouched`](super::OAuth1Layer::bodies_untouched) cannot see whether there is a body, so it
/// refuses them. A form with a hash is refused with
/// [`SignError::BodyHashOfForm`](crate::SignError::BodyHashOfForm).
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
    /// Creates it from the hash in base64 with padding, as [`BodyHashAlgorithm::hash`] returns it.
    pub fn new(base64: impl Into<String>) -> Self {
        Self(base64.into())
    }

    pub(super) fn into_base64(self) -> String {
        self.0
    }
}
