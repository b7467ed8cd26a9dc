//! The log of refused requests.

use super::error::GrantError;
use crate::events::grant::refused;
use crate::verify::Authenticated;

/// Writes an event if a function of [`Grants`](super::Grants) fails. `caller` is `None` if the
/// function is not for a request of a client.
pub(super) fn logged<T>(
    caller: Option<&Authenticated>,
    result: Result<T, GrantError>,
) -> Result<T, GrantError> {
    result.inspect_err(|error| {
        let request =
            caller.map(|caller| (caller.uri(), caller.client_identifier(), caller.nonce()));
        refused(request, error.status(), error);
    })
}
