//! Checks `--private-key` with the public key.

use tower_oauth1::protocol::RsaPublicKey;

use crate::sign::process::{json, run};

fn key(name: &str) -> String {
    format!("{}/tests/fixtures/rsa/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn signs_by_rsa() {
    let public = std::fs::read_to_string(key("public-spki.pem")).expect("the key is there");
    let public = RsaPublicKey::from_pem(&public).expect("a public key");
    let mut methods = vec!["RSA-SHA256", "RSA-SHA512", "RSA-PSS"];
    if cfg!(feature = "rsa-legacy") {
        methods.push("RSA-SHA1");
    }
    for method in methods {
        let private = key("private-pkcs1.pem");
        let arguments = ["--client-key", "k", "--private-key", &private];
        let request = ["--signature-method", method, "https://h/?a=b"];
        let printed = json(&[&arguments[..], &request].concat());
        let text = |name: &str| {
            printed[name]
                .as_str()
                .expect("the output has the field")
                .to_owned()
        };
        let (base_string, signature) = (text("base_string"), text("signature"));
        let method = method.parse().expect("a known method");
        let verified = public.verify(method, base_string.as_bytes(), signature.as_bytes());
        assert!(verified.is_ok(), "{method}");
    }
}

#[test]
fn files_that_are_not_keys() {
    for (file, method, words) in [
        ("ec.pem", "RSA-SHA256", "another algorithm"),
        (
            "private-pkcs8-encrypted.pem",
            "RSA-SHA256",
            "decrypt it first",
        ),
        ("none.pem", "RSA-SHA256", "cannot be read"),
        (
            "private-pkcs8.pem",
            "HMAC-SHA1",
            "is not an RSA signature method",
        ),
    ] {
        let file = key(file);
        let arguments = ["--client-key", "k", "--private-key", &file];
        let run = run(&[
            &arguments[..],
            &["--signature-method", method, "https://h/"],
        ]
        .concat());
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.stderr.contains(words), "no {words:?} in {run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    }
}
