//! An origin that a function of the application finds.

use tower_oauth1::{Origin, OriginError, PublicOrigin};

use super::{STRANGER, assert_passed, assert_refused, outcome, signed};

fn origin() -> PublicOrigin {
    PublicOrigin::from_fn(|parts| match parts.headers.get("x-tenant") {
        Some(tenant) if tenant == "blue" => "https://blue.example.com:8443".parse::<Origin>(),
        Some(_) => "http://other.example.com".parse(),
        None => Err(OriginError::NoHost),
    })
}

#[tokio::test]
async fn the_function_decides_the_origin() {
    let internal = ("host", "internal:8080");
    let blue = signed("https://BLUE.example.com:8443/x?a=b");
    let other = signed("http://other.example.com/x");
    assert_passed(&outcome(origin(), &blue, STRANGER, &[("x-tenant", "blue"), internal]).await);
    assert_passed(&outcome(origin(), &other, STRANGER, &[("x-tenant", "red"), internal]).await);
    for (request, tenant) in [(&blue, "red"), (&other, "blue")] {
        let found = outcome(origin(), request, STRANGER, &[("x-tenant", tenant)]).await;
        assert_refused(&found, 401, &["wrong signature"]);
    }
    let found = outcome(origin(), &blue, STRANGER, &[]).await;
    assert_refused(&found, 400, &["no host"]);
}

#[tokio::test]
async fn the_request_must_still_name_one_host() {
    let blue = signed("https://blue.example.com:8443/x");
    let twice = blue.clone().and(http::header::HOST, "evil.example");
    let found = outcome(origin(), &twice, STRANGER, &[("x-tenant", "blue")]).await;
    assert_refused(&found, 400, &["more than one host"]);
    for host in [
        "user@blue.example.com:8443",
        "blue.example.com:65536",
        "[fe80::1%25eth0]",
        "a b",
    ] {
        let headers = [("x-tenant", "blue"), ("host", host)];
        let found = outcome(origin(), &blue, STRANGER, &headers).await;
        assert_refused(&found, 400, &["cannot tell which URI"]);
    }
}

#[test]
fn the_server_can_ask_for_its_origin() {
    let request = http::Request::get("/login").header("x-tenant", "blue");
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let found = origin().from_parts(&parts).unwrap();
    assert_eq!(found.to_string(), "https://blue.example.com:8443");
    assert!(format!("{:?}", origin()).contains("FromFn"));
}
