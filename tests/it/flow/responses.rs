//! Responses of servers to the requests of the flow, and what the client makes of them.

use http::{Response, StatusCode};
use tower_oauth1::flow::{FlowErrorKind, FlowStep, ResponseError};
use tower_oauth1::{Callback, FlowError};

use crate::flow::provider::{GRANTED, INITIATED, chain, exchange, initiate, response};

/// Returns the error of a step. Checks that it does not show the body of the response, `s3cret`.
async fn error(step: FlowStep, reply: Response<String>) -> FlowError {
    let error = match step {
        FlowStep::TemporaryCredentials => initiate(Callback::OutOfBand, reply).await.unwrap_err(),
        _ => exchange(reply).await.unwrap_err(),
    };
    assert_eq!(error.step(), step);
    let name = match step {
        FlowStep::TemporaryCredentials => {
            "requesting temporary credentials from https://h/initiate failed: "
        }
        _ => "requesting token credentials from https://h/token failed: ",
    };
    assert!(error.to_string().starts_with(name), "{error}");
    for text in [
        format!("{error:?}"),
        format!("{error:#?}"),
        chain(&error),
        format!("{:?}", error.kind()),
    ] {
        assert!(!text.contains("s3cret"), "{text}");
    }
    error
}

#[tokio::test]
async fn a_response_without_usable_credentials_has_a_specific_error() {
    use ResponseError as E;
    type Is = fn(&ResponseError) -> bool;
    let cases: [(&str, Is); 16] = [
        ("", |e| matches!(e, E::MissingToken)),
        ("\n", |e| matches!(e, E::MissingToken)),
        ("<html>s3cret</html>", |e| matches!(e, E::Html)),
        ("oauth_token_secret=s3cret", |e| {
            matches!(e, E::MissingToken)
        }),
        ("OAUTH_TOKEN=a&oauth_token_secret=s3cret", |e| {
            matches!(e, E::MissingToken)
        }),
        ("oauth_token=s3cret", |e| matches!(e, E::MissingTokenSecret)),
        ("oauth_token=", |e| matches!(e, E::MissingTokenSecret)),
        ("oauth_token=&oauth_token_secret=s3cret", |e| {
            matches!(e, E::EmptyToken)
        }),
        ("oauth_token&oauth_token_secret=s3cret", |e| {
            matches!(e, E::EmptyToken)
        }),
        (
            "oauth_token=a&oauth_token=b&oauth_token_secret=s3cret",
            |e| matches!(e, E::RepeatedField { .. }),
        ),
        (
            "oauth_token=a&oauth_token_secret=s3cret&oauth_token_secret=",
            |e| matches!(e, E::RepeatedField { .. }),
        ),
        ("oauth_token=a&oauth_token_secret=s3cret&x=1&%78=1", |e| {
            matches!(e, E::RepeatedField { .. })
        }),
        ("oauth_token=%FF&oauth_token_secret=s3cret", |e| {
            matches!(e, E::NotUtf8)
        }),
        ("oauth_token=a&oauth_token_secret=s3cret&%c3=", |e| {
            matches!(e, E::NotUtf8)
        }),
        ("oauth_token=a;oauth_token_secret=s3cret", |e| {
            matches!(e, E::MissingTokenSecret)
        }),
        ("{\"oauth_token\":\"s3cret\"}", |e| {
            matches!(e, E::MissingTokenSecret)
        }),
    ];
    for (body, is) in cases {
        for step in [FlowStep::TemporaryCredentials, FlowStep::TokenCredentials] {
            let error = error(step, response(200, body)).await;
            assert_eq!(error.status(), Some(StatusCode::OK));
            assert_eq!(error.body(), Some(body.as_bytes()));
            match error.kind() {
                FlowErrorKind::Response(kind) => assert!(is(kind), "{body}: {kind:?}"),
                kind => panic!("{body}: {kind:?}"),
            }
        }
    }
}

#[tokio::test]
async fn the_callback_must_be_confirmed() {
    let temporary = |confirmed: &str| {
        let body = format!("oauth_token=a&oauth_token_secret=s3cret{confirmed}");
        response(200, &body)
    };
    for confirmed in [
        "true", "True", "TRUE", "%74rue", "true+", "true%0A", "true\n\n", "1", "%31", "1\n",
    ] {
        let reply = temporary(&format!("&oauth_callback_confirmed={confirmed}"));
        let pending = initiate(Callback::OutOfBand, reply).await.unwrap();
        assert_eq!(pending.fields().len(), 0);
    }
    for confirmed in [
        "",
        "&oauth_callback_confirmed",
        "&oauth_callback_confirmed=",
        "&oauth_callback_confirmed=false",
        "&oauth_callback_confirmed=0",
        "&oauth_callback_confirmed=01",
        "&oauth_callback_confirmed=11",
        "&oauth_callback_confirmed=truely",
        "&callback_confirmed=true",
        "&Oauth_callback_confirmed=true",
        "&Oauth_callback_confirmed=1",
    ] {
        let error = error(FlowStep::TemporaryCredentials, temporary(confirmed)).await;
        assert!(
            matches!(
                error.kind(),
                FlowErrorKind::Response(ResponseError::CallbackNotConfirmed)
            ),
            "{confirmed}: {error}"
        );
    }
}

