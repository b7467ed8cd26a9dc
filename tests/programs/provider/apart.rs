//! Clients that send `oauth_callback` apart from the other protocol parameters.

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::Full;

use crate::provider::responses::FORM;
use crate::support::example::provider::{Provider, printer};

const CALLBACK: &str = "oauth_callback=https%3A%2F%2Fapp.example.com%2Fready%3Fa%3D1";

/// Returns a request for temporary credentials in the shape of Twython 3.9.1 (callback in the
/// query) or of flickrapi 2.4.0 (in the form).
fn request(provider: &Provider, method: &str, query: &str, form: &str) -> Request<Full<Bytes>> {
    let uri = provider.uri("/initiate");
    let unsigned = Request::builder()
        .method(method)
        .uri(&uri)
        .body(())
        .unwrap();
    let (parts, ()) = unsigned.into_parts();
    // A parameter is signed in the same way wherever it is.
    let callback = [("oauth_callback", "https://app.example.com/ready?a=1")];
    let signed = printer().sign_with_parameters(&parts, None, &callback);
    let signed = signed.unwrap().authorization_header();
    let signed = signed.to_str().unwrap();
    let in_header = CALLBACK.replace('=', "=\"") + "\"";
    assert!(signed.contains(&in_header), "{signed}");
    let rest = signed.replace(&format!("{in_header}, "), "");
    assert!(!rest.contains("oauth_callback"), "{rest}");
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{uri}{query}"))
        .header(header::AUTHORIZATION, rest);
    if !form.is_empty() {
        request = request.header(header::CONTENT_TYPE, FORM);
    }
    request.body(Full::from(form.to_owned())).unwrap()
}

fn text(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}

#[tokio::test]
async fn an_option_accepts_them() {
    let query = format!("?{CALLBACK}");
    for (method, query, form) in [("GET", &*query, ""), ("POST", "", CALLBACK)] {
        let provider = Provider::start(&["--allow-multiple-transmissions"]);
        let response = provider.send(request(&provider, method, query, form)).await;
        assert_eq!(response.status(), 200, "{method}: {}", text(&response));
        let token = text(&response).strip_prefix("oauth_token=").unwrap();
        let token = token.split('&').next().unwrap();
        // The provider sends the user to this callback.
        let page = provider.uri(&format!("/authorize?auto=1&oauth_token={token}"));
        let page = Request::get(page).body(Full::default()).unwrap();
        let response = provider.send(page).await;
        let location = response.headers()[header::LOCATION].to_str().unwrap();
        assert!(
            location.starts_with("https://app.example.com/ready?a=1&oauth_token="),
            "{location}"
        );
        // The callback is signed.
        let [query, form] = [query, form].map(|place| place.replace("a%3D1", "a%3D2"));
        let changed = request(&provider, method, &query, &form);
        assert_eq!(provider.send(changed).await.status(), 401);
    }
}

#[tokio::test]
async fn without_the_option_they_are_refused() {
    let provider = Provider::start(&[]);
    for (method, query, form) in [
        ("GET", format!("?{CALLBACK}"), ""),
        ("POST", String::new(), CALLBACK),
    ] {
        let response = provider
            .send(request(&provider, method, &query, form))
            .await;
        assert_eq!(response.status(), 400);
        assert_eq!(
            text(&response),
            "oauth_problem=parameter_rejected&oauth_parameters_rejected=oauth_callback"
        );
    }
}
