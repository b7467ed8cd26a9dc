//! The example `lti_tool`: a page of an LMS posts a launch, and the tool is in a frame of this
//! page.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use axum::extract::{Path, State};
use axum::response::Html;
use axum::{Router, routing::get, routing::post};
use http::{Request, header};
use thirtyfour::By;
use tower_oauth1::{ClientCredentials, Signer};

use crate::browser::Browser;
use crate::example::build;
use crate::port::free_port;

/// A tool that stops at the end of the test.
struct Tool {
    child: Child,
    origin: String,
}

impl Tool {
    fn start() -> Self {
        let mut command = Command::new(build("lti_tool"));
        let command = command.arg(format!("127.0.0.1:{}", free_port()));
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let origin = line.trim_end().strip_prefix("listening on ");
        let origin = origin.expect("the tool starts").to_owned();
        Self { child, origin }
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// What the page of a course needs: the URL of the tool and that of the outcome service.
#[derive(Clone)]
struct Course {
    launch: String,
    outcomes: String,
}

/// The page of a course. The launch opens in the frame `tool`, or in the page itself.
async fn course(State(course): State<Course>, Path(target): Path<String>) -> Html<String> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("lti_message_type", "basic-lti-launch-request")
        .append_pair("lti_version", "LTI-1p0")
        .append_pair("resource_link_id", "7")
        .append_pair("user_id", "jane")
        .append_pair("roles", "Learner")
        .append_pair("lis_outcome_service_url", &course.outcomes)
        .append_pair("lis_result_sourcedid", "7:jane")
        .append_pair("launch_presentation_return_url", "http://localhost/")
        .finish();
    let request = Request::post(&course.launch);
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    let callback = [("oauth_callback", "about:blank")];
    let signed = signer.sign_with_parameters(&parts, Some(form.as_bytes()), &callback);
    let form = signed.unwrap().append_to_form(form.as_bytes());
    let fields = url::form_urlencoded::parse(&form).map(|(name, value)| {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        format!("<input type=hidden name=\"{name}\" value=\"{value}\">")
    });
    let fields: String = fields.collect();
    let launch = &course.launch;
    Html(format!(
        "<!doctype html><h1>Course</h1><form method=post action=\"{launch}\" target={target}>\
         {fields}<button>Start</button></form><iframe name=tool></iframe>"
    ))
}

/// Starts an LMS and returns its origin. For the browser, it is on another site than the tool.
async fn lms(tool: &Tool) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let stored = "<e><imsx_codeMajor>success</imsx_codeMajor></e>";
    let state = Course {
        launch: format!("{}/launch", tool.origin),
        outcomes: format!("{}/outcomes", origin.replace("localhost", "127.0.0.1")),
    };
    let router = Router::new()
        .route("/course/{target}", get(course))
        .route("/outcomes", post(move || async move { stored }))
        .with_state(state);
    tokio::spawn(async { axum::serve(listener, router).await });
    origin
}

async fn answer(browser: &Browser) {
    browser.expect("Hello, jane").await;
    let input = browser.find(By::Tag("input")).await.unwrap();
    input.send_keys("42").await.unwrap();
    browser.press("OK").await;
    browser.expect("Your score is 1 of 1").await;
}

async fn launch_in_a_frame(browser: &Browser) {
    let tool = Tool::start();
    let lms = lms(&tool).await;
    browser.goto(format!("{lms}/course/tool")).await.unwrap();
    browser.press("Start").await;
    browser.enter_frame(0).await.unwrap();
    answer(browser).await;
}

#[tokio::test]
async fn an_lms_frames_the_tool() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    launch_in_a_frame(&browser).await;
}

#[tokio::test]
async fn an_lms_frames_the_tool_in_a_browser_that_blocks_the_cookies_of_other_sites() {
    let Some(browser) = Browser::without_cookies_of_other_sites().await else {
        return;
    };
    launch_in_a_frame(&browser).await;
}

#[tokio::test]
async fn the_tool_opens_in_the_window_and_a_launch_is_used_once() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let tool = Tool::start();
    let lms = lms(&tool).await;
    browser.goto(format!("{lms}/course/_self")).await.unwrap();
    browser.press("Start").await;
    answer(&browser).await;
    // Reloading the page of the activity is not a new launch.
    browser.goto(format!("{lms}/course/_self")).await.unwrap();
    let form = browser.find(By::Tag("form")).await.unwrap();
    let html = form.outer_html().await.unwrap();
    browser.press("Start").await;
    browser.expect("Hello, jane").await;
    browser.refresh().await.unwrap();
    browser.expect("Hello, jane").await;
    // The same form again.
    browser.goto(format!("{lms}/course/_self")).await.unwrap();
    let script = "document.forms[0].outerHTML = arguments[0]";
    let html = vec![serde_json::Value::from(html)];
    browser.execute(script, html).await.unwrap();
    browser.press("Start").await;
    browser.expect("Invalid launch").await;
    assert_eq!(browser.status().await, 401);
}
