//! What a service asks for beside the protocol: methods, parameters, places, names.
//!
//! The base strings are written out by hand, and the HMAC over them is made by the `hmac` crate alone.

use std::convert::Infallible;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt as _, Full};
use tower::util::service_fn;
use tower_oauth1::flow::{EndpointError, FlowErrorKind, FlowStep, ResponseError, VerifierError};
use tower_oauth1::protocol::{Nonce, Transmission};
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, FlowError, SignError,
    SignatureMethod, Signer, TokenCredentials,
};

use crate::provider::{GRANTED, HttpRequest, INITIATED, endpoints, response, unreachable, url};

fn fixed() -> Signer {
    Signer::new(ClientCredentials::new("id", "c&s"))
        .clock(|| 7)
        .nonces(|| Nonce::new("N"))
}

fn three() -> Endpoints {
    endpoints("https://h/i?a=b", "https://h/a?x=%2f", "https://h/t")
}

/// The protocol parameters of every request, in the order in which they are signed, encoded once more.
const SIGNED: &str = "oauth_consumer_key%3Did%26oauth_nonce%3DN%26\
                      oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D7";

/// The signature over a base string, percent-encoded.
fn signature(token_secret: &str, base_string: &str) -> String {
    let key = format!("c%26s&{token_secret}");
    let mut hmac = Hmac::<sha1::Sha1>::new_from_slice(key.as_bytes()).unwrap();
    hmac.update(base_string.as_bytes());
    let signature = STANDARD.encode(hmac.finalize().into_bytes());
    let signature = signature.replace('+', "%2B").replace('/', "%2F");
    signature.replace('=', "%3D")
}

/// One request as text: method, target, three headers, and the body.
async fn text(request: Request<Full<Bytes>>) -> String {
    let (parts, body) = request.into_parts();
    let mut text = format!("{} {}\n", parts.method, parts.uri);
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::AUTHORIZATION,
    ] {
        if let Some(value) = parts.headers.get(&name) {
            text += &format!("{name}: {}\n", value.to_str().unwrap());
        }
    }
    let body = body.collect().await.unwrap().to_bytes();
    text + std::str::from_utf8(&body).unwrap()
}

/// A service that keeps the last request as text, and answers each alike.
macro_rules! recording {
    ($seen:ident, $body:expr) => {
        service_fn(async |request: Request<Full<Bytes>>| {
            *$seen.lock().unwrap() = text(request).await;
            Ok::<_, Infallible>(response(200, $body))
        })
    };
}

type Seen = std::sync::Mutex<String>;

