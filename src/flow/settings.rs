//! The settings of an authorization flow, shared by all its requests.

use super::endpoints::Endpoints;
use super::step::FlowStep;
use crate::credentials::secret::Secret;
use crate::protocol::{Signer, Transmission};

/// The settings of an [`AuthorizationFlow`](super::AuthorizationFlow).
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) signer: Signer,
    pub(super) endpoints: Endpoints,
    pub(super) transmission: Transmission,
    /// The extra parameters of the caller: step, name and value. A value may be a secret, so it is
    /// stored as one.
    pub(super) parameters: Vec<(FlowStep, String, Secret)>,
}
