//! The approval of a resource owner (RFC 5849 section 2.2).

use std::fmt;

use crate::credentials::secret::Secret;

/// The approval of a resource owner, and its verifier (section 2.2).
///
/// The verifier shows that the resource owner who approved the request is the user of the client.
/// `Debug` leaves the verifier out.
#[derive(Clone)]
pub struct Approval {
    resource_owner: String,
    verifier: Secret,
}

impl Approval {
    /// Creates an approval. A store uses this when it reads an approval from its database.
    pub fn new(resource_owner: impl Into<String>, verifier: impl Into<String>) -> Self {
        Self {
            resource_owner: resource_owner.into(),
            verifier: Secret::new(verifier),
        }
    }

    /// Returns the resource owner, as passed to [`Grants::approve`](super::Grants::approve).
    pub fn resource_owner(&self) -> &str {
        &self.resource_owner
    }

    /// Returns the verifier, unencrypted, for a store that writes it to its database.
    ///
    /// Do not compare it yourself. [`Grants`](super::Grants) compares it in constant time.
    pub fn verifier(&self) -> &str {
        self.verifier.expose()
    }
}

impl fmt::Debug for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Approval")
            .field("resource_owner", &self.resource_owner)
            .finish_non_exhaustive()
    }
}