#[tokio::test]
async fn a_get_with_further_parameters_has_them_in_the_query_and_no_length() {
    let seen = Seen::default();
    let mut http = recording!(seen, INITIATED);
    let flow = AuthorizationFlow::new(fixed(), three().initiate_method(Method::GET))
        .parameter(FlowStep::TemporaryCredentials, "scope", "read write&all")
        .parameter(FlowStep::TemporaryCredentials, "oauth_extra", "e/1")
        .parameter(FlowStep::TokenCredentials, "other", "step");
    let asked = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    asked.await.unwrap();
    let base_string = format!(
        "GET&https%3A%2F%2Fh%2Fi&a%3Db%26oauth_callback%3Doob%26\
         oauth_consumer_key%3Did%26oauth_extra%3De%252F1%26oauth_nonce%3DN%26\
         oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D7%26oauth_version%3D1.0%26\
         scope%3Dread%2520write%2526all"
    );
    let expected = format!(
        "GET https://h/i?a=b&scope=read%20write%26all\n\
         authorization: OAuth oauth_consumer_key=\"id\", oauth_nonce=\"N\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"7\", oauth_version=\"1.0\", \
         oauth_extra=\"e%2F1\", oauth_callback=\"oob\", oauth_signature=\"{}\"\n",
        signature("", &base_string)
    );
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_form_carries_the_further_parameters() {
    let seen = Seen::default();
    let mut http = recording!(seen, INITIATED);
    // A form is posted, whatever the method is without one.
    let flow = AuthorizationFlow::new(fixed(), three().initiate_method(Method::GET)).parameter(
        FlowStep::TemporaryCredentials,
        "scope",
        "read,write",
    );
    let callback = url("https://app/r?s=1");
    flow.request_temporary_credentials_by_form(&mut http, callback)
        .await
        .unwrap();
    let base_string = format!(
        "POST&https%3A%2F%2Fh%2Fi&a%3Db%26oauth_callback%3Dhttps%253A%252F%252Fapp%252Fr%253Fs%253D1%26\
         {SIGNED}%26oauth_version%3D1.0%26scope%3Dread%252Cwrite"
    );
    let expected = format!(
        "POST https://h/i?a=b\n\
         content-type: application/x-www-form-urlencoded\n\
         content-length: 18\n\
         authorization: OAuth oauth_consumer_key=\"id\", oauth_nonce=\"N\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"7\", oauth_version=\"1.0\", \
         oauth_callback=\"https%3A%2F%2Fapp%2Fr%3Fs%3D1\", oauth_signature=\"{}\"\n\
         scope=read%2Cwrite",
        signature("", &base_string)
    );
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test]
async fn the_protocol_parameters_in_the_form_and_in_the_query() {
    let seen = Seen::default();
    let mut http = recording!(seen, GRANTED);
    let pending = crate::provider::pending(Callback::OutOfBand).await;
    let base_string = format!(
        "POST&https%3A%2F%2Fh%2Ft&{SIGNED}%26oauth_token%3Dtemp%26oauth_verifier%3D1%26\
         oauth_version%3D1.0%26z%3D1"
    );
    let parameters = format!(
        "oauth_consumer_key=id&oauth_nonce=N&oauth_signature_method=HMAC-SHA1&oauth_timestamp=7&\
         oauth_token=temp&oauth_version=1.0&oauth_verifier=1&oauth_signature={}",
        signature("temp-s3cret", &base_string)
    );
    let flow =
        AuthorizationFlow::new(fixed(), three()).parameter(FlowStep::TokenCredentials, "z", "1");
    let in_form = flow.clone().transmission(Transmission::FormBody);
    in_form
        .request_token_credentials_by_form(&mut http, &pending, "1")
        .await
        .unwrap();
    let length = parameters.len() + 4;
    let expected = format!(
        "POST https://h/t\ncontent-type: application/x-www-form-urlencoded\n\
         content-length: {length}\nz=1&{parameters}"
    );
    assert_eq!(*seen.lock().unwrap(), expected);

    let in_query = flow.transmission(Transmission::Query);
    in_query
        .request_token_credentials(&mut http, &pending, "1")
        .await
        .unwrap();
    let expected = format!("POST https://h/t?z=1&{parameters}\ncontent-length: 0\n");
    assert_eq!(*seen.lock().unwrap(), expected);
}

fn sign_error(error: &FlowError) -> &SignError {
    match error.kind() {
        FlowErrorKind::Sign(error) => error,
        kind => panic!("{kind:?}"),
    }
}

#[tokio::test]
async fn what_does_not_go_together_is_not_sent() {
    let mut http = service_fn(unreachable);
    let flow = |signer| AuthorizationFlow::new(signer, three());
    let in_form = flow(fixed()).transmission(Transmission::FormBody);
    let error = in_form
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap_err();
    assert!(matches!(sign_error(&error), SignError::NoForm));

    let plaintext = fixed().signature_method(SignatureMethod::Plaintext);
    let in_query = flow(plaintext).transmission(Transmission::Query);
    let error = in_query
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap_err();
    assert!(matches!(sign_error(&error), SignError::PlaintextInQuery));

    for (step, name) in [
        (FlowStep::TemporaryCredentials, "oauth_callback"),
        (FlowStep::TemporaryCredentials, "oauth_nonce"),
        (FlowStep::TemporaryCredentials, "oauth_signature"),
        (FlowStep::Authorization, "oauth_token"),
    ] {
        let error = flow(fixed())
            .parameter(step, name, "s3cret")
            .request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await
            .unwrap_err();
        match sign_error(&error) {
            SignError::ProtocolParameter { name: of } => assert_eq!(of, name),
            error => panic!("{error:?}"),
        }
        assert!(!format!("{error:?}{error}").contains("s3cret"));
    }
    let debug = format!(
        "{:?}",
        flow(fixed()).parameter(FlowStep::Authorization, "n", "s3cret")
    );
    assert!(!debug.contains("s3cret"), "{debug}");

    let token_only = Endpoints::token_only("https://h/t".parse().unwrap());
    let error = AuthorizationFlow::new(fixed(), token_only)
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap_err();
    assert!(matches!(
        error.kind(),
        FlowErrorKind::Endpoint {
            endpoint: "authorize" | "initiate",
            source: EndpointError::Missing
        }
    ));
}

#[tokio::test]
async fn the_authorization_uri_takes_the_services_names_and_the_callers_parameters() {
    let seen = Seen::default();
    for (endpoints, uri) in [
        (
            three(),
            "https://h/a?x=%2f&perms=read%20it&oauth_token=temp",
        ),
        (
            three().authorize_parameters(Some("key"), "token"),
            "https://h/a?x=%2f&perms=read%20it&key=id&token=temp",
        ),
    ] {
        let mut http = recording!(seen, INITIATED);
        let flow = AuthorizationFlow::new(fixed(), endpoints).parameter(
            FlowStep::Authorization,
            "perms",
            "read it",
        );
        let pending = flow
            .request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await
            .unwrap();
        assert_eq!(pending.authorization_uri(), uri);
        assert!(!seen.lock().unwrap().contains("perms"), "the user's alone");
    }
}

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
        FlowErrorKind::Verifier(VerifierError::MissingToken)
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
async fn services_of_oauth_1_0() {
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
        let mut answers = vec![("", None), (" \n", None)];
        if pending.is_out_of_band() {
            answers.push(("4738", Some("4738")));
        } else {
            answers.extend([
                ("?oauth_token=temp", None),
                ("?oauth_token=temp&oauth_verifier=", None),
                ("?oauth_token=temp&oauth_verifier=v", Some("v")),
            ]);
        }
        for (answer, verifier) in answers {
            let mut http = recording!(seen, GRANTED);
            old.request_token_credentials(&mut http, &pending, answer)
                .await
                .unwrap();
            let seen = seen.lock().unwrap();
            let sent = verifier.map(|verifier| format!("oauth_verifier=\"{verifier}\""));
            assert_eq!(seen.contains("oauth_verifier"), sent.is_some(), "{answer}");
            assert!(sent.is_none_or(|sent| seen.contains(&sent)), "{answer}");
        }
        // Whose token it is, and a refusal, count as ever.
        for (answer, expected) in [
            ("?oauth_token=other", VerifierError::ForeignToken),
            ("?denied=temp", VerifierError::Denied),
            ("?x=1", VerifierError::MissingToken),
        ] {
            if pending.is_out_of_band() {
                continue;
            }
            let mut http = service_fn(unreachable);
            let refused = old.request_token_credentials(&mut http, &pending, answer);
            match refused.await.unwrap_err().kind() {
                FlowErrorKind::Verifier(error) => assert_eq!(*error, expected, "{answer}"),
                kind => panic!("{kind:?}"),
            }
        }
    }
}

