//! An LMS: it signs launches, and its outcome service keeps what it gets.

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::{Router, http::HeaderMap, routing::post};
use http::{Request, StatusCode, header};
use reqwest::{Client, Response};
use tower_oauth1::protocol::Clock;
use tower_oauth1::{ClientCredentials, Signer};

use crate::authorize::provider::listen;
use crate::one_file::process::Server;

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
/// A place for the score as Moodle writes it: XML must escape it.
pub(super) const PLACE: &str = r#"{"data":{"instanceid":"7","userid":"<2&3>"},"hash":"é"}"#;

struct At(u64);

impl Clock for At {
    fn unix_seconds(&self) -> u64 {
        self.0
    }
}

pub(super) fn now() -> u64 {
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH);
    now.unwrap().as_secs()
}

/// The fields of a launch, with these changes. A change to an empty value removes the field.
pub(super) fn fields(outcomes: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = vec![
        ("lti_message_type", "basic-lti-launch-request"),
        ("lti_version", "LTI-1p0"),
        ("resource_link_id", "88391-e1919-bb3456"),
        ("user_id", "jane & <b>"),
        ("roles", "Learner,urn:lti:instrole:ims/lis/Instructor"),
        ("lis_outcome_service_url", outcomes),
        ("lis_result_sourcedid", PLACE),
        (
            "launch_presentation_return_url",
            "https://lms.example/c?id=7&\"x",
        ),
    ];
    for change in changes {
        fields.retain(|(name, _)| *name != change.0);
        fields.push(*change);
    }
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    fields.collect()
}

/// Signs a launch as an LMS does, and returns the form.
pub(super) fn sign(url: &str, fields: &[(String, String)], secret: &str, time: u64) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let form = form.extend_pairs(fields).finish();
    let request = Request::post(url).header(header::CONTENT_TYPE, FORM);
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let signer = Signer::new(ClientCredentials::new("client-id", secret)).with_clock(At(time));
    let callback = [("oauth_callback", "about:blank")];
    let signed = signer.sign_with_parameters(&parts, Some(form.as_bytes()), &callback);
    String::from_utf8(signed.unwrap().append_to_form(form.as_bytes())).unwrap()
}

pub(super) async fn send(url: &str, form: String, cookie: &str) -> Response {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none());
    let request = client.build().unwrap().post(url);
    let request = request
        .header("content-type", FORM)
        .header("cookie", cookie);
    request.body(form).send().await.unwrap()
}

/// Returns the URL of the activity and the cookie.
pub(super) fn session(tool: &Server, launched: &Response) -> (String, String) {
    assert_eq!(launched.status(), StatusCode::SEE_OTHER);
    let path = launched.headers()["location"].to_str().unwrap();
    let cookie = launched.headers()["set-cookie"].to_str().unwrap();
    let (cookie, attributes) = cookie.split_once("; ").unwrap();
    let mut attributes: Vec<_> = attributes.split("; ").collect();
    attributes.sort_unstable();
    let path_attribute = format!("Path={path}");
    let expected = ["HttpOnly", "Partitioned", &path_attribute];
    assert_eq!(attributes[..3], expected);
    assert_eq!(attributes[3..], ["SameSite=None", "Secure"]);
    assert!(!cookie.contains("jane"), "the cookie is encrypted");
    (format!("{}{path}", tool.url), cookie.to_owned())
}

pub(super) async fn get(url: &str, cookie: &str) -> (StatusCode, String) {
    let request = Client::new().get(url).header("cookie", cookie);
    let response = request.send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

/// An outcome service that keeps what it gets, and responds with this status and this text.
pub(super) async fn outcomes(
    status: u16,
    text: &'static str,
) -> (String, Arc<Mutex<Vec<(HeaderMap, Bytes)>>>) {
    let received = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&received);
    let keep = move |headers: HeaderMap, body: Bytes| async move {
        kept.lock().unwrap().push((headers, body));
        (StatusCode::from_u16(status).unwrap(), text)
    };
    let (listener, address) = listen().await;
    let router = Router::new().route("/outcomes", post(keep));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (format!("http://{address}/outcomes"), received)
}

pub(super) const STORED: &str = "<?xml version=\"1.0\"?><a:e xmlns:a=\"urn:x\">\
    <a:imsx_codeMajor>success</a:imsx_codeMajor></a:e>";
