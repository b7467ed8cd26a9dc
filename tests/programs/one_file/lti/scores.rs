//! A learner answers, and the tool sends the score to the LMS.

use axum::body::{Body, Bytes};
use axum::{Router, routing::post};
use http::Request;
use tower::ServiceExt;
use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier};

use super::lms::{STORED, fields, get, now, outcomes, send, session, sign};
use crate::one_file::process::Server;

#[tokio::test]
async fn a_learner_launches_the_tool_and_gets_a_score() {
    let (service, received) = outcomes(200, STORED).await;
    let tool = Server::start("lti_tool", &[]);
    let launch = format!("{}/launch", tool.url);
    let form = sign(&launch, &fields(&service, &[]), "client-secret", now());
    let (activity, cookie) = session(&tool, &send(&launch, form, "").await);
    let (status, page) = get(&activity, &cookie).await;
    assert_eq!(status, 200);
    assert!(page.contains("<h1>Hello, jane &amp; &lt;b>"), "{page}");
    assert!(page.contains("<form "), "{page}");
    // Other people who learn the path have no cookie, and a cookie is for one launch.
    for stolen in ["", "launch=x", "other=1"] {
        assert_eq!(get(&activity, stolen).await.0, 403, "{stolen}");
        assert_eq!(
            send(&activity, "a=42".to_owned(), stolen).await.status(),
            403
        );
    }
    for (answer, score) in [("a=42", "1"), ("a=41", "0"), ("", "0")] {
        let response = send(&activity, answer.to_owned(), &cookie).await;
        assert_eq!(response.status(), 200);
        let page = response.text().await.unwrap();
        assert!(
            page.contains(&format!("Your score is {score} of 1")),
            "{page}"
        );
        let link = "href=\"https://lms.example/c?id=7&amp;&quot;x\"";
        assert!(page.contains(link), "{page}");
        let xml = String::from_utf8(received.lock().unwrap().last().unwrap().1.to_vec()).unwrap();
        let place = r#"<sourcedId>{&quot;data&quot;:{&quot;instanceid&quot;:&quot;7&quot;,"#;
        assert!(xml.contains(place) && xml.contains("&lt;2&amp;3>"), "{xml}");
        assert!(
            xml.contains(&format!("<textString>{score}</textString>")),
            "{xml}"
        );
    }

    // What the tool sent, at a server that requires the hash of the body.
    let (headers, body) = received.lock().unwrap()[0].clone();
    assert_eq!(headers["content-type"], "application/xml");
    let credentials = MemoryCredentialStore::new();
    let client = ClientCredentials::new("client-id", "client-secret");
    credentials.insert_client(client).unwrap();
    let origin = PublicOrigin::fixed(service.strip_suffix("/outcomes").unwrap()).unwrap();
    let verifier = RequestVerifier::new(origin).allow_missing_token();
    let verifier = verifier.require_body_hash();
    let layer = VerifyLayer::new(credentials, MemoryReplayStore::new(100), verifier);
    let lms = Router::new()
        .route("/outcomes", post(|| async {}))
        .layer(layer);
    let changed = Bytes::from(
        String::from_utf8(body.to_vec())
            .unwrap()
            .replace("<textString>1</textString>", "<textString>0.5</textString>"),
    );
    assert_ne!(body, changed);
    for (body, status) in [(changed, 401), (body.clone(), 200), (body, 401)] {
        let mut request = Request::post("/outcomes").body(Body::from(body)).unwrap();
        *request.headers_mut() = headers.clone();
        assert_eq!(lms.clone().oneshot(request).await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn an_outcome_service_that_does_not_store_the_score() {
    let tool = Server::start("lti_tool", &[]);
    let launch = format!("{}/launch", tool.url);
    for (status, text) in [
        (200, "<e><imsx_codeMajor>failure</imsx_codeMajor></e>"),
        (
            200,
            "<e><imsx_codeMajor>unsupported</imsx_codeMajor><imsx_description>success</imsx_description></e>",
        ),
        (200, "success"),
        (200, ""),
        (401, STORED),
        (307, STORED),
        (500, STORED),
    ] {
        let (service, received) = outcomes(status, text).await;
        let form = sign(&launch, &fields(&service, &[]), "client-secret", now());
        let (activity, cookie) = session(&tool, &send(&launch, form, "").await);
        let response = send(&activity, "a=42".to_owned(), &cookie).await;
        assert_eq!(response.status(), 502, "{status} {text}");
        let page = response.text().await.unwrap();
        assert!(page.contains("Your score is not stored"), "{page}");
        assert_eq!(received.lock().unwrap().len(), 1);
    }
    // A course that takes no score.
    let form = sign(&launch, &fields("", &[]), "client-secret", now());
    let (activity, cookie) = session(&tool, &send(&launch, form, "").await);
    assert_eq!(
        send(&activity, "a=42".to_owned(), &cookie).await.status(),
        502
    );
    let log = tool.stop();
    assert!(!log.contains("client-secret"), "{log}");
}
