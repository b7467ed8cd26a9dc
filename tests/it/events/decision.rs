//! The event of each request that the tests of the server send.

use http::{Method, Response};
use tower_oauth1::VerifyError;

use super::collector::Collector;

/// Collects the events of one request to a server, which has this method.
pub(crate) struct Decision(Collector, Method);

impl Decision {
    pub(crate) fn start(method: &Method) -> Self {
        Self(Collector::start(), method.clone())
    }

    /// Checks that there is one event, and that it says what the response says.
    pub(crate) fn check<B>(self, response: &Response<B>) {
        let event = self.0.one();
        assert_eq!(event.target, "tower_oauth1::verify");
        let method = event.get("http.request.method");
        assert_eq!(method, Some(self.1.as_str()), "{event}");
        let Some(error) = response.extensions().get::<VerifyError>() else {
            assert_eq!(event.name, "accepted", "{event}");
            return;
        };
        assert_eq!(event.name, "refused", "{event}");
        let status = response.status().as_u16().to_string();
        assert_eq!(
            event.get("http.response.status_code"),
            Some(status.as_str())
        );
        let reason = match error {
            VerifyError::Target(cause) => format!("{error}: {cause}"),
            _ => error.to_string(),
        };
        let reason = reason.escape_debug().to_string();
        let reason = reason.replace("\\\"", "\"").replace("\\'", "'");
        assert_eq!(event.get("oauth.reason"), Some(reason.as_str()));
    }
}
