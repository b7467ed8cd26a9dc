//! Which requests carry `oauth_body_hash` (draft-eaton-oauth-bodyhash-00), and who makes it.

/// Which requests carry `oauth_body_hash`, a hash of the body that is signed with the rest
/// (draft-eaton-oauth-bodyhash-00).
///
/// Some services break with it (X), others do without it (Mastercard, LTI outcomes), so the service
/// says which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashedBodies {
    /// None.
    #[default]
    Never,
    /// All but forms, whose parameters are signed themselves. A request without a body carries the
    /// hash of no bytes, as the draft says.
    NonForm,
    /// All. A form is refused as [`SignError::BodyHashOfForm`](crate::SignError::BodyHashOfForm): the draft forbids to send one with a
    /// hash.
    Always,
}

/// Stands in the extensions of a request whose `oauth_body_hash` the caller made, because the body is
/// a stream. It counts where the layer sends one, and goes no further than the layer that signs.
///
/// It does not count for `GET` and `HEAD`, which a redirect follower makes of a `POST`, with the
/// extensions of the `POST` and without its body; a layer made by
/// [`header_only`](super::OAuth1Layer::header_only), which cannot see whether there is one, refuses them.
/// A form is not sent with one:
/// [`SignError::BodyHashOfForm`](crate::SignError::BodyHashOfForm).
///
/// ```
/// use tower_oauth1::protocol::BodyHash;
/// use tower_oauth1::sign::GivenBodyHash;
///
/// let mut request = http::Request::post("https://api.example.com/files").body(())?;
/// let hash = BodyHash::Sha1.of(b"what the file holds");
/// request.extensions_mut().insert(GivenBodyHash(hash));
/// # Ok::<_, http::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenBodyHash(
    /// The hash in base64 with padding.
    pub String,
);
