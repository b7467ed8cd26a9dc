//! RFC 5849 section 3.5.1: the text of a header is read as what was written.

use proptest::collection::vec;
use proptest::prelude::*;
use tower_oauth1::protocol::{AuthorizationHeader, Parameters, ProtocolParameters};

use super::config;

/// Any text but control characters, which no header can carry.
fn realm() -> impl Strategy<Value = String> {
    let character = any::<char>().prop_filter("no control", |c| !c.is_control());
    let character = prop_oneof![2 => Just('"'), 2 => Just('\\'), 1 => Just(','), 6 => character];
    vec(character, 0..12).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn a_header_reads_as_what_was_written(
        realm in prop::option::of(realm()),
        pairs in vec((".{1,9}", any::<String>()), 0..8),
    ) {
        let mut written = match &realm {
            Some(realm) => ProtocolParameters::with_realm(realm).unwrap(),
            None => ProtocolParameters::new(),
        };
        for (name, value) in &pairs {
            prop_assume!(!name.eq_ignore_ascii_case("realm"));
            written.push(name, value);
        }
        let header = written.clone().authorization_header();
        let read = AuthorizationHeader::parse(header.as_bytes()).unwrap();
        let read_realm = read.realm();
        prop_assert_eq!(read_realm.as_deref(), realm.as_ref().map(|realm| realm.as_bytes()));
        let found: Vec<_> = read.parameters().collect();
        let found: Vec<_> = found.iter().map(|p| (p.name(), p.value())).collect();
        let given = pairs.iter().map(|(n, v)| (n.as_bytes().into(), v.as_bytes().into()));
        prop_assert_eq!(found, given.collect::<Vec<_>>());
        // Client and server sign the same parameters.
        let (mut sent, mut received) = (Parameters::new(), Parameters::new());
        sent.add_protocol(&written);
        received.add_header(&read);
        prop_assert_eq!(sent.normalize().to_string(), received.normalize().to_string());
    }
}
