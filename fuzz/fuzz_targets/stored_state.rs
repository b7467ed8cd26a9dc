//! Any text as state that was stored: what is read is written and read again without a loss. The
//! first byte chooses the type.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{from_str, to_string};
use tower_oauth1::{
    ClientCredentials, GrantedAuthorization, PendingAuthorization, TokenCredentials,
};

fn token(
    read: &str,
    again: impl Fn(&TokenCredentials) -> TokenCredentials,
    token: TokenCredentials,
) {
    let again = again(&token);
    assert_eq!(again.identifier(), token.identifier(), "{read}");
    assert_eq!(again.secret(), token.secret(), "{read}");
}

fuzz_target!(|data: (u8, &str)| {
    let (kind, text) = data;
    match kind % 5 {
        0 => {
            if let Ok(read) = text.parse() {
                token(
                    text,
                    |token| token.expose_to_string().parse().unwrap(),
                    read,
                );
            }
        }
        1 => {
            if let Ok(read) = from_str(text) {
                let write = |token: &TokenCredentials| to_string(&token.expose_secrets()).unwrap();
                token(text, |token| from_str(&write(token)).unwrap(), read);
            }
        }
        2 => {
            if let Ok(read) = from_str::<ClientCredentials>(text) {
                let written = to_string(&read.expose_secrets()).unwrap();
                let again: ClientCredentials = from_str(&written).unwrap();
                assert_eq!(again.identifier(), read.identifier());
                assert_eq!(to_string(&again.expose_secrets()).unwrap(), written);
            }
        }
        3 => {
            if let Ok(read) = from_str::<PendingAuthorization>(text) {
                let written = to_string(&read.expose_secrets()).unwrap();
                let again: PendingAuthorization = from_str(&written).unwrap();
                assert!(again.fields().eq(read.fields()));
                assert_eq!(again.credentials().secret(), read.credentials().secret());
                assert_eq!(to_string(&again.expose_secrets()).unwrap(), written);
            }
        }
        _ => {
            if let Ok(read) = from_str::<GrantedAuthorization>(text) {
                let written = to_string(&read.expose_secrets()).unwrap();
                let again: GrantedAuthorization = from_str(&written).unwrap();
                assert!(again.fields().eq(read.fields()));
                assert_eq!(to_string(&again.expose_secrets()).unwrap(), written);
            }
        }
    }
});