#[tokio::test]
async fn a_status_other_than_success_is_an_error_with_its_body() {
    for status in [400, 401, 403, 404, 411, 429, 500, 503] {
        for step in [FlowStep::TemporaryCredentials, FlowStep::TokenCredentials] {
            let body = format!("oauth_problem=token_rejected&s3cret&{INITIATED}");
            let error = error(step, response(status, &body)).await;
            assert!(matches!(error.kind(), FlowErrorKind::Refused), "{error}");
            assert_eq!(error.status().unwrap(), status);
            assert_eq!(error.body(), Some(body.as_bytes()));
            assert!(error.to_string().contains(&status.to_string()), "{error}");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_even_with_credentials_in_it() {
    for status in [300, 301, 302, 303, 304, 307, 308] {
        for step in [FlowStep::TemporaryCredentials, FlowStep::TokenCredentials] {
            let mut reply = response(status, INITIATED);
            reply
                .headers_mut()
                .insert("location", "https://h/token".parse().unwrap());
            let error = error(step, reply).await;
            assert!(
                matches!(error.kind(), FlowErrorKind::UnexpectedRedirect),
                "{error}"
            );
            assert_eq!(error.status().unwrap(), status);
        }
    }
}

#[tokio::test]
async fn fields_are_decoded_and_keep_their_order() {
    for (status, end) in [(200, ""), (200, "\n"), (201, "\r\n"), (202, "&")] {
        let body = format!("z=1+2&oauth_token=a%2Bb+c&y=%zz&oauth_token_secret=&&=n&x{end}");
        let granted = exchange(response(status, &body)).await.unwrap();
        assert_eq!(granted.credentials().identifier(), "a+b c");
        assert_eq!(granted.credentials().secret(), "");
        let fields: Vec<_> = granted.fields().collect();
        assert_eq!(fields, [("z", "1 2"), ("y", "%zz"), ("", "n"), ("x", "")]);
        assert_eq!(granted.field("z"), Some("1 2"));
        assert_eq!(granted.field("x"), Some(""));
        assert_eq!(granted.field("oauth_token"), None);
    }
    // White space and a byte order mark around the body are removed. Encoded white space is kept.
    for (before, end, kept) in [
        ("", "\n\n", ""),
        ("", " \r\n", ""),
        ("\n", "", ""),
        ("\u{feff}", "\n", ""),
        ("", "%0A", "\n"),
        ("", "+", " "),
    ] {
        let granted = exchange(response(200, &format!("{before}{GRANTED}{end}"))).await;
        let secret = granted.unwrap().credentials().secret().to_owned();
        assert_eq!(secret, format!("token-s3cret{kept}"));
    }

    let reply = response(200, &format!("login_url=https%3A%2F%2Fh&{INITIATED}&a=b"));
    let pending = initiate(Callback::OutOfBand, reply).await.unwrap();
    let fields: Vec<_> = pending.fields().collect();
    assert_eq!(fields, [("login_url", "https://h"), ("a", "b")]);
    assert_eq!(pending.field("login_url"), Some("https://h"));
}

#[tokio::test]
async fn debug_shows_no_secret_and_no_value_of_an_extra_field() {
    let extra = "&oauth_session_handle=handle-s3cret&api_key=key-s3cret";
    let reply = response(200, &format!("{INITIATED}{extra}"));
    let pending = initiate(Callback::OutOfBand, reply).await.unwrap();
    let granted = exchange(response(200, &format!("{GRANTED}{extra}")))
        .await
        .unwrap();
    for text in [
        format!("{pending:?}{pending:#?}"),
        format!("{granted:?}{granted:#?}"),
        format!("{:?}", crate::flow::provider::flow()),
    ] {
        assert!(!text.contains("s3cret"), "{text}");
    }
}

#[tokio::test]
async fn a_response_is_read_up_to_64_kib() {
    const LIMIT: usize = 64 * 1024;
    let long = |length: usize| {
        let body = format!("{GRANTED}&padding=");
        body.clone() + &"p".repeat(length - body.len())
    };
    let granted = exchange(response(200, &long(LIMIT))).await.unwrap();
    assert!(granted.field("padding").unwrap().len() > 60_000);
    for status in [200, 400] {
        let error = error(
            FlowStep::TokenCredentials,
            response(status, &long(LIMIT + 1)),
        )
        .await;
        match error.kind() {
            FlowErrorKind::Response(ResponseError::TooLong) => assert_eq!(status, 200),
            kind => assert!(matches!(kind, FlowErrorKind::Refused) && status == 400),
        }
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.body(), None);
    }
    let mut declared = response(200, GRANTED);
    let headers = declared.headers_mut();
    headers.insert("content-length", (LIMIT + 1).into());
    let error = error(FlowStep::TokenCredentials, declared).await;
    assert!(matches!(
        error.kind(),
        FlowErrorKind::Response(ResponseError::TooLong)
    ));
}

/// The parser must not take long for twenty thousand names.
#[tokio::test]
async fn many_fields_cost_little() {
    let mut body = GRANTED.to_owned();
    for name in 0..11_000 {
        body.push_str(&format!("&{name}"));
    }
    let started = std::time::Instant::now();
    let granted = exchange(response(200, &body)).await.unwrap();
    assert_eq!(granted.fields().len(), 11_000);
    assert!(started.elapsed().as_secs() < 5);
}
