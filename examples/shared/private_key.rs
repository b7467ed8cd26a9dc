//! `--private-key FILE`, which two examples take.

use std::error::Error;

use tower_oauth1::{SignatureMethod, Signer};

/// The signer with the key in a file, by one of RSA's methods.
#[cfg(feature = "rsa")]
pub(crate) fn signer(
    identifier: &str,
    method: SignatureMethod,
    file: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    Ok(Signer::rsa(identifier, method, read(method, file)?)?)
}

/// The signer that a profile makes of the key in a file.
#[allow(dead_code, reason = "one of the two examples has profiles")]
#[cfg(feature = "rsa")]
pub(crate) fn of_profile(
    profile: &tower_oauth1::provider::Profile,
    identifier: &str,
    file: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    let modern = read(SignatureMethod::RsaSha256, file)?;
    // A service that knows nothing better than RSA-SHA1 wants a key that was read for it.
    let signer = profile.rsa_signer(identifier, modern).or_else(|_| {
        let legacy = read(SignatureMethod::RsaSha1, file)?;
        profile.rsa_signer(identifier, legacy).map_err(Box::from)
    });
    signer.map_err(|error: Box<dyn Error + Send + Sync>| error)
}

#[cfg(feature = "rsa")]
fn read(
    method: SignatureMethod,
    file: &str,
) -> Result<tower_oauth1::protocol::RsaPrivateKey, Box<dyn Error + Send + Sync>> {
    use tower_oauth1::protocol::RsaPrivateKey;
    use zeroize::Zeroizing;

    let bytes = std::fs::read(file).map(Zeroizing::new);
    let bytes =
        bytes.map_err(|error| format!("the private key cannot be read from {file}: {error}"))?;
    let pem = std::str::from_utf8(&bytes).ok();
    let modern = || pem.map_or_else(|| RsaPrivateKey::from_der(&bytes), RsaPrivateKey::from_pem);
    // Only the old backend signs by RSA-SHA1, and by short keys.
    #[cfg(feature = "rsa-legacy")]
    let key = match modern() {
        Ok(key) if method != SignatureMethod::RsaSha1 => Ok(key),
        _ => match pem {
            Some(pem) => RsaPrivateKey::legacy_from_pem(pem),
            None => RsaPrivateKey::legacy_from_der(&bytes),
        },
    };
    #[cfg(not(feature = "rsa-legacy"))]
    let key = modern();
    #[cfg(not(feature = "rsa-legacy"))]
    let _ = method;
    Ok(key?)
}

#[cfg(not(feature = "rsa"))]
pub(crate) fn signer(
    _: &str,
    _: SignatureMethod,
    _: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    Err("--private-key needs the feature `rsa`: cargo run --features rsa ..".into())
}

#[allow(dead_code, reason = "one of the two examples has profiles")]
#[cfg(not(feature = "rsa"))]
pub(crate) fn of_profile(
    _: &tower_oauth1::provider::Profile,
    _: &str,
    _: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    Err("--private-key needs the feature `rsa`: cargo run --features rsa ..".into())
}