#[tokio::test]
async fn xauth() {
    let seen = Seen::default();
    let mut http = recording!(seen, "oauth_token=t&oauth_token_secret=s&user_id=1");
    // A token that the signer has is no part of it.
    let signer = fixed().token(TokenCredentials::new("other", "s"));
    let token = Endpoints::token_only("https://h/t".parse().unwrap());
    let granted = AuthorizationFlow::new(signer, token)
        .parameter(FlowStep::TokenCredentials, "x_reverse", "1")
        .request_token_credentials_by_password(&mut http, "jane@h", "p&ss w\u{f6}rd")
        .await
        .unwrap();
    assert_eq!(granted.credentials().identifier(), "t");
    assert_eq!(granted.parameter("user_id"), Some("1"));
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

    // The password goes in clear, so the endpoint must be TLS's.
    let mut http = service_fn(|_: Request<Full<Bytes>>| async {
        panic!("the request was sent");
        #[expect(unreachable_code, reason = "for its type")]
        Ok::<_, Infallible>(response(200, ""))
    });
    let clear = Endpoints::token_only("http://h/t".parse().unwrap());
    let error = AuthorizationFlow::new(fixed(), clear)
        .request_token_credentials_by_password(&mut http, "jane", "pass-s3cret")
        .await
        .unwrap_err();
    assert!(matches!(
        error.kind(),
        FlowErrorKind::Endpoint {
            endpoint: "token",
            source: EndpointError::WithoutTls
        }
    ));
    assert!(!format!("{error:?}{error}").contains("s3cret"));
}

#[tokio::test]
async fn a_session_is_renewed_by_the_old_token_and_the_handle() {
    let seen = Seen::default();
    let answer = "oauth_token=new&oauth_token_secret=ns&oauth_expires_in=3600&\
                  oauth_session_handle=h2&oauth_authorization_expires_in=0";
    let mut http = recording!(seen, answer);
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
    assert_eq!(granted.credentials().identifier(), "new");
    assert_eq!(granted.session_handle(), Some("h2"));
    assert_eq!(granted.expires_in().unwrap().as_secs(), 3600);
    assert_eq!(granted.authorization_expires_in(), None, "0 is for ever");
}

#[tokio::test]
async fn what_a_server_says_of_expiry() {
    for (value, expected) in [
        ("1", Some(1)),
        ("0", None),
        ("00", None),
        ("", None),
        ("-1", None),
        ("+5", None),
        ("soon", None),
        ("18446744073709551616", None),
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
