//! A tool that an LMS (Moodle, Canvas, ..) launches with LTI 1.1. It sends a score back. Run it:
//! `cargo run --features reqwest --example lti_tool ADDRESS PUBLIC_ORIGIN`. In the LMS, register
//! the URL `PUBLIC_ORIGIN/launch`, the key `client-id` and the secret `client-secret`.
//!
//! ```toml
//! [dependencies]
//! axum = "0.8"
//! axum-extra = { version = "0.12", features = ["cookie-private"] }
//! rand = "0.10"
//! reqwest = "0.13"
//! serde_json = "1"
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
//! tower = { version = "0.5", features = ["util"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```

use std::{collections::HashMap, env, time::Duration};

use axum::http::{Request, StatusCode, header::CONTENT_TYPE, header::WWW_AUTHENTICATE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Form, Router, middleware::map_response, routing::get, routing::post};
use axum_extra::extract::cookie::{Cookie, Key, PrivateCookieJar, SameSite};
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyError, VerifyLayer};
use tower_oauth1::{Authenticated, BoxError, ClientCredentials, OAuth1Layer, Origin, PublicOrigin};
use tower_oauth1::{RequestVerifier, Signer, reqwest::ReqwestService, sign::BodyHashPolicy};

type App = Extension<(Signer, reqwest::Client)>;
type Fields = HashMap<String, String>;
type Page = (StatusCode, Html<String>);
const KEPT: &str = "user_id roles lis_outcome_service_url lis_result_sourcedid \
                    launch_presentation_return_url";
const INSTRUCTOR: [&str; 2] = ["Instructor", "urn:lti:role:ims/lis/Instructor"];
const FORM: &str = "<form method=post><label>6 × 7 = <input name=a></label><button>OK</button>";
const AGAIN: &str = "<p>Open the activity in your course again. Your browser must allow cookies.";

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = env::args().skip(1);
    let address = arguments.next().unwrap_or("127.0.0.1:8080".into());
    let origin = arguments.next().unwrap_or(format!("http://{address}"));
    let client = ClientCredentials::new("client-id", "client-secret");
    let clients = MemoryCredentialStore::new();
    clients.insert_client(client.clone())?;
    let nonces = MemoryReplayStore::new(960_000);
    let verifier = RequestVerifier::new(PublicOrigin::fixed(&origin)?).allow_missing_token();
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10));
    let http = http.redirect(reqwest::redirect::Policy::none()).build()?;
    let router = Router::new()
        .route("/launch", post(launch))
        .route_layer(VerifyLayer::new(clients, nonces, verifier))
        .route_layer(map_response(show_refusal))
        .route("/launches/{id}", get(activity).post(answer))
        .layer(Extension((Signer::new(client), http)))
        .with_state(Key::generate()); // a restart ends all sessions
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on http://{address}");
    Ok(axum::serve(listener, router).await?)
}

async fn show_refusal(response: Response) -> Response {
    let Some(reason) = response.extensions().get::<VerifyError>() else {
        return response;
    };
    eprintln!("lti_tool: {reason}");
    let page = page(response.status().as_u16(), "Invalid launch", AGAIN);
    ([(WWW_AUTHENTICATE, "OAuth")], page).into_response()
}

async fn launch(caller: Extension<Authenticated>, jar: PrivateCookieJar) -> Response {
    let field = |name| caller.parameter(name).unwrap_or_default();
    let kind = (field("lti_message_type"), field("lti_version"));
    let needed = ["resource_link_id", "user_id"].map(field);
    if kind != ("basic-lti-launch-request", "LTI-1p0") || needed.contains(&"") {
        return page(400, "This is not a launch of LTI 1.1", AGAIN).into_response();
    }
    let kept = KEPT.split(' ').map(|name| (name, field(name)));
    let kept = serde_json::to_string(&kept.collect::<HashMap<_, _>>()).expect("it is text");
    // No other site can guess this path, and so none can send the form for the user.
    let path = format!("/launches/{:032x}", rand::random::<u128>());
    // The LMS frames the tool. Browsers send cookies in frames only with these attributes.
    let cookie = Cookie::build(("launch", kept)).same_site(SameSite::None);
    let cookie = cookie.secure(true).partitioned(true).http_only(true);
    (jar.add(cookie.path(path.clone())), Redirect::to(&path)).into_response()
}

