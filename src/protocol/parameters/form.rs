//! RFC 5849 section 3.4.1.3.1: the content type of forms.

use http::{HeaderMap, header};

use crate::protocol::encoding::byte_search::find;

/// The media type of a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Returns whether the headers say that the body is a form.
///
/// The parameters of a form are signed (RFC 5849 section 3.4.1.3.1). The body is a form if the
/// `Content-Type` is `application/x-www-form-urlencoded`, in upper or lower case. Parameters of the
/// media type, such as `charset`, are ignored.
pub fn is_form(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_TYPE).iter().any(|value| {
        let value = value.as_bytes();
        // Most media types are shorter, so this test is quick for them.
        value.len() >= FORM.len() && {
            let end = find(b';', value).unwrap_or(value.len());
            let media_type = value[..end].trim_ascii();
            // Nearly all are in lower case, so compare the bytes first.
            media_type == FORM.as_bytes() || media_type.eq_ignore_ascii_case(FORM.as_bytes())
        }
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_form_is_told_by_its_media_type() {
        let is_form = |content_type: &str| {
            let value = HeaderValue::from_str(content_type).unwrap();
            is_form(&HeaderMap::from_iter([(header::CONTENT_TYPE, value)]))
        };
        for before in ["", " ", "\t "] {
            for after in [
                "",
                " ",
                "\t",
                ";",
                " ;",
                "\t; charset=utf-8",
                ";charset=utf-8 ",
            ] {
                for name in [FORM, "Application/X-WWW-Form-Urlencoded"] {
                    let content_type = [before, name, after].concat();
                    assert!(is_form(&content_type), "{content_type:?}");
                }
            }
        }
        for end in ["x", ",", "/", "\"", "\u{e9}"] {
            assert!(!is_form(&[FORM, end].concat()), "{end}");
            assert!(!is_form(&[end, FORM].concat()), "{end}");
        }
        assert!(!is_form("text/plain; a=application/x-www-form-urlencoded"));
        assert!(!is_form("application/x-www-form-urlencode"));
        assert!(!is_form(""));
    }
}
