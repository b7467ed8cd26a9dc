//! The event of a refused request, for HTTP clients whose responses the layer does not see.

use http::{Method, Uri};

use super::credentials::{Choice, RequestCredentials};
use super::layer::OAuth1Layer;
use crate::events::sign::RefusalEvent;

impl<M> OAuth1Layer<M> {
    /// Returns the event of a response that refuses a request that this layer signed, or sent
    /// unsigned because it is out of scope. Returns `None` for other unsigned requests.
    pub(crate) fn refusal_event(
        &self,
        credentials: Option<&RequestCredentials>,
        method: &Method,
        uri: &Uri,
        is_signed: bool,
    ) -> Option<RefusalEvent> {
        let credentials = self.config.credentials.for_request(credentials).ok()??;
        let origin = self.config.public_origin.as_ref();
        let to = || uri.clone();
        match credentials.signer(uri, origin).ok()? {
            Choice::Sign(signer) if is_signed => {
                let hint = || signer.hint();
                Some(RefusalEvent::signed(method, to, origin, hint))
            }
            Choice::OutOfScope(reason) if !is_signed => {
                Some(RefusalEvent::unsigned(method, to, origin, &reason))
            }
            _ => None,
        }
    }
}
