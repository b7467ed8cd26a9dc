//! Settings for what providers need in addition: methods, parameters, transmissions, names.

use http::Method;
use tower::util::service_fn;
use tower_oauth1::flow::{Endpoint, EndpointError, FlowErrorKind, FlowStep};
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{AuthorizationFlow, Callback, Endpoints, FlowError, SignError, SignatureMethod};

use crate::flow::provider::{GRANTED, INITIATED, endpoints, unreachable, url};
use crate::flow::reference::{SIGNED, Seen, fixed, recording, signature, three};

#[tokio::test]
async fn a_get_has_extra_parameters_in_the_query_and_no_length() {
    let seen = Seen::default();
    let mut http = recording!(seen, INITIATED);
    let flow = AuthorizationFlow::new(fixed(), three().initiate_method(Method::GET))
        .parameter(FlowStep::TemporaryCredentials, "scope", "read write&all")
        .parameter(FlowStep::TemporaryCredentials, "oauth_extra", "e/1")
        .parameter(FlowStep::TokenCredentials, "other", "step");
    let asked = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    asked.await.unwrap();
    let base_string = "GET&https%3A%2F%2Fh%2Fi&a%3Db%26oauth_callback%3Doob%26\
         oauth_consumer_key%3Did%26oauth_extra%3De%252F1%26oauth_nonce%3DN%26\
         oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D7%26oauth_version%3D1.0%26\
         scope%3Dread%2520write%2526all";
    let expected = format!(
        "GET https://h/i?a=b&scope=read%20write%26all\n\
         authorization: OAuth oauth_consumer_key=\"id\", oauth_nonce=\"N\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"7\", oauth_version=\"1.0\", \
         oauth_extra=\"e%2F1\", oauth_callback=\"oob\", oauth_signature=\"{}\"\n",
        signature("", base_string)
    );
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_form_carries_the_extra_parameters() {
    let seen = Seen::default();
    let mut http = recording!(seen, INITIATED);
    // A form needs POST, so the configured method does not count.
    let flow = AuthorizationFlow::new(fixed(), three().initiate_method(Method::GET)).parameter(
        FlowStep::TemporaryCredentials,
        "scope",
        "read,write",
    );
    let callback = url("https://app/r?s=1");
    flow.request_temporary_credentials_with_form(&mut http, callback)
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
    let pending = crate::flow::provider::pending(Callback::OutOfBand).await;
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
        .request_token_credentials_with_form(&mut http, &pending, "1")
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
async fn conflicting_settings_are_not_sent() {
    let mut http = service_fn(unreachable);
    let flow = |signer| AuthorizationFlow::new(signer, three());
    let in_form = flow(fixed()).transmission(Transmission::FormBody);
    let error = in_form
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap_err();
    assert!(matches!(sign_error(&error), SignError::NoForm));

    let plaintext = fixed().with_signature_method(SignatureMethod::Plaintext);
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
    ] {
        let error = flow(fixed())
            .parameter(step, name, "s3cret")
            .request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await
            .unwrap_err();
        match sign_error(&error) {
            SignError::InvalidProtocolParameter { name: of } => assert_eq!(of, name),
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
            endpoint: Endpoint::Authorize,
            source: EndpointError::Missing
        }
    ));
}

#[tokio::test]
async fn the_authorization_uri_has_custom_names_and_extra_parameters() {
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
        assert!(
            !seen.lock().unwrap().contains("perms"),
            "only the authorization URI has it"
        );
    }
}

/// Each step has its own method. If the method allows a body, the request states its length.
#[tokio::test]
async fn each_step_has_its_method() {
    for (initiate, token) in [
        (Method::GET, Method::PUT),
        (Method::PUT, Method::GET),
        (Method::HEAD, Method::POST),
    ] {
        let endpoints = three()
            .initiate_method(initiate.clone())
            .token_method(token.clone());
        let flow = AuthorizationFlow::new(fixed(), endpoints);
        let seen = Seen::default();
        let length = |method: &Method| match *method {
            Method::GET | Method::HEAD => "",
            _ => "content-length: 0\n",
        };
        let mut http = recording!(seen, INITIATED);
        let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
        let pending = pending.await.unwrap();
        let text = std::mem::take(&mut *seen.lock().unwrap());
        let begins = format!("{initiate} https://h/i?a=b\n{}auth", length(&initiate));
        assert!(text.starts_with(&begins), "{text}");
        let mut http = recording!(seen, GRANTED);
        let granted = flow.request_token_credentials(&mut http, &pending, "1");
        granted.await.unwrap();
        let text = seen.lock().unwrap();
        let begins = format!("{token} https://h/t\n{}auth", length(&token));
        assert!(text.starts_with(&begins), "{text}");
    }
}

#[tokio::test]
async fn the_authorization_uri_names_each_identifier_once() {
    let mut http = service_fn(unreachable);
    let ask =
        |authorize: &str, client: Option<&str>, token: &str, extra: &str| {
            let endpoints = endpoints("https://h/i", authorize, "https://h/t");
            AuthorizationFlow::new(fixed(), endpoints.authorize_parameters(client, token))
                .parameter(FlowStep::Authorization, extra, "s3cret")
        };
    for flow in [
        ask("https://h/a?token=x", Some("key"), "token", "x"),
        ask("https://h/a?k%65y=x", Some("key"), "token", "x"),
        ask("https://h/a", Some("key"), "token", "token"),
        ask("https://h/a", Some("key"), "token", "key"),
        ask("https://h/a", Some("same"), "same", "x"),
        ask("https://h/a", None, "oauth_token", "oauth_token"),
        ask("https://h/a", None, "", "x"),
        ask("https://h/a", Some(""), "token", "x"),
    ] {
        let error = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
        let error = error.await.unwrap_err();
        assert!(
            matches!(
                error.kind(),
                FlowErrorKind::Endpoint {
                    endpoint: Endpoint::Authorize,
                    source: EndpointError::IdentifierParameter
                }
            ),
            "{error:?}"
        );
        assert!(!format!("{error:?}{error}").contains("s3cret"));
    }
    let seen = Seen::default();
    let mut http = recording!(seen, INITIATED);
    let odd = ask("https://h/a", Some("a b"), "t&k", "x");
    let pending = odd.request_temporary_credentials(&mut http, Callback::OutOfBand);
    let uri = pending.await.unwrap().authorization_uri().to_owned();
    assert_eq!(uri, "https://h/a?x=s3cret&a%20b=id&t%26k=temp");
}
