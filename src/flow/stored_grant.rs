//! Serialization of granted authorizations (feature `serde`).

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::granted::GrantedAuthorization;
use super::response::fields::Fields;
use crate::credentials::TokenCredentials;
use crate::credentials::secret::Secret;
use crate::credentials::stored::SecretText;

/// A serializable view of a [`GrantedAuthorization`], including its secrets. The keys are
/// `identifier`, `secret` and `fields`.
///
/// [`GrantedAuthorization::expose_secrets`] creates it.
#[derive(Clone, Copy)]
pub struct ExposedGrant<'a>(&'a GrantedAuthorization);

impl GrantedAuthorization {
    /// Returns a view that can be serialized: the token credentials and the extra fields, which may
    /// contain a session handle. All of them are in clear text. Write it only where no other
    /// program can read it.
    ///
    /// To restore the value, deserialize a `GrantedAuthorization`. To store only the token, use
    /// [`TokenCredentials::expose_secrets`].
    pub fn expose_secrets(&self) -> ExposedGrant<'_> {
        ExposedGrant(self)
    }
}

/// The serialized form of a [`GrantedAuthorization`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredGrant {
    #[serde(alias = "token", alias = "access_token", alias = "oauth_token")]
    identifier: String,
    #[serde(
        alias = "token_secret",
        alias = "access_token_secret",
        alias = "oauth_token_secret"
    )]
    secret: SecretText,
    #[serde(default)]
    fields: StoredFields,
}

#[derive(Default)]
struct StoredFields(Vec<(String, Secret)>);

impl<'de> Deserialize<'de> for StoredFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = StoredFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("names and values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<StoredFields, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, SecretText(value))) = map.next_entry()? {
                    fields.push((name, value));
                }
                Ok(StoredFields(fields))
            }
        }

        deserializer.deserialize_map(Map)
    }
}

/// The keys of the token are those of [`TokenCredentials`]. `fields` is a map of names and values,
/// and may be missing. Unknown keys are an error.
impl<'de> Deserialize<'de> for GrantedAuthorization {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredGrant::deserialize(deserializer)?;
        let token = TokenCredentials::new(stored.identifier, stored.secret.0.expose());
        Ok(Self::new(token, Fields::from_pairs(stored.fields.0)))
    }
}

impl Serialize for ExposedGrant<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Map<'a>(&'a GrantedAuthorization);

        impl Serialize for Map<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.fields())
            }
        }

        let mut grant = serializer.serialize_struct("GrantedAuthorization", 3)?;
        grant.serialize_field("identifier", self.0.credentials().identifier())?;
        grant.serialize_field("secret", self.0.credentials().secret())?;
        grant.serialize_field("fields", &Map(self.0))?;
        grant.end()
    }
}

impl fmt::Debug for ExposedGrant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secrets are exposed to serializers only, not to logs.
        self.0.fmt(f)
    }
}
