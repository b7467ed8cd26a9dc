//! The causes that the base string of the server shows.

use tower_oauth1::protocol::{DifferingPart, LikelyReason, percent_decode};

use super::Evidence;

pub(super) fn origin(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let what = match evidence.differing()? {
        DifferingPart::Host => "host",
        DifferingPart::Scheme => "scheme",
        DifferingPart::Port => "port",
        _ => return None,
    };
    let seen = evidence.seen_uri()?;
    let seen = seen.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let text = format!(
        "the server computes the signature with another {what}: it sees `{}`; a proxy is in \
         between: sign for this origin (`OAuth1Layer::public_origin`), or use it in the URL",
        seen.escape_debug()
    );
    Some((95, text))
}

pub(super) fn path(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    if evidence.differing()? != &DifferingPart::Path {
        return None;
    }
    let seen = evidence.seen_uri()?;
    let seen = format!("/{}", seen.splitn(4, '/').nth(3)?);
    let ours = evidence.request.uri.path();
    let advice = if let Some(prefix) = ours.strip_suffix(&*seen) {
        format!(
            "a proxy removes the prefix `{prefix}`; sign the path that the server sees \
             (`Signer::sign`)"
        )
    } else if let Some(prefix) = seen.strip_suffix(ours) {
        format!(
            "a proxy adds the prefix `{}`; sign the path that the server sees (`Signer::sign`)",
            prefix.escape_debug()
        )
    } else {
        "use the path that the server sees, with the same slashes and escapes".to_owned()
    };
    let seen = seen.escape_debug();
    Some((
        95,
        format!("the server sees the path `{seen}` and not `{ours}`; {advice}"),
    ))
}

pub(super) fn encoding(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let difference = evidence.difference.as_ref()?.as_ref()?;
    let reason = difference.reason();
    if !is_encoding(reason) {
        return None;
    }
    // The message of the difference says what to do, except in this case.
    let advice = if reason == LikelyReason::Encoding {
        "; write a space as `%20`, encode everything but letters, digits and `-._~`, and use \
         upper-case digits"
    } else {
        ""
    };
    Some((92, format!("{difference}{advice}")))
}

/// Returns whether a difference is only one of encoding.
fn is_encoding(reason: LikelyReason) -> bool {
    matches!(
        reason,
        LikelyReason::DoubledCoding
            | LikelyReason::Encoding
            | LikelyReason::SpaceAsPlus
            | LikelyReason::PlusNotDecoded
            | LikelyReason::RawPlus
            | LikelyReason::RawSlash
            | LikelyReason::ProtocolParametersNotEncoded
            | LikelyReason::ParametersNotEncoded
            | LikelyReason::Utf8Twice
            | LikelyReason::NotUtf8
    )
}

pub(super) fn form(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let difference = evidence.difference.as_ref()?.as_ref()?;
    let is_place = matches!(
        difference.reason(),
        LikelyReason::FormNotRead | LikelyReason::QueryNotRead | LikelyReason::HeaderNotRead
    );
    is_place.then(|| (92, difference.to_string()))
}

pub(super) fn parameter(evidence: &Evidence<'_>) -> Option<(u8, String)> {
    let difference = evidence.difference.as_ref()?.as_ref()?;
    let reason = difference.reason();
    let not_read = matches!(
        reason,
        LikelyReason::FormNotRead | LikelyReason::QueryNotRead | LikelyReason::HeaderNotRead
    );
    let other_causes = matches!(
        difference.part(),
        DifferingPart::Host | DifferingPart::Scheme | DifferingPart::Port | DifferingPart::Path
    );
    if evidence.is_plaintext() || other_causes || not_read || is_encoding(reason) {
        return None;
    }
    Some((
        90,
        format!("the server's base string differs from ours: {difference}"),
    ))
}

impl Evidence<'_> {
    /// Returns the part of the base strings that differs.
    fn differing(&self) -> Option<&DifferingPart> {
        Some(self.difference.as_ref()?.as_ref()?.part())
    }

    /// Returns the base string URI that the server computed.
    fn seen_uri(&self) -> Option<String> {
        let base_string = self.response.base_string()?;
        let uri = base_string.split('&').nth(1)?;
        String::from_utf8(percent_decode(uri.as_bytes())?.into_owned()).ok()
    }
}
