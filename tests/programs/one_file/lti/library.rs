//! An LMS that uses Python libraries.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};

use super::lms::{PLACE, fields, send, session};
use crate::foreign::{printed, script};
use crate::one_file::process::Server;

/// The library lti signs the launch. It also reads the score, and oauthlib checks its signature.
#[tokio::test]
async fn an_lms_that_uses_the_library_lti() {
    let Some(mut service) = script("lti_outcomes.py", "lti") else {
        return;
    };
    service
        .args(["client-id", "client-secret"])
        .stdout(Stdio::piped());
    let mut service = service.spawn().unwrap();
    let mut lines = BufReader::new(service.stdout.take().unwrap()).lines();
    let outcomes = lines.next().unwrap().unwrap();
    let tool = Server::start("lti_tool", &[]);
    let launch = format!("{}/launch?lang=de&x=%7e", tool.url);
    let signed = |secret: &str, time: &str| {
        let fields = fields(&outcomes, &[]).into_iter();
        let fields: serde_json::Map<_, _> =
            fields.map(|(name, value)| (name, json!(value))).collect();
        let fields = Value::Object(fields).to_string();
        let mut script = script("lti_launch.py", "lti").unwrap();
        script.args([&*launch, "client-id", secret, &fields, time]);
        printed(script).trim_end().to_owned()
    };
    let form = signed("client-secret", "");
    assert!(form.contains("oauth_callback=about%3Ablank"), "{form}");
    let (activity, cookie) = session(&tool, &send(&launch, form.clone(), "").await);
    for refused in [
        form,
        signed("guess", ""),
        signed("client-secret", "1400000000"),
    ] {
        assert_eq!(send(&launch, refused, "").await.status(), 401);
    }
    let response = send(&activity, "a=42".to_owned(), &cookie).await;
    let expected = json!({
        "is_valid": true, "hash_is_right": true, "content_type": "application/xml",
        "operation": "replaceResult", "sourced_id": PLACE, "score": "1",
    });
    let read: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(read, expected);
    assert_eq!(response.status(), 200);
    service.wait().unwrap();
}
