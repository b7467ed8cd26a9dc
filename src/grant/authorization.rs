//! The decision of the resource owner (RFC 5849 section 2.2).

use super::approval::Approval;
use super::error::GrantError;
use super::grants::Grants;
use super::logged::logged;
use super::pending::PendingGrant;
use super::redirect::AuthorizationRedirect;
use super::store::GrantStore;
use crate::verify::CredentialStore;

impl<C: CredentialStore, G: GrantStore> Grants<C, G> {
    /// Returns the grant that the consent page asks the resource owner about (section 2.2).
    ///
    /// `temporary` is the `oauth_token` in the query of the browser's request.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Temporary`] if these temporary credentials are unknown or expired, or if the
    ///   resource owner has already decided, or
    /// - [`GrantError::Store`] if the grant store fails.
    pub async fn pending(&self, temporary: &str) -> Result<PendingGrant, GrantError> {
        logged(None, self.undecided(temporary).await)
    }

    async fn undecided(&self, temporary: &str) -> Result<PendingGrant, GrantError> {
        let pending = self.find(temporary).await?;
        let undecided = pending.filter(|pending| pending.approval().is_none());
        undecided.ok_or(GrantError::Temporary)
    }

    /// Records that the resource owner approves the request (section 2.2). This works only once.
    ///
    /// `temporary` is the identifier of the temporary credentials. `resource_owner` is the name or
    /// number that the server uses for the user who is logged in.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Temporary`] if these temporary credentials are unknown or expired, or if the
    ///   resource owner has already decided,
    /// - [`GrantError::VerifierPolicy`] if the function of the
    ///   [`verifier_policy`](Self::verifier_policy) does not return a usable verifier,
    /// - [`GrantError::Random`] if the operating system does not provide random bytes, or
    /// - [`GrantError::Store`] if the grant store fails.
    pub async fn approve(
        &self,
        temporary: &str,
        resource_owner: &str,
    ) -> Result<AuthorizationRedirect, GrantError> {
        logged(None, self.record_approval(temporary, resource_owner).await)
    }

    async fn record_approval(
        &self,
        temporary: &str,
        resource_owner: &str,
    ) -> Result<AuthorizationRedirect, GrantError> {
        let pending = self.undecided(temporary).await?;
        let approval = Approval::new(resource_owner, self.verifier_policy.verifier(&pending)?);
        let redirect = AuthorizationRedirect::approved(&pending, approval.verifier());
        match self.store.approve(temporary, approval).await {
            Ok(true) => Ok(redirect),
            Ok(false) => Err(GrantError::Temporary),
            Err(error) => Err(GrantError::store(error)),
        }
    }

    /// Records that the resource owner refuses the request (section 2.2).
    ///
    /// The temporary credentials are removed from the store and are no longer valid. `temporary` is
    /// their identifier.
    ///
    /// # Errors
    ///
    /// Returns
    ///
    /// - [`GrantError::Temporary`] if these temporary credentials are unknown or expired, or if the
    ///   resource owner has already decided, or
    /// - [`GrantError::Store`] if the grant store fails.
    pub async fn refuse(&self, temporary: &str) -> Result<AuthorizationRedirect, GrantError> {
        logged(None, self.record_refusal(temporary).await)
    }

    async fn record_refusal(&self, temporary: &str) -> Result<AuthorizationRedirect, GrantError> {
        let pending = self.undecided(temporary).await?;
        match self.store.remove(temporary).await {
            Ok(true) => Ok(AuthorizationRedirect::refused(&pending)),
            Ok(false) => Err(GrantError::Temporary),
            Err(error) => Err(GrantError::store(error)),
        }
    }
}
