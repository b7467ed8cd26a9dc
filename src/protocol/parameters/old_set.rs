//! The protocol parameters of an earlier signature, in a query or in a form.

use super::collected::read_pairs;
use super::transmission::Transmission;

/// The protocol parameters that every signature contains or replaces. Old ones can be removed.
///
/// `oauth_callback`, `oauth_verifier` and `oauth_session_handle` are not here: they carry data of
/// the caller.
const REPLACED: [&str; 8] = [
    "oauth_body_hash",
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_version",
];

/// Removes the protocol parameters of an earlier signature from a query or a form. All other bytes
/// stay the same. Returns `None` if there is no earlier signature.
///
/// A server may link to its own pages with the query of the request, and a redirect may repeat it.
/// Such a query has `oauth_signature` next to other protocol parameters. Without a signature, a
/// protocol parameter is data of the caller, such as `?oauth_token=..`. It is never removed.
pub(crate) fn without_old_set(pairs: &[u8]) -> Option<Vec<u8>> {
    let pieces = || pairs.split(|byte| *byte == b'&');
    let names: Vec<_> = pieces().filter_map(name).collect();
    let has_others = names.iter().any(|name| *name != "oauth_signature");
    if !names.contains(&"oauth_signature") || !has_others {
        return None;
    }
    let kept = pieces().filter(|piece| name(piece).is_none());
    Some(kept.collect::<Vec<_>>().join(&b'&'))
}

/// Returns the name of a parameter if it is one that is removed.
fn name(piece: &[u8]) -> Option<&'static str> {
    let mut name = None;
    read_pairs(piece, Transmission::Query, |parameter| {
        name = parameter.protocol_name();
    });
    name.filter(|name| REPLACED.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_sets_are_removed() {
        let set = "oauth_consumer_key=k&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1\
                   &oauth_nonce=n&oauth_version=1.0&oauth_token=t&oauth_body_hash=h\
                   &oauth_signature=s%3D";
        for (pairs, left) in [
            (set.to_owned(), ""),
            (format!("a=1&{set}"), "a=1"),
            (format!("{set}&page=2"), "page=2"),
            (format!("&&a=%7e&{set}&&b&a=+%zz&"), "&&a=%7e&&b&a=+%zz&"),
            ("oauth%5Fnonce&x&%6Fauth_signature".to_owned(), "x"),
            (format!("{set}&{set}&=x"), "=x"),
            (
                format!("{set}&oauth_verifier=v&oauth_tokens=1&Oauth_nonce=2"),
                "oauth_verifier=v&oauth_tokens=1&Oauth_nonce=2",
            ),
            (
                "x=\u{2603}&oauth_token&oauth_signature".to_owned(),
                "x=\u{2603}",
            ),
        ] {
            let without = without_old_set(pairs.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(without).unwrap(), left, "{pairs}");
        }
        for pairs in [
            "",
            "a=1&b",
            "oauth_token=t",
            "oauth_signature=s",
            "oauth_signature=s&oauth_signature=s&a=1",
            "oauth_signature=s&oauth_callback=oob",
            "oauth_consumer_key=k&oauth_nonce=n",
            "oauth_consumer_key=k&Oauth_signature=n",
            "oauth_consumer_key=oauth_signature",
        ] {
            assert_eq!(without_old_set(pairs.as_bytes()), None, "{pairs}");
        }
    }
}
