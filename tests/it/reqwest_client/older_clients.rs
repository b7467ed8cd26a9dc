//! Instructions for another version of reqwest, whose types are others, for its client that blocks,
//! and for isahc.

use reqwest_0_12 as reqwest;
use tower_oauth1::Transmission;
use tower_oauth1::sign::{SignableBody, SignableRequest, SigningInstructions};

use super::Server;

/// The headers of the request. The last one is of an earlier signature: signing replaces or removes
/// it.
const HEADERS: [(&str, &str); 3] = [
    ("content-type", "application/x-www-form-urlencoded"),
    ("x-request-id", "7"),
    ("authorization", "OAuth oauth_nonce=\"earlier\""),
];

const FORM: &str = "a=b+c";

const ALL: [Transmission; 3] = [
    Transmission::AuthorizationHeader,
    Transmission::Query,
    Transmission::FormBody,
];

/// Returns instructions for a form, with the parameters in the header, the query or the form.
fn instructions(server: &Server, path: &str, transmission: Transmission) -> SigningInstructions {
    let url = server.url(path);
    let body = SignableBody::Bytes(FORM.as_bytes());
    let request = SignableRequest::new("POST", &url, HEADERS, body).unwrap();
    let layer = server.layer().transmission(transmission);
    let instructions = layer.instructions(&request).unwrap();
    let removed = usize::from(transmission != Transmission::AuthorizationHeader);
    assert_eq!(instructions.headers_to_remove().len(), removed);
    instructions
}

/// Returns the body to send.
fn body(instructions: &SigningInstructions) -> Vec<u8> {
    let form = instructions.form();
    form.map_or(FORM.as_bytes().to_vec(), |form| form.to_vec())
}

/// Checks what the server received. `sign_and_send` returns the status and the text of the response
/// of a client that follows no redirects.
async fn check<F>(sign_and_send: impl Fn(SigningInstructions) -> F)
where
    F: Future<Output = (u16, String)>,
{
    let server = Server::start().await;
    for transmission in ALL {
        let signed = instructions(&server, "/echo?q=1", transmission);
        let (status, text) = sign_and_send(signed).await;
        let is_verified = text.starts_with("client POST [q=1, a=b c] a=b+c");
        assert!(status == 200 && is_verified, "{transmission}: {text}");
        // `Policy::none`: the signature is not sent to the URL of a redirect.
        let moved = instructions(&server, "/move?/open", transmission);
        let (status, _) = sign_and_send(moved).await;
        assert_eq!(status, 302, "{transmission}");
    }
}

#[tokio::test]
async fn another_version_of_reqwest() {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let client = client.build().unwrap();
    check(async |instructions| {
        let mut request = client.post(instructions.uri()).body(body(&instructions));
        for (name, value) in HEADERS {
            request = request.header(name, value);
        }
        let mut request = request.build().unwrap();
        for name in instructions.headers_to_remove() {
            request.headers_mut().remove(name);
        }
        for (name, value) in instructions.headers_to_set() {
            request.headers_mut().insert(name, value.clone());
        }
        let response = client.execute(request).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    })
    .await;
}

#[tokio::test]
async fn a_client_that_blocks() {
    check(async |instructions| {
        let sent = tokio::task::spawn_blocking(move || {
            let client = reqwest::blocking::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap();
            let mut request = client.post(instructions.uri()).body(body(&instructions));
            for (name, value) in HEADERS {
                request = request.header(name, value);
            }
            let mut request = request.build().unwrap();
            for name in instructions.headers_to_remove() {
                request.headers_mut().remove(name);
            }
            for (name, value) in instructions.headers_to_set() {
                request.headers_mut().insert(name, value.clone());
            }
            let response = client.execute(request).unwrap();
            (response.status().as_u16(), response.text().unwrap())
        });
        sent.await.unwrap()
    })
    .await;
}

/// It follows no redirects by default.
#[tokio::test]
async fn isahc() {
    use isahc::AsyncReadResponseExt as _;

    check(async |instructions| {
        let mut request = isahc::Request::post(instructions.uri());
        for (name, value) in HEADERS {
            request = request.header(name, value);
        }
        let mut request = request.body(body(&instructions)).unwrap();
        for name in instructions.headers_to_remove() {
            request.headers_mut().remove(name);
        }
        for (name, value) in instructions.headers_to_set() {
            request.headers_mut().insert(name, value.clone());
        }
        let mut response = isahc::send_async(request).await.unwrap();
        (
            response.status().as_u16(),
            String::from_utf8(response.bytes().await.unwrap()).unwrap(),
        )
    })
    .await;
}
