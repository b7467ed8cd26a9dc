//! Any bytes as the response of the token endpoint, read alone and by the flow.
//!
//! The first byte chooses the status. Credentials are those of the body, and no message has the
//! secret in it.

#![no_main]

use std::convert::Infallible;
use std::sync::LazyLock;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use libfuzzer_sys::fuzz_target;
use tower::service_fn;
use tower_oauth1::{AuthorizationFlow, Callback, GrantedAuthorization};
use tower_oauth1_fuzz::{flow, future, plain};

/// The secret of the seeds. If a mutation destroys it, there is nothing to look for.
const SECRET: &str = "ipd3JTm9sLkq";

static FLOW: LazyLock<AuthorizationFlow> = LazyLock::new(flow::photos);

/// Checks that a text has no secret, if the body has the secret where it belongs.
fn check_shown(body: &[u8], shown: String) {
    let pairs = plain::form_pairs(body.trim_ascii());
    let secrets = pairs
        .iter()
        .filter(|(name, _)| name == b"oauth_token_secret");
    let is_hidden = secrets.map(|(_, value)| value).eq([SECRET.as_bytes()]);
    let times = body
        .windows(SECRET.len())
        .filter(|text| *text == SECRET.as_bytes())
        .count();
    assert!(
        !is_hidden || times > 1 || !shown.contains(SECRET),
        "{shown}"
    );
}

fuzz_target!(|data: &[u8]| {
    let Some((status, body)) = data.split_first() else {
        return;
    };
    let alone = GrantedAuthorization::from_body(body);
    check_shown(body, format!("{alone:?}"));
    if let Ok(granted) = &alone {
        assert!(!granted.credentials().identifier().is_empty());
        let fields = granted.fields().map(|(name, _)| name);
        assert!(
            fields
                .chain(["x"])
                .all(|name| !name.starts_with("oauth_token")
                    || !["oauth_token", "oauth_token_secret"].contains(&name))
        );
        let _ = (granted.expires_in(), granted.authorization_expires_in());
    }
    let status = [200, 200, 200, 201, 204, 302, 400, 401, 403, 500][usize::from(status % 10)];
    let mut http = service_fn(|_: Request<Full<Bytes>>| async {
        let body = Full::<Bytes>::from(body.to_vec());
        Ok::<_, Infallible>(Response::builder().status(status).body(body).unwrap())
    });
    let callback = Callback::OutOfBand;
    let pending = future::ready(FLOW.request_temporary_credentials(&mut http, callback));
    match pending {
        Ok(pending) => {
            check_shown(body, format!("{pending:?}"));
            let alone = alone.expect("the flow accepts no more than one response");
            assert_eq!(
                pending.credentials().identifier(),
                alone.credentials().identifier()
            );
            let granted = future::ready(FLOW.request_token_credentials(&mut http, &pending, "1"));
            let secret = granted.map(|granted| granted.credentials().secret().to_owned());
            assert_eq!(secret.ok().as_deref(), Some(alone.credentials().secret()));
        }
        Err(error) => {
            check_shown(body, format!("{error:?} {error} {:?}", error.problem()));
            let _ = (error.is_denied(), error.is_expired());
        }
    }
});
