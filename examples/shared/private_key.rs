//! The option `--private-key FILE` of the examples `sign` and `authorize`.

use std::error::Error;

use tower_oauth1::{SignatureMethod, Signer};

/// Returns a signer with the RSA key in a file, for an RSA signature method.
#[cfg(feature = "rsa")]
pub(crate) fn signer(
    identifier: &str,
    method: SignatureMethod,
    file: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    Ok(Signer::rsa(identifier, method, read(method, file)?)?)
}

/// Returns the signer of a profile with the RSA key in a file.
#[allow(dead_code, reason = "only `authorize` has profiles")]
#[cfg(feature = "rsa")]
pub(crate) fn profile_signer(
    profile: &tower_oauth1::provider::Profile,
    identifier: &str,
    file: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    let modern = read(SignatureMethod::RsaSha256, file)?;
    // Some providers support only RSA-SHA1. A key for RSA-SHA1 must be read by the old backend.
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

    let bytes = std::fs::read(file)
        .map(Zeroizing::new)
        .map_err(|error| format!("the private key cannot be read from {file}: {error}"))?;
    let pem = std::str::from_utf8(&bytes).ok();
    let modern = || pem.map_or_else(|| RsaPrivateKey::from_der(&bytes), RsaPrivateKey::from_pem);
    // Only the old backend signs with RSA-SHA1, and only it accepts short keys.
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
    Err("--private-key needs the feature `rsa`; use cargo run --features rsa ..".into())
}

#[allow(dead_code, reason = "only `authorize` has profiles")]
#[cfg(not(feature = "rsa"))]
pub(crate) fn profile_signer(
    _: &tower_oauth1::provider::Profile,
    _: &str,
    _: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    Err("--private-key needs the feature `rsa`; use cargo run --features rsa ..".into())
}
