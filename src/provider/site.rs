//! Checks of the account or the site URL of a profile.

use http::Uri;

use super::error::ProfileError;
use crate::uri::authority::has_userinfo;
use crate::uri::error::OriginError;
use crate::uri::origin::Origin;

/// The maximum length of a site URL, in bytes.
const LONGEST_SITE: usize = 2048;

/// Returns the account, if it can be a label of a host name.
///
/// # Errors
///
/// Returns [`ProfileError::Account`] if the account is malformed.
pub(super) fn account(account: &str) -> Result<String, ProfileError> {
    let good = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    let (first, last) = (account.bytes().next(), account.bytes().last());
    let label = account.len() <= 63 && ends(first) && ends(last);
    if label && account.bytes().all(good) {
        Ok(account.to_owned())
    } else {
        Err(ProfileError::Account)
    }
}

/// Returns the URL of a site, including its path, without a slash at the end.
///
/// # Errors
///
/// Returns [`OriginError`] if the text is not an absolute URL, has a query or user
/// information, or is too long.
pub(super) fn site_url(site: &str) -> Result<String, OriginError> {
    let uri: Uri = site.parse().map_err(|_| OriginError::NotAbsolute)?;
    let origin = Origin::from_uri(&uri)?;
    let origin = origin.ok_or(OriginError::NotAbsolute)?;
    if uri.query().is_some() {
        return Err(OriginError::Path);
    }
    if has_userinfo(&uri) {
        return Err(OriginError::Userinfo);
    }
    let path = uri.path().trim_end_matches('/');
    let site = format!("{origin}{path}");
    // Paths are appended to the site. The limit keeps the result short enough for a URI.
    if site.len() <= LONGEST_SITE {
        Ok(site)
    } else {
        Err(OriginError::Path)
    }
}
