//! RFC 5849 sections 3.5.2 and 3.5.3: what was in the request stays as it was, byte for byte.

use http::Uri;
use proptest::collection::vec;
use proptest::prelude::*;
use tower_oauth1::protocol::ProtocolParameters;

use super::config;

fn list(pairs: &[(String, String)]) -> ProtocolParameters {
    let mut list = ProtocolParameters::new();
    pairs
        .iter()
        .for_each(|(name, value)| list.push(name, value));
    list
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    vec(("[a-z_ &=%+\"]{1,9}", any::<String>()), 1..6)
}

/// The parameters after `before`, as the crate `url` reads them.
fn added(before: &[u8], after: &[u8]) -> Option<Vec<(String, String)>> {
    let rest = after.strip_prefix(before)?;
    let separator = !before.is_empty() && !before.ends_with(b"&");
    let rest = if separator {
        rest.strip_prefix(b"&")?
    } else {
        rest
    };
    Some(url::form_urlencoded::parse(rest).into_owned().collect())
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn to_a_query(
        path in "/[!$-;=@-Z_a-z~|%{}\"]{0,12}",
        query in prop::option::of("[!$-;=?@-Z_a-z~|%{}&+']{0,20}"),
        pairs in pairs(),
    ) {
        let given = match &query {
            Some(query) => format!("https://API.example.com:443{path}?{query}"),
            None => format!("https://API.example.com:443{path}"),
        };
        let Ok(uri) = given.parse::<Uri>() else {
            return Ok(());
        };
        let appended = list(&pairs).append_to_query(&uri).unwrap();
        prop_assert_eq!(appended.scheme(), uri.scheme());
        prop_assert_eq!(appended.authority(), uri.authority());
        prop_assert_eq!(appended.path(), uri.path());
        let (before, after) = (query.unwrap_or_default(), appended.query().unwrap());
        prop_assert_eq!(added(before.as_bytes(), after.as_bytes()), Some(pairs), "{}", after);
    }

    #[test]
    fn to_a_form(form in vec(any::<u8>(), 0..40), pairs in pairs()) {
        let appended = list(&pairs).append_to_form(&form);
        prop_assert_eq!(added(&form, &appended), Some(pairs));
    }
}
