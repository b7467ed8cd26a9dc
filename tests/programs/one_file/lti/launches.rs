//! What a launch says, and launches that the tool refuses.

use super::lms::{fields, get, now, send, session, sign};
use crate::one_file::process::Server;

#[tokio::test]
async fn roles_and_links() {
    let tool = Server::start("lti_tool", &[]);
    let launch = format!("{}/launch", tool.url);
    for (roles, teaches) in [
        ("Instructor", true),
        ("Learner, Instructor", true),
        ("urn:lti:role:ims/lis/Instructor", true),
        ("urn:lti:instrole:ims/lis/Instructor", false),
        ("urn:lti:sysrole:ims/lis/SysAdmin", false),
        ("NotInstructor", false),
        ("", false),
    ] {
        let form = sign(
            &launch,
            &fields("", &[("roles", roles)]),
            "client-secret",
            now(),
        );
        let (activity, cookie) = session(&tool, &send(&launch, form, "").await);
        let (_, page) = get(&activity, &cookie).await;
        assert_eq!(page.contains("You teach here."), teaches, "{roles}");
        assert_eq!(page.contains("<form "), !teaches, "{roles}");
    }
    let script = [("launch_presentation_return_url", "javascript:alert(1)")];
    let form = sign(&launch, &fields("", &script), "client-secret", now());
    let (activity, cookie) = session(&tool, &send(&launch, form, "").await);
    let page = send(&activity, "a=1".to_owned(), &cookie).await;
    assert!(!page.text().await.unwrap().contains("javascript"));
}

#[tokio::test]
async fn launches_that_are_refused() {
    let tool = Server::start("lti_tool", &[]);
    let launch = format!("{}/launch", tool.url);
    let signed =
        |changes: &[(&str, &str)]| sign(&launch, &fields("", changes), "client-secret", now());
    let once = signed(&[]);
    session(&tool, &send(&launch, once.clone(), "").await);
    let right = fields("", &[]);
    let cases = [
        ("replayed", 401, once),
        ("wrong secret", 401, sign(&launch, &right, "guess", now())),
        (
            "stale",
            401,
            sign(&launch, &right, "client-secret", now() - 400),
        ),
        (
            "too early",
            401,
            sign(&launch, &right, "client-secret", now() + 400),
        ),
        (
            "another URL",
            401,
            sign(
                "https://tool.example/launch",
                &right,
                "client-secret",
                now(),
            ),
        ),
        (
            "changed role",
            401,
            signed(&[]).replace("roles=Learner", "roles=Instructor"),
        ),
        ("added role", 401, signed(&[]) + "&roles=Instructor"),
        ("no signature", 401, "lti_version=LTI-1p0".to_owned()),
        ("two nonces", 400, signed(&[]) + "&oauth_nonce=x"),
        ("a token", 401, signed(&[]) + "&oauth_token=x"),
        ("no message type", 400, signed(&[("lti_message_type", "")])),
        (
            "another message",
            400,
            signed(&[("lti_message_type", "ContentItemSelectionRequest")]),
        ),
        ("no version", 400, signed(&[("lti_version", "")])),
        (
            "another version",
            400,
            signed(&[("lti_version", "LTI-2p0")]),
        ),
        ("no activity", 400, signed(&[("resource_link_id", "")])),
        ("no user", 400, signed(&[("user_id", "")])),
    ];
    for (case, status, form) in cases {
        let response = send(&launch, form, "").await;
        assert_eq!(response.status(), status, "{case}");
        let headers = response.headers();
        assert_eq!(
            headers["content-type"], "text/html; charset=utf-8",
            "{case}"
        );
        assert!(!headers.contains_key("set-cookie"), "{case}");
        if status == 401 {
            assert!(headers.contains_key("www-authenticate"), "{case}");
        }
        let page = response.text().await.unwrap();
        assert!(
            page.contains("Open the activity in your course again."),
            "{case}: {page}"
        );
    }
    let log = tool.stop();
    assert!(
        log.contains("lti_tool: the nonce was already used"),
        "{log}"
    );
}
