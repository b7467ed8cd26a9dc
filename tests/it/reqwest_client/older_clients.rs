//! Instructions for another version of reqwest, whose types are others, and for its client that
//! blocks.

use reqwest_0_12 as reqwest;
use tower_oauth1::Transmission;
use tower_oauth1::sign::{SignableBody, SignableRequest, SigningInstructions};

use super::Server;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Returns instructions for a form, with the parameters in the header, the query or the form.
fn form_instructions(server: &Server, transmission: Transmission) -> SigningInstructions {
    let url = server.url("/echo?q=1");
    let body = SignableBody::Bytes(b"a=b+c");
    let request = SignableRequest::new("POST", &url, [FORM], body).unwrap();
    let layer = server.layer().transmission(transmission);
    layer.instructions(&request).unwrap()
}

const ALL: [Transmission; 3] = [
    Transmission::AuthorizationHeader,
    Transmission::Query,
    Transmission::FormBody,
];

#[tokio::test]
async fn another_version_of_reqwest() {
    let server = Server::start().await;
    for transmission in ALL {
        let instructions = form_instructions(&server, transmission);
        let body = instructions
            .form()
            .map_or(b"a=b+c".to_vec(), |form| form.to_vec());
        let mut request = reqwest::Client::new().post(instructions.uri()).body(body);
        request = request.header(FORM.0, FORM.1);
        for (name, value) in instructions.headers_to_set() {
            request = request.header(name.as_str(), value.as_bytes());
        }
        let text = request.send().await.unwrap().text().await.unwrap();
        assert!(text.starts_with("client POST [q=1, a=b c] a=b+c"), "{text}");
    }
}

#[tokio::test]
async fn a_client_that_blocks() {
    let server = Server::start().await;
    for transmission in ALL {
        let instructions = form_instructions(&server, transmission);
        let body = instructions
            .form()
            .map_or(b"a=b+c".to_vec(), |form| form.to_vec());
        let text = tokio::task::spawn_blocking(move || {
            let mut request = reqwest::blocking::Client::new()
                .post(instructions.uri())
                .body(body);
            request = request.header(FORM.0, FORM.1);
            for (name, value) in instructions.headers_to_set() {
                request = request.header(name.as_str(), value.as_bytes());
            }
            request.send().unwrap().text().unwrap()
        });
        let text = text.await.unwrap();
        assert!(text.starts_with("client POST [q=1, a=b c] a=b+c"), "{text}");
    }
}
