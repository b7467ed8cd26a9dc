//! The search of the documentation finds what people call things.

use serde_json::Value;

use super::foreign_types::{JSON, read};

/// A word that people search for, and the item that it must find.
const WORDS: [(&str, &str); 14] = [
    ("consumer key", "ClientCredentials"),
    ("consumer secret", "ClientCredentials"),
    ("API key", "ClientCredentials"),
    ("access token", "TokenCredentials"),
    ("access token", "AuthorizationFlow"),
    ("request token", "TemporaryCredentials"),
    ("reqwest", "reqwest"),
    ("reqwest", "OAuth1Layer"),
    ("login", "AuthorizationFlow"),
    ("sign in with", "AuthorizationFlow"),
    ("Twitter", "AuthorizationFlow"),
    ("private key", "RsaPrivateKey"),
    ("private key", "Signer"),
    ("debug", "Explanation"),
];

/// Returns whether the documentation lists the item under the word: as its name or as an alias.
///
/// rustdoc loses the alias of a type in a private module. So the alias of a re-exported type must
/// be on the line with `pub use`.
fn is_found(docs: &Value, word: &str, item: &str) -> bool {
    let alias = format!("#[doc(alias = {word:?})]");
    let items = docs["index"].as_object().unwrap().values();
    let mut named = items.filter(|entry| {
        let name = entry["inner"]["use"]["name"].as_str();
        name.or(entry["name"].as_str()) == Some(item)
    });
    named.any(|entry| {
        let attributes = entry["attrs"].as_array().unwrap();
        let has_alias = attributes
            .iter()
            .any(|attribute| attribute["other"] == alias.as_str());
        let is_use = !entry["inner"]["use"].is_null();
        is_use && has_alias || word == item && !entry["inner"]["module"].is_null()
    })
}

#[test]
fn the_words_of_services_find_their_items() {
    let Some(docs) = read(JSON[0]) else { return };
    for (word, item) in WORDS {
        assert!(is_found(&docs, word, item), "{word:?} does not find {item}");
    }
    assert!(!is_found(&docs, "consumer key", "TokenCredentials"));
}
