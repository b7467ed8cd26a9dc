//! Keys and key files at the limits of what is read.

use tower_oauth1::protocol::{RsaKeyError, RsaPrivateKey, RsaPublicKey};

/// Returns a DER value with its length in the shortest form.
fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut der = vec![tag];
    match length {
        0..0x80 => der.push(u8::try_from(length).unwrap()),
        _ => {
            let bytes = length.to_be_bytes();
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            let bytes = &bytes[zeros..];
            der.push(0x80 | u8::try_from(bytes.len()).unwrap());
            der.extend_from_slice(bytes);
        }
    }
    der.extend_from_slice(content);
    der
}

/// Returns a public key in PKCS#1 whose modulus begins with these bytes and ends in ones.
fn public_key(modulus: &[u8], length: usize) -> Vec<u8> {
    let mut modulus = modulus.to_vec();
    modulus.resize(length, 0xff);
    let parts = [value(2, &modulus), value(2, &[1, 0, 1])];
    value(0x30, &parts.concat())
}

/// Every length of a key is a multiple of the security that it gives and of the time that a server
/// spends on each request. The longest is the longest that the crate `ring` verifies.
#[test]
fn the_longest_public_key() {
    let longest = RsaPublicKey::from_der(&public_key(&[0, 0xff], 1 + 1024)).unwrap();
    assert_eq!(longest.bits(), 8192);
    let longer = RsaPublicKey::from_der(&public_key(&[1], 1 + 1024)).unwrap_err();
    let (bits, most) = (8193, 8192);
    assert_eq!(longer, RsaKeyError::TooLong { bits, most });
}

/// A PKCS#12 file (RFC 7292 section 4) is named as such, however long its length is written.
#[test]
fn files_in_pkcs12_of_every_size() {
    let version = [2, 1, 3];
    for length in [0, 100, 200, 1000, 70_000, 17_000_000] {
        let file = value(
            0x30,
            &[&version[..], &value(0x30, &vec![0; length])].concat(),
        );
        for error in [
            RsaPrivateKey::from_der(&file).unwrap_err(),
            RsaPublicKey::from_der(&file).unwrap_err(),
        ] {
            assert!(error.to_string().contains("PKCS#12"), "{length}: {error}");
        }
    }
}
