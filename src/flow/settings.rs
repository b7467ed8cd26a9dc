//! What a flow is told once, for all its requests.

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
    /// The caller's further parameters, whose values nobody knows to be no secrets.
    pub(super) parameters: Vec<(FlowStep, String, Secret)>,
}
