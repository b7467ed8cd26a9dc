//! Which of many installations: what goes into a profile's URIs.

use http::Uri;

use super::error::ProfileError;
use crate::uri::authority::has_userinfo;
use crate::uri::error::OriginError;
use crate::uri::origin::Origin;

/// In bytes.
const LONGEST_SITE: usize = 2048;

/// An account, which becomes one label of a host's name.
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

/// The URL of a site, with its path where it has one, and without its last slash.
pub(super) fn site_url(site: &str) -> Result<String, ProfileError> {
    let uri: Uri = site
        .parse()
        .map_err(|_| ProfileError::Site(OriginError::NotAbsolute))?;
    let origin = Origin::of(&uri).map_err(ProfileError::Site)?;
    let origin = origin.ok_or(ProfileError::Site(OriginError::NotAbsolute))?;
    if uri.query().is_some() {
        return Err(ProfileError::Site(OriginError::Path));
    }
    if has_userinfo(&uri) {
        return Err(ProfileError::Site(OriginError::Userinfo));
    }
    let path = uri.path().trim_end_matches('/');
    let site = format!("{origin}{path}");
    // What is appended to it must still be a URI.
    if site.len() <= LONGEST_SITE {
        Ok(site)
    } else {
        Err(ProfileError::Site(OriginError::Path))
    }
}
