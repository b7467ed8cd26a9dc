//! `--private-key FILE`, which two examples take.

use std::error::Error;

use tower_oauth1::{SignatureMethod, Signer};

/// The signer with the key in a file, by one of RSA's methods.
#[cfg(feature = "rsa")]
pub(crate) fn signer(
    signer: Signer,
    method: SignatureMethod,
    file: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    use tower_oauth1::protocol::RsaPrivateKey;
    use zeroize::Zeroizing;

    let read = std::fs::read_to_string(file).map(Zeroizing::new);
    let pem =
        read.map_err(|error| format!("the private key cannot be read from {file}: {error}"))?;
    // Only the old backend signs by RSA-SHA1, and by short keys.
    #[cfg(feature = "rsa-legacy")]
    let key = match RsaPrivateKey::from_pem(&pem) {
        Ok(key) if method != SignatureMethod::RsaSha1 => Ok(key),
        _ => RsaPrivateKey::legacy_from_pem(&pem),
    };
    #[cfg(not(feature = "rsa-legacy"))]
    let key = RsaPrivateKey::from_pem(&pem);
    Ok(signer.rsa_key(method, key?)?)
}

#[cfg(not(feature = "rsa"))]
pub(crate) fn signer(
    _: Signer,
    _: SignatureMethod,
    _: &str,
) -> Result<Signer, Box<dyn Error + Send + Sync>> {
    Err("--private-key needs the feature `rsa`: cargo run --features rsa ..".into())
}
