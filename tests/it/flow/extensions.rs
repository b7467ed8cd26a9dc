//! Tokens for a password, and renewal of tokens.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::util::service_fn;
use tower_oauth1::flow::{Endpoint, EndpointError, FlowErrorKind, FlowStep};
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{AuthorizationFlow, Endpoints, TokenCredentials};

use crate::flow::provider::{GRANTED, HttpRequest, response};
use crate::flow::reference::{SIGNED, Seen, fixed, recording, signature, three};

#[tokio::test]
async fn xauth() {
    let seen = Seen::default();
    let mut http = recording!(seen, "oauth_token=t&oauth_token_secret=s&user_id=1");
    // xAuth does not use the token of the signer.
    let signer = fixed().with_token(TokenCredentials::new("other", "s"));
    let token = Endpoints::token_only("https://h/t".parse().unwrap());
    let granted = AuthorizationFlow::new(signer, token)
        .parameter(FlowStep::TokenCredentials, "x_reverse", "1")
        .request_token_credentials_with_password(&mut http, "jane@h", "p&ss w\u{f6}rd")
        .await
        .unwrap();
    assert_eq!(granted.credentials().identifier(), "t");
    assert_eq!(granted.field("user_id"), Some("1"));
    let base_string = format!(
        "POST&https%3A%2F%2Fh%2Ft&{SIGNED}%26oauth_version%3D1.0%26x_auth_mode%3Dclient_auth%26\
         x_auth_password%3Dp%2526ss%2520w%25C3%25B6rd%26x_auth_username%3Djane%2540h%26x_reverse%3D1"
    );
    let form = "x_reverse=1&x_auth_username=jane%40h&x_auth_password=p%26ss%20w%C3%B6rd&\
                x_auth_mode=client_auth";
    let expected = format!(
        "POST https://h/t\ncontent-type: application/x-www-form-urlencoded\ncontent-length: {}\n\
         authorization: OAuth oauth_consumer_key=\"id\", oauth_nonce=\"N\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"7\", oauth_version=\"1.0\", \
         oauth_signature=\"{}\"\n{form}",
        form.len(),
        signature("", &base_string)
    );
    assert_eq!(*seen.lock().unwrap(), expected);

    // The password is sent in clear text, so the endpoint must use TLS.
    let mut http = service_fn(|_: Request<Full<Bytes>>| async {
        panic!("the request was sent");
        #[expect(unreachable_code, reason = "gives the closure its type")]
        Ok::<_, Infallible>(response(200, ""))
    });
    let clear = Endpoints::token_only("http://h/t".parse().unwrap());
    let error = AuthorizationFlow::new(fixed(), clear)
        .request_token_credentials_with_password(&mut http, "jane", "pass-s3cret")
        .await
        .unwrap_err();
    assert!(matches!(
        error.kind(),
        FlowErrorKind::Endpoint {
            endpoint: Endpoint::Token,
            source: EndpointError::WithoutTls
        }
    ));
    assert!(!format!("{error:?}{error}").contains("s3cret"));
}

#[tokio::test]
async fn a_session_is_renewed_by_the_old_token_and_the_handle() {
    let seen = Seen::default();
    let body = "oauth_token=new&oauth_token_secret=ns&oauth_expires_in=3600&\
                  oauth_session_handle=h2&oauth_authorization_expires_in=0";
    let mut http = recording!(seen, body);
    let flow = AuthorizationFlow::new(fixed(), three());
    let old = TokenCredentials::new("old", "old-s3cret");
    let granted = flow
        .renew_token_credentials(&mut http, &old, "h/1")
        .await
        .unwrap();
    let base_string = "POST&https%3A%2F%2Fh%2Ft&oauth_consumer_key%3Did%26oauth_nonce%3DN%26\
         oauth_session_handle%3Dh%252F1%26oauth_signature_method%3DHMAC-SHA1%26\
         oauth_timestamp%3D7%26oauth_token%3Dold%26oauth_version%3D1.0";
    let expected = format!(
        "POST https://h/t\ncontent-length: 0\n\
         authorization: OAuth oauth_consumer_key=\"id\", oauth_nonce=\"N\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"7\", oauth_token=\"old\", \
         oauth_version=\"1.0\", oauth_session_handle=\"h%2F1\", oauth_signature=\"{}\"\n",
        signature("old-s3cret", base_string)
    );
    assert_eq!(*seen.lock().unwrap(), expected);
    // The same with a form, which contains all parameters.
    let by_form = flow.clone().transmission(Transmission::FormBody);
    let renewed = by_form.renew_token_credentials_with_form(&mut http, &old, "h/1");
    renewed.await.unwrap();
    let form = format!(
        "oauth_consumer_key=id&oauth_nonce=N&oauth_signature_method=HMAC-SHA1&oauth_timestamp=7&\
         oauth_token=old&oauth_version=1.0&oauth_session_handle=h%2F1&oauth_signature={}",
        signature("old-s3cret", base_string)
    );
    let text = seen.lock().unwrap().clone();
    assert!(
        text.starts_with("POST https://h/t\ncontent-type: "),
        "{text}"
    );
    assert!(text.ends_with(&form), "{text}");
    assert_eq!(granted.credentials().identifier(), "new");
    assert_eq!(granted.session_handle(), Some("h2"));
    assert_eq!(granted.expires_in().unwrap().as_secs(), 3600);
    assert_eq!(granted.authorization_expires_in(), None, "0 means no limit");
}

#[tokio::test]
async fn expiry_times_in_responses() {
    for (value, expected) in [
        ("1", Some(1)),
        ("0", None),
        ("00", None),
        ("", None),
        ("-1", None),
        ("+5", None),
        ("soon", None),
        ("18446744073709551616", None),
        ("18446744073709551615", Some(100 * 365 * 24 * 3600)),
        ("3600.0", None),
    ] {
        let mut http = service_fn(|_: HttpRequest| async move {
            let body = format!(
                "{GRANTED}&oauth_expires_in={}&oauth_authorization_expires_in={0}",
                value.replace('+', "%2B")
            );
            Ok::<_, Infallible>(Response::new(body))
        });
        let flow = AuthorizationFlow::new(fixed(), three());
        let old = TokenCredentials::new("old", "s");
        let granted = flow.renew_token_credentials(&mut http, &old, "h");
        let granted = granted.await.unwrap();
        let seconds = |duration: Option<std::time::Duration>| duration.map(|d| d.as_secs());
        assert_eq!(seconds(granted.expires_in()), expected, "{value}");
        let authorization = granted.authorization_expires_in();
        assert_eq!(seconds(authorization), expected, "{value}");
        assert_eq!(granted.session_handle(), None);
    }
}
