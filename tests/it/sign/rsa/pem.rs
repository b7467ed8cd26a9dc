//! Keys as people have them: PEM that editors, terminals and configuration files have changed.

use tower_oauth1::protocol::{RsaKeyError, RsaPrivateKey, RsaPublicKey};

use crate::sign::rsa::{der, pem};

/// Returns the two boundaries of a PEM block, and its base64 without line breaks.
fn parts(pem: &str) -> (String, String, String) {
    let lines: Vec<_> = pem.lines().collect();
    let (begin, end) = (lines[0], lines[lines.len() - 1]);
    let text = lines[1..lines.len() - 1].concat();
    (begin.to_owned(), text, end.to_owned())
}

/// Returns the block with lines of this many characters.
fn folded(pem: &str, width: usize) -> String {
    let (begin, text, end) = parts(pem);
    let characters: Vec<char> = text.chars().collect();
    let lines: Vec<String> = characters
        .chunks(width)
        .map(|c| c.iter().collect())
        .collect();
    format!("{begin}\n{}\n{end}\n", lines.join("\n"))
}

/// The kinds of changes that OpenSSL, Node.js and Python read too.
fn variants(pem: &str) -> Vec<(&'static str, String)> {
    let (begin, text, end) = parts(pem);
    vec![
        ("as it is", pem.to_owned()),
        ("lines of 76 characters", folded(pem, 76)),
        ("lines of 60 characters", folded(pem, 60)),
        ("lines of one character", folded(pem, 1)),
        ("one line of base64", format!("{begin}\n{text}\n{end}\n")),
        ("blanks at line ends", pem.replace('\n', "  \n")),
        ("tabs at line ends", pem.replace('\n', "\t\n")),
        ("Windows line breaks", pem.replace('\n', "\r\n")),
        ("old Mac line breaks", pem.replace('\n', "\r")),
        ("blanks and Windows line breaks", pem.replace('\n', " \r\n")),
        ("indented", pem.replace('\n', "\n    ")),
        ("blank lines", pem.replace('\n', "\n\n")),
        ("blanks for line breaks", pem.replace('\n', " ")),
        ("no line breaks at all", format!("{begin}{text}{end}")),
        ("no line break at the end", pem.trim_end().to_owned()),
        (
            "text before and after",
            format!("Bag Attributes\n    friendlyName: key\nKey Attributes: <none>\n{pem}\nbye"),
        ),
        ("a byte order mark", format!("\u{feff}{pem}")),
        ("in quotes", format!("KEY=\"{pem}\"\n")),
        (
            "after a block that was cut off",
            format!("{}\n{pem}", &pem[..pem.len() / 2]),
        ),
    ]
}

#[test]
fn keys_are_read_whatever_their_white_space_is() {
    let public = RsaPublicKey::from_pem(&pem("public-spki.pem")).unwrap();
    let method = tower_oauth1::SignatureMethod::RsaSha256;
    for file in ["private-pkcs1.pem", "private-pkcs8.pem"] {
        for (name, text) in variants(&pem(file)) {
            let key = RsaPrivateKey::from_pem(&text);
            let key = key.unwrap_or_else(|error| panic!("{file}, {name}: {error}"));
            let signature = key.sign(method, b"text").unwrap();
            let verified = public.verify(method, b"text", signature.as_bytes());
            assert!(verified.is_ok(), "{file}, {name}");
        }
    }
    for file in ["public-pkcs1.pem", "public-spki.pem", "certificate.pem"] {
        for (name, text) in variants(&pem(file)) {
            let key = RsaPublicKey::from_pem(&text);
            assert!(key.is_ok(), "{file}, {name}: {key:?}");
        }
    }
}

#[test]
fn line_breaks_written_as_two_characters_are_named() {
    for file in ["private-pkcs1.pem", "private-pkcs8.pem"] {
        let pem = pem(file);
        for (line_break, real) in [("\\n", "\n"), ("\\r\\n", "\r\n"), ("\\n\n", "\n")] {
            let escaped = pem.replace('\n', line_break);
            let error = RsaPrivateKey::from_pem(&escaped).unwrap_err();
            assert_eq!(error, RsaKeyError::EscapedLineBreaks, "{line_break}");
            assert_eq!(
                error.to_string(),
                "the PEM block contains `\\n` as two characters instead of line breaks; replace \
                 them first, for example with `text.replace(\"\\\\n\", \"\\n\")`"
            );
            // The advice of the message works.
            let mended = escaped.replace(line_break, real);
            assert!(RsaPrivateKey::from_pem(&mended).is_ok());
        }
    }
    let escaped = pem("certificate.pem").replace('\n', "\\n");
    let error = RsaPublicKey::from_pem(&escaped).unwrap_err();
    assert_eq!(error, RsaKeyError::EscapedLineBreaks);
}

#[test]
fn the_message_for_pkcs12_names_the_commands() {
    let error = RsaPrivateKey::from_der(&der("bundle.p12")).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("`openssl pkcs12 -in FILE -nodes"),
        "{message}"
    );
    assert!(
        message.contains("`-legacy`") && message.contains("RC2"),
        "{message}"
    );
}

#[test]
fn what_is_not_base64_is_still_refused() {
    let pem = pem("private-pkcs8.pem");
    for damaged in [
        pem.replace("MII", "MI\u{a0}I"),
        pem.replace("MII", "MI-I"),
        pem.replacen('\n', "\nComment: mine\n", 1),
        pem.replace("-----END", "-----END-----"),
        pem.replace("PRIVATE KEY-----\n", "PRIVATE KEY----\n"),
    ] {
        let error = RsaPrivateKey::from_pem(&damaged).unwrap_err();
        assert!(matches!(error, RsaKeyError::NotPem { .. }), "{damaged}");
    }
}
