//! The settings of a layer and its services.

use std::sync::Arc;

use http::{Request, Uri};

use super::body_hash::BodyHashPolicy;
use super::clock_skew::Skew;
use super::credentials::{Choice, Credentials, RequestCredentials, SkipSigning};
use super::placement::Placement;
use super::refusals::Refusals;
use super::unsigned::Unsigned;
use crate::protocol::{BaseStringUri, RequestHead, SignError, is_oauth};
use crate::uri::error::OriginError;
use crate::uri::origin::{Origin, http_scheme};

/// The settings of a layer. Its services share them.
#[derive(Clone, Debug)]
pub(super) struct Config {
    pub(super) credentials: Credentials,
    pub(super) body_limit: usize,
    pub(super) skip_other_authorization: bool,
    /// The origin under which the server receives the requests. `None` if the URI and the `Host`
    /// header say it.
    pub(super) public_origin: Option<Origin>,
    pub(super) path_as_is: bool,
    pub(super) placement: Placement,
    pub(super) body_hash_policy: BodyHashPolicy,
    pub(super) skew: Option<Arc<Skew>>,
    /// The responses that get an explanation of the request.
    pub(super) refusals: Option<Refusals>,
}

impl Config {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            body_limit: 1 << 20,
            skip_other_authorization: false,
            public_origin: None,
            path_as_is: false,
            placement: Placement::default(),
            body_hash_policy: BodyHashPolicy::never(),
            skew: None,
            refusals: None,
        }
    }

    /// Returns the settings for a request that a caller signs with a signer, without a layer.
    pub(super) fn for_signer() -> Self {
        Self::new(Credentials::PerRequest)
    }

    /// Returns the signer for a request, or that the request passes unsigned.
    ///
    /// `carried` is the credentials that were removed from the extensions of the request.
    pub(super) fn signer<'a, B>(
        &'a self,
        request: &Request<B>,
        carried: Option<&'a RequestCredentials>,
    ) -> Result<Choice<'a>, SignError> {
        if request.extensions().get::<SkipSigning>().is_some() {
            return Ok(Choice::Pass(Unsigned::Skipped));
        }
        let name = &self.placement.header;
        let are_ours = || request.headers().get_all(name).iter().all(is_oauth);
        if self.skip_other_authorization && !are_ours() {
            return Ok(Choice::Pass(Unsigned::OtherAuthorization));
        }
        let Some(credentials) = self.credentials.for_request(carried)? else {
            return Ok(Choice::Pass(Unsigned::NoCredentials));
        };
        credentials.signer(request.uri(), self.public_origin.as_ref())
    }

    pub(super) fn base_string_uri<'a>(
        &'a self,
        head: RequestHead<'a>,
    ) -> Result<BaseStringUri<'a>, SignError> {
        let uri = match &self.public_origin {
            Some(origin) => BaseStringUri::from_head_at(origin, head),
            None => BaseStringUri::to_sign(head),
        };
        uri.map_err(SignError::from_target)
    }

    /// Returns the known skews and the origin of the request.
    ///
    /// Returns `None` if skews are not corrected, if the request has no valid origin, or if it is
    /// not sent over TLS. Without TLS, an attacker on the network could change the response and so
    /// set the clock. The policy can allow this.
    pub(super) fn skew(&self, uri: &Uri) -> Option<(&Arc<Skew>, Origin)> {
        let skew = self.skew.as_ref()?;
        if !skew.policy.without_tls && !self.is_https(uri) {
            return None;
        }
        let origin = match Origin::try_from(uri) {
            Err(OriginError::NotAbsolute | OriginError::Scheme) => self.public_origin.clone()?,
            origin => origin.ok()?,
        };
        Some((skew, origin))
    }

    /// Returns whether the request is sent over TLS.
    ///
    /// The scheme of the URI decides, because it says where the request goes. The public origin
    /// only decides if the URI has no scheme, or none of HTTP.
    pub(super) fn is_https(&self, uri: &Uri) -> bool {
        match (uri.scheme_str().and_then(http_scheme), &self.public_origin) {
            (None, Some(origin)) => origin.is_https(),
            (scheme, _) => scheme == Some("https"),
        }
    }
}
