//! Private keys that are encrypted with a passphrase.

use zeroize::Zeroizing;

use super::error::RsaKeyError;
use super::format::{PRIVATE, private_from_encrypted_der};
use super::pem::from_pem;
use super::private_key::RsaPrivateKey;

impl RsaPrivateKey {
    /// Reads a key of 2048, 3072 or 4096 bits from PEM that is encrypted with a passphrase: PKCS#8
    /// (`ENCRYPTED PRIVATE KEY`). A key that is not encrypted is accepted too, and the passphrase
    /// is not used.
    ///
    /// # Algorithms
    ///
    /// The supported encryption is PBES2 (RFC 8018), which OpenSSL 1.1 and later use by default.
    /// The key is derived with PBKDF2 (HMAC with SHA-1 or SHA-2) or scrypt. The cipher is AES-CBC,
    /// AES-GCM or Triple DES in CBC mode. The file says how many rounds the derivation takes, so
    /// read only files that you trust.
    ///
    /// `openssl pkcs8 -topk8 -v2 aes-256-cbc -in key.pem -out new.pem` converts a key with another
    /// encryption, such as PBES1 or a block with the line `Proc-Type: 4,ENCRYPTED`.
    ///
    /// # Memory
    ///
    /// The passphrase and the decrypted file are overwritten before this function returns. A
    /// `String` or `Vec` is moved into this function and overwritten. If you pass a `&str`, a copy
    /// is made and overwritten, and the original stays.
    ///
    /// ```no_run
    /// use tower_oauth1::protocol::RsaPrivateKey;
    ///
    /// let pem = std::fs::read_to_string("client.pem")?;
    /// let key = RsaPrivateKey::from_encrypted_pem(&pem, std::env::var("KEY_PASSPHRASE")?)?;
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`RsaKeyError::WrongPassphrase`] if the passphrase does not decrypt the key.
    /// - [`RsaKeyError::UnsupportedEncryption`] if the key is encrypted in another way.
    /// - The errors of [`from_pem`](Self::from_pem), except [`RsaKeyError::Encrypted`].
    pub fn from_encrypted_pem(
        pem: &str,
        passphrase: impl Into<Vec<u8>>,
    ) -> Result<Self, RsaKeyError> {
        Self::read_pem(pem, passphrase.into(), Self::from_pkcs1)
    }

    /// Reads a key from DER, as [`from_encrypted_pem`](Self::from_encrypted_pem) does from PEM.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_encrypted_pem`](Self::from_encrypted_pem).
    pub fn from_encrypted_der(
        der: &[u8],
        passphrase: impl Into<Vec<u8>>,
    ) -> Result<Self, RsaKeyError> {
        let passphrase = Zeroizing::new(passphrase.into());
        Self::from_pkcs1(&private_from_encrypted_der(der, &passphrase)?)
    }

    /// Reads a key of 1024 bits or more from PEM that is encrypted with a passphrase, to sign with
    /// RSA-SHA1 or with a short key. [`legacy_from_pem`](Self::legacy_from_pem) says what risk such
    /// a key has, and [`from_encrypted_pem`](Self::from_encrypted_pem) which encryption is
    /// supported.
    ///
    /// # Errors
    ///
    /// - [`RsaKeyError::WrongPassphrase`] if the passphrase does not decrypt the key.
    /// - [`RsaKeyError::UnsupportedEncryption`] if the key is encrypted in another way.
    /// - The errors of [`legacy_from_pem`](Self::legacy_from_pem), except
    ///   [`RsaKeyError::Encrypted`].
    #[cfg(feature = "rsa-legacy")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa-legacy")))]
    pub fn legacy_from_encrypted_pem(
        pem: &str,
        passphrase: impl Into<Vec<u8>>,
    ) -> Result<Self, RsaKeyError> {
        Self::read_pem(pem, passphrase.into(), Self::legacy_from_pkcs1)
    }

    /// Reads a key from DER, as [`legacy_from_encrypted_pem`](Self::legacy_from_encrypted_pem) does
    /// from PEM.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`legacy_from_encrypted_pem`](Self::legacy_from_encrypted_pem).
    #[cfg(feature = "rsa-legacy")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa-legacy")))]
    pub fn legacy_from_encrypted_der(
        der: &[u8],
        passphrase: impl Into<Vec<u8>>,
    ) -> Result<Self, RsaKeyError> {
        let passphrase = Zeroizing::new(passphrase.into());
        Self::legacy_from_pkcs1(&private_from_encrypted_der(der, &passphrase)?)
    }

    /// Reads the first PEM block that is a key, and overwrites the passphrase.
    fn read_pem(
        pem: &str,
        passphrase: Vec<u8>,
        read: fn(&[u8]) -> Result<Self, RsaKeyError>,
    ) -> Result<Self, RsaKeyError> {
        let passphrase = Zeroizing::new(passphrase);
        let read = |der: &[u8]| read(&private_from_encrypted_der(der, &passphrase)?);
        from_pem(pem, PRIVATE, read).map_err(|error| match error {
            // The encryption of OpenSSL before PKCS#8.
            RsaKeyError::Encrypted => RsaKeyError::UnsupportedEncryption,
            error => error,
        })
    }
}
