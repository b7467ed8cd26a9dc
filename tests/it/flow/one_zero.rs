//! Providers that are older than OAuth 1.0a, or that registered the callback beforehand.

use tower::util::service_fn;
use tower_oauth1::flow::{FlowErrorKind, RedirectError, ResponseError};
use tower_oauth1::{AuthorizationFlow, Callback};

use crate::flow::provider::{GRANTED, INITIATED, unreachable, url};
use crate::flow::reference::{Seen, fixed, recording, three};

#[tokio::test]
async fn a_callback_that_is_omitted() {
    let seen = Seen::default();
    let mut http = recording!(seen, INITIATED);
    let flow = AuthorizationFlow::new(fixed(), three());
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::Omitted)
        .await
        .unwrap();
    assert!(!seen.lock().unwrap().contains("oauth_callback"));
    assert!(!pending.is_out_of_band());
    let mut http = service_fn(unreachable);
    let bare = flow
        .request_token_credentials(&mut http, &pending, "473829")
        .await
        .unwrap_err();
    assert!(matches!(
        bare.kind(),
        FlowErrorKind::Callback(RedirectError::MissingToken)
    ));
    let mut http = recording!(seen, GRANTED);
    let callback = "/ready?oauth_token=temp&oauth_verifier=v";
    flow.request_token_credentials(&mut http, &pending, callback)
        .await
        .unwrap();
    assert!(seen.lock().unwrap().contains("oauth_verifier=\"v\""));
}

const UNCONFIRMED: &str = "oauth_token=temp&oauth_token_secret=temp-s3cret";

#[tokio::test]
async fn providers_of_oauth_1_0() {
    let seen = Seen::default();
    let mut http = recording!(seen, UNCONFIRMED);
    let refused = AuthorizationFlow::new(fixed(), three())
        .request_temporary_credentials(&mut http, Callback::Omitted)
        .await
        .unwrap_err();
    assert!(matches!(
        refused.kind(),
        FlowErrorKind::Response(ResponseError::CallbackNotConfirmed)
    ));
    let old = three()
        .insecure_unconfirmed_callback()
        .insecure_without_verifier();
    let old = AuthorizationFlow::new(fixed(), old);
    for callback in [
        Callback::Omitted,
        Callback::OutOfBand,
        url("https://app/ready"),
    ] {
        let mut http = recording!(seen, UNCONFIRMED);
        let pending = old.request_temporary_credentials(&mut http, callback);
        let pending = pending.await.unwrap();
        let mut redirects = vec![("", None), (" \n", None)];
        if pending.is_out_of_band() {
            redirects.push(("4738", Some("4738")));
        } else {
            redirects.extend([
                ("?oauth_token=temp", None),
                ("?oauth_token=temp&oauth_verifier=", None),
                ("?oauth_token=temp&oauth_verifier=v", Some("v")),
            ]);
        }
        for (redirect, verifier) in redirects {
            let mut http = recording!(seen, GRANTED);
            old.request_token_credentials(&mut http, &pending, redirect)
                .await
                .unwrap();
            let seen = seen.lock().unwrap();
            let sent = verifier.map(|verifier| format!("oauth_verifier=\"{verifier}\""));
            assert_eq!(
                seen.contains("oauth_verifier"),
                sent.is_some(),
                "{redirect}"
            );
            assert!(sent.is_none_or(|sent| seen.contains(&sent)), "{redirect}");
        }
        // A foreign token and a refusal are errors, as with OAuth 1.0a.
        for (redirect, expected) in [
            ("?oauth_token=other", RedirectError::ForeignToken),
            ("?denied=temp", RedirectError::Denied),
            (
                "?oauth_token=temp&oauth_verifier=&denied=temp",
                RedirectError::Denied,
            ),
            (
                "?oauth_token=temp&oauth_verifier=&oauth_problem=x",
                RedirectError::Problem { name: None },
            ),
            (
                "?oauth_token=temp&oauth_problem=token_expired",
                RedirectError::Problem {
                    name: Some("token_expired"),
                },
            ),
            (
                "?oauth_token=temp&oauth_verifier=%FF",
                RedirectError::NotUtf8,
            ),
            ("?x=1", RedirectError::MissingToken),
        ] {
            if pending.is_out_of_band() {
                continue;
            }
            let mut http = service_fn(unreachable);
            let refused = old.request_token_credentials(&mut http, &pending, redirect);
            match refused.await.unwrap_err().kind() {
                FlowErrorKind::Callback(error) => assert_eq!(*error, expected, "{redirect}"),
                kind => panic!("{kind:?}"),
            }
        }
    }
}
