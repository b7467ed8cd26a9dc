//! Finds the first difference between two base strings.

mod encoding;
mod order;
mod parameters;
mod text;
mod uris;

use std::borrow::Cow;

use self::text::decode;
use self::uris::by_case;
use super::Explanation;
use super::difference::{Difference, DifferingPart, LikelyReason};
use super::echo;

impl Explanation {
    /// Compares the base string with another one of the same request: one that a server returned,
    /// or that another client made. Returns `None` only if they are equal.
    ///
    /// `other` may be everything that the server wrote: a sentence, JSON, HTML, or a base string
    /// that is URL-encoded once more. If it contains no base string, for example because it is
    /// empty, the result is `Some` with [`DifferingPart::NotABaseString`]. To compare only if the
    /// server wrote a base string, call [`find_base_string`](crate::protocol::find_base_string)
    /// first. The result is also `Some` for PLAINTEXT, which signs no base string.
    ///
    /// If the other base string is the server's and they are equal, a secret is wrong, or one side
    /// makes another key of the secrets. Check that no secret begins or ends in white space
    /// (`Debug` of the credentials says so), and that both sides percent-encode the secrets in the
    /// key (section 3.4.2).
    ///
    /// ```
    /// use tower_oauth1::Explanation;
    /// use tower_oauth1::protocol::{DifferingPart, LikelyReason};
    ///
    /// let request = http::Request::get("https://api.example.com/photos?tag=a+b").body(())?;
    /// let explanation = Explanation::from_parts(&request.into_parts().0, None)?;
    /// let echoed = "GET&https%3A%2F%2Fapi.example.com%2Fphotos&tag%3Da%252Bb";
    /// let difference = explanation.diff(echoed).unwrap();
    /// assert_eq!(difference.part(), &DifferingPart::Parameter("tag".into()));
    /// assert_eq!(difference.reason(), LikelyReason::PlusNotDecoded);
    /// // A text without a base string.
    /// let difference = explanation.diff("Invalid signature").unwrap();
    /// assert_eq!(difference.part(), &DifferingPart::NotABaseString);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn diff(&self, other: &str) -> Option<Difference> {
        let Some(ours) = self.base_string() else {
            let part = DifferingPart::SignatureMethod;
            return Some(Difference::new(part, LikelyReason::Plaintext));
        };
        // A URI in the path of a URI looks like the beginning of a base string.
        if ours == other.trim() {
            return None;
        }
        let other = match echo::base_string(other, Some(ours)) {
            Some(found) => found,
            None => Cow::Borrowed(other.trim()),
        };
        if ours == other {
            return None;
        }
        let parts = split(ours).zip(split(&other));
        let Some((ours, other)) = parts else {
            let part = DifferingPart::NotABaseString;
            return Some(Difference::new(part, LikelyReason::OtherValue));
        };
        if ours.method != other.method {
            let reason = by_case(&ours.method, &other.method, LikelyReason::OtherValue);
            let difference = Difference::new(DifferingPart::Method, reason);
            return Some(if METHODS.contains(&other.method.as_str()) {
                difference.showing(&ours.method, &other.method)
            } else {
                difference
            });
        }
        if ours.uri != other.uri {
            return Some(uris::difference(&ours.uri, &other.uri, &self.parameters));
        }
        if ours.parameters != other.parameters {
            return Some(self.parameters_differ(&ours.parameters, &other.parameters));
        }
        Some(Difference::new(DifferingPart::Encoding, other.encoding))
    }
}

/// The methods that are shown. Another word before `&https%3A` may be the end of a secret.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// The three parts of a base string, each decoded once.
struct Parts {
    method: String,
    uri: String,
    parameters: String,
    /// The reason, if only the encoding of the parameters as a whole differs.
    encoding: LikelyReason,
}

/// Splits a base string. Returns `None` if it is not a base string.
fn split(text: &str) -> Option<Parts> {
    let mut parts = text.splitn(3, '&');
    let (method, uri, rest) = (
        decode(parts.next()?)?,
        decode(parts.next()?)?,
        parts.next()?,
    );
    // In encoded parameters, there are no separators.
    let is_raw = |piece: &str| piece.contains('=');
    let raw_pieces = || rest.split('&').filter(|piece| is_raw(piece));
    let encoding = if !is_raw(rest) {
        LikelyReason::Encoding
    } else if raw_pieces().all(|piece| piece.starts_with("oauth_")) && !rest.split('&').all(is_raw)
    {
        LikelyReason::ProtocolParametersNotEncoded
    } else {
        LikelyReason::ParametersNotEncoded
    };
    if !is_raw(rest) && rest.contains('&') {
        return None;
    }
    let pieces = rest.split('&').map(|piece| {
        if is_raw(piece) {
            Some(piece.to_owned())
        } else {
            decode(piece)
        }
    });
    let parameters: Vec<_> = pieces.collect::<Option<_>>()?;
    Some(Parts {
        method,
        uri,
        parameters: parameters.join("&"),
        encoding,
    })
}
