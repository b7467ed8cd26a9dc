//! Providers in configuration files (feature `serde`).

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::provider::Provider;

/// The [`name`](Provider::name) of the provider.
///
/// ```
/// use tower_oauth1::provider::Provider;
///
/// let provider: Provider = serde_json::from_str(r#""NetSuite""#)?;
/// assert_eq!(serde_json::to_string(&provider)?, r#""netsuite""#);
/// # Ok::<_, serde_json::Error>(())
/// ```
impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Reads a name as `parse` does: case and hyphens are ignored.
impl<'de> Deserialize<'de> for Provider {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}
