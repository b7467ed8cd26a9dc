//! RFC 5849 section 3.4.1.3.2: sorting is total, and does not depend on how a parameter is written.

use proptest::collection::vec;
use proptest::prelude::*;
use tower_oauth1::Transmission;
use tower_oauth1::protocol::Parameters;

use super::config;

type Pair = (Vec<u8>, Vec<u8>);

/// Names and values that begin alike, so that the order is often decided late.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop_oneof![
        4 => Just(b"oauth_".to_vec()),
        4 => Just(b"a".to_vec()),
        2 => Just(b"[0]".to_vec()),
        2 => Just("\u{2603}".as_bytes().to_vec()),
        2 => Just(b"%4".to_vec()),
        6 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

fn pairs() -> impl Strategy<Value = Vec<Pair>> {
    vec((text(), text()), 0..12)
}

/// How a byte is written: as it is if that is allowed, or as an escape with upper or lower case.
fn spell(text: &[u8], choices: &mut impl Iterator<Item = u8>) -> String {
    let mut spell = |byte: u8| match (byte, choices.next().unwrap_or_default() % 3) {
        (b' ', 0) => "+".to_owned(),
        (_, 0) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
            char::from(byte).to_string()
        }
        (_, 1) => format!("%{byte:02x}"),
        _ => format!("%{byte:02X}"),
    };
    text.iter().map(|&byte| spell(byte)).collect()
}

/// Section 3.6, written here, because the order is that of this text.
fn encoded(text: &[u8]) -> String {
    let encode = |&byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.iter().map(encode).collect()
}

fn expected(pairs: &[Pair]) -> String {
    let signed = pairs.iter().filter(|(name, _)| name != b"oauth_signature");
    let mut encoded: Vec<_> = signed
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    encoded.sort();
    let pieces = encoded
        .iter()
        .map(|(name, value)| [name, "=", value].concat());
    pieces.collect::<Vec<_>>().join("&")
}

fn decoded(pairs: &[Pair]) -> String {
    let mut parameters = Parameters::new();
    for (name, value) in pairs {
        parameters.add(name, value, Transmission::Query);
    }
    parameters.normalize().to_string()
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn any_order_becomes_the_order_of_the_encoded_texts(
        (given, shuffled) in pairs().prop_flat_map(|pairs| {
            (Just(pairs.clone()), Just(pairs).prop_shuffle())
        })
    ) {
        prop_assert_eq!(decoded(&given), expected(&given));
        prop_assert_eq!(decoded(&shuffled), expected(&given));
    }

    #[test]
    fn the_order_does_not_depend_on_how_a_parameter_is_written(
        given in pairs(),
        choices in vec(any::<u8>(), 64),
        in_form in vec(any::<bool>(), 12),
    ) {
        let mut choices = choices.into_iter().cycle();
        let (mut query, mut form) = (String::new(), String::new());
        for ((name, value), in_form) in given.iter().zip(in_form) {
            let text = if in_form { &mut form } else { &mut query };
            *text += &spell(name, &mut choices);
            *text += "=";
            *text += &spell(value, &mut choices);
            *text += "&";
        }
        let mut parameters = Parameters::new();
        parameters.add_query(&query);
        parameters.add_form(form.as_bytes());
        prop_assert_eq!(parameters.normalize().to_string(), expected(&given), "{} {}", query, form);
    }
}
