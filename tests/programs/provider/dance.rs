//! The authorization flow, run by a program and by a person.

use http::Request;
use http_body_util::Full;
use tower_oauth1::{AuthorizationFlow, Callback, Endpoints, Signer};

use crate::support::example::provider::{Provider, printer};

use crate::provider::responses::FORM;

pub(crate) fn flow(provider: &Provider, signer: Signer) -> AuthorizationFlow {
    let uri = |path| provider.uri(path).parse().unwrap();
    let endpoints = Endpoints::new(uri("/initiate"), uri("/authorize"), uri("/token"));
    AuthorizationFlow::new(signer, endpoints)
}

#[tokio::test]
async fn the_flow_by_a_program() {
    let provider = Provider::start(&[]);
    let flow = flow(&provider, printer());
    let mut http = tower::service_fn(|request| async {
        Ok::<_, std::convert::Infallible>(provider.send(request).await.map(Full::new))
    });
    for callback in [
        Callback::url("http://app.example.com/ready?x=1").unwrap(),
        Callback::OutOfBand,
    ] {
        let pending = flow
            .request_temporary_credentials(&mut http, callback.clone())
            .await
            .unwrap();
        let page = format!("{}&auto=1", pending.authorization_uri());
        let approved = provider
            .send(Request::get(&page).body(Full::default()).unwrap())
            .await;
        assert_eq!(
            approved.headers()["cache-control"],
            "no-store",
            "{callback:?}"
        );
        let came_back = match callback {
            Callback::OutOfBand => String::from_utf8(approved.body().to_vec()).unwrap(),
            _ => {
                assert_eq!(approved.status(), 302);
                approved.headers()["location"].to_str().unwrap().to_owned()
            }
        };
        let granted = flow
            .request_token_credentials(&mut http, &pending, &came_back)
            .await
            .unwrap();
        assert_eq!(granted.field("screen_name"), Some("jane"));
        let user = printer().with_token(granted.credentials().clone());
        assert_eq!(
            provider
                .call(&user, "GET", "/resource", None)
                .await
                .status(),
            200
        );
        // The token can be requested only once.
        assert!(
            flow.request_token_credentials(&mut http, &pending, &came_back)
                .await
                .is_err()
        );
        let again = provider
            .send(Request::get(&page).body(Full::default()).unwrap())
            .await;
        assert_eq!(again.status(), 400);
    }
}

#[tokio::test]
async fn the_flow_by_a_person() {
    let provider = Provider::start(&[]);
    let flow = flow(&provider, printer());
    let mut http = tower::service_fn(|request| async {
        Ok::<_, std::convert::Infallible>(provider.send(request).await.map(Full::new))
    });
    for (decision, site, status) in [
        ("approve", "same-origin", 302),
        ("refuse", "same-origin", 302),
        ("approve", "cross-site", 403),
        ("perhaps", "same-origin", 400),
    ] {
        let callback = Callback::url("http://app.example.com/'b'?x=1&y").unwrap();
        let pending = flow
            .request_temporary_credentials(&mut http, callback)
            .await
            .unwrap();
        let page = Request::get(pending.authorization_uri())
            .body(Full::default())
            .unwrap();
        let page = provider.send(page).await;
        assert_eq!(page.status(), 200);
        assert!(
            page.headers()["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("frame-ancestors")
        );
        let text = String::from_utf8(page.body().to_vec()).unwrap();
        let token = pending.credentials().identifier();
        assert!(text.contains("printer") && text.contains(token));
        assert!(
            text.contains("go to <bdi>http://app.example.com/&#39;b&#39;?x=1&amp;y</bdi>."),
            "{text}"
        );

        let form = format!("oauth_token={token}&decision={decision}");
        let decided = Request::post(provider.uri("/authorize"))
            .header("content-type", FORM)
            .header("sec-fetch-site", site)
            .body(Full::from(form))
            .unwrap();
        let decided = provider.send(decided).await;
        assert_eq!(decided.status(), status, "{decision} from {site}");
        if status == 302 {
            assert_eq!(decided.headers()["cache-control"], "no-store", "{decision}");
            let came_back = decided.headers()["location"].to_str().unwrap();
            assert!(came_back.starts_with("http://app.example.com/'b'?x=1&y&oauth_token="));
            let granted = flow
                .request_token_credentials(&mut http, &pending, came_back)
                .await;
            assert_eq!(granted.is_ok(), decision == "approve");
        }
    }
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap();
    let form = format!(
        "oauth_token={}&decision=approve",
        pending.credentials().identifier()
    );
    let decided = Request::post(provider.uri("/authorize")).header("content-type", FORM);
    let decided = provider.send(decided.body(Full::from(form)).unwrap()).await;
    assert_eq!(decided.status(), 200);
    assert_eq!(
        decided.headers()["cache-control"],
        "no-store",
        "the page with the verifier"
    );

    let unknown = Request::get(provider.uri("/authorize?oauth_token=x")).body(Full::default());
    assert_eq!(provider.send(unknown.unwrap()).await.status(), 400);
}