async fn activity(jar: PrivateCookieJar) -> Result<Page, Page> {
    let launch = read(&jar)?;
    let mut roles = launch["roles"].split(',').map(str::trim);
    let teaches = roles.any(|role| INSTRUCTOR.contains(&role));
    let content = if teaches { "You teach here." } else { FORM };
    Ok(page(200, &format!("Hello, {}", launch["user_id"]), content))
}

async fn answer(app: App, jar: PrivateCookieJar, form: Form<Fields>) -> Result<Page, Page> {
    let launch = read(&jar)?;
    let score = u8::from(form.values().any(|answer| answer.trim() == "42"));
    let url = escaped(&launch["launch_presentation_return_url"]);
    let link = format!("<p><a rel=noreferrer href=\"{url}\">Back to your course</a>");
    let link = if url.starts_with("http") { &*link } else { "" }; // not `javascript:`
    let Err(error) = send_score(app, &launch, score).await else {
        return Ok(page(200, &format!("Your score is {score} of 1"), link));
    };
    eprintln!("lti_tool: {error}");
    Err(page(502, "Your score is not stored", link))
}

/// Sends a score to the outcome service of the LMS. The signature covers the hash of the body.
async fn send_score(app: App, launch: &Fields, score: u8) -> Result<(), BoxError> {
    let (url, id) = (&launch["lis_outcome_service_url"], rand::random::<u128>());
    let place = escaped(&launch["lis_result_sourcedid"]);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<imsx_POXEnvelopeRequest \
        xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\"><imsx_POXHeader>\
        <imsx_POXRequestHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>{id}\
        </imsx_messageIdentifier></imsx_POXRequestHeaderInfo></imsx_POXHeader><imsx_POXBody>\
        <replaceResultRequest><resultRecord><sourcedGUID><sourcedId>{place}</sourcedId></sourcedGUID>\
        <result><resultScore><language>en</language><textString>{score}</textString></resultScore>\
        </result></resultRecord></replaceResultRequest></imsx_POXBody></imsx_POXEnvelopeRequest>"
    );
    let Extension((signer, http)) = app;
    let request = http.post(url).header(CONTENT_TYPE, "application/xml");
    let request: Request<reqwest::Body> = request.body(xml).build()?.try_into()?;
    let layer = OAuth1Layer::new(signer, Origin::try_from(request.uri())?.into());
    let layer = layer.body_hash_policy(BodyHashPolicy::always());
    let service = layer.layer(ReqwestService::new(http));
    let response: reqwest::Response = service.oneshot(request).await?.into();
    let (status, text) = (response.status(), response.text().await?);
    let is_stored = status.is_success() && text.contains("imsx_codeMajor>success<");
    let response = format!("the response of the course is {status}: {text:?}");
    is_stored.then_some(()).ok_or(response.into())
}

fn read(jar: &PrivateCookieJar) -> Result<Fields, Page> {
    let launch = jar.get("launch");
    let launch = launch.and_then(|cookie| serde_json::from_str(cookie.value()).ok());
    launch.ok_or_else(|| page(403, "Your session has ended", AGAIN))
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('"', "&quot;")
}

fn page(status: u16, title: &str, content: &str) -> Page {
    let title = escaped(title);
    let head = "<!doctype html><html lang=en><meta charset=utf-8>";
    let html = format!("{head}<title>{title}</title><h1>{title}</h1>{content}");
    (StatusCode::from_u16(status).expect("a status"), Html(html))
}
