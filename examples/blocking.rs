//! Signs requests of a client that blocks, and has no tower: ureq.
//!
//! It works with every HTTP client: describe the request, apply the instructions, and send it.
//!
//! ```sh
//! cargo run --example blocking http://127.0.0.1:8080
//! ```
//!
//! ```toml
//! [dependencies]
//! http = "1"
//! tower-oauth1 = "0.1"
//! ureq = "3"
//! ```

use std::time::Duration;

use http::{Request, Response, StatusCode, header};
use tower_oauth1::sign::{SignableBody, SignableRequest};
use tower_oauth1::{BoxError, ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};
use ureq::{Agent, Body};

const CLIENT: (&str, &str) = ("client-id", "client-secret");
const TOKEN: (&str, &str) = ("token", "token-secret");
const TIMEOUT: Duration = Duration::from_secs(10); // for one attempt
const ATTEMPTS: u32 = 3; // while the server responds with 503
const PAUSE: Duration = Duration::from_millis(200); // it doubles

fn main() -> Result<(), BoxError> {
    let api = std::env::args().nth(1);
    let api = api.as_deref().unwrap_or("http://127.0.0.1:8080");
    let signer = Signer::new(ClientCredentials::new(CLIENT.0, CLIENT.1))
        .with_token(TokenCredentials::new(TOKEN.0, TOKEN.1));
    let layer = OAuth1Layer::new(signer, Scope::origin(api)?);
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0) // a signature is valid for one URL
        .http_status_as_error(false)
        .build()
        .into();

    let request = Request::get(format!("{api}/resource?size=original")).body(Vec::new())?;
    print(send(&agent, &layer, &request)?)?;
    let request = Request::post(format!("{api}/resource"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(b"status=Ladies+%26+Gentlemen".to_vec())?;
    print(send(&agent, &layer, &request)?)
}

/// Signs and sends a request. Each attempt gets a signature of its own.
fn send(
    agent: &Agent,
    layer: &OAuth1Layer,
    request: &Request<Vec<u8>>,
) -> Result<Response<Body>, BoxError> {
    let mut attempt = 1;
    loop {
        let response = agent.run(sign(layer, request)?)?;
        if response.status() != StatusCode::SERVICE_UNAVAILABLE || attempt == ATTEMPTS {
            return Ok(response);
        }
        std::thread::sleep(PAUSE * 2_u32.pow(attempt - 1));
        attempt += 1;
    }
}

fn sign(layer: &OAuth1Layer, request: &Request<Vec<u8>>) -> Result<Request<Vec<u8>>, BoxError> {
    let mut signed = request.clone();
    let (method, uri) = (request.method().as_str(), request.uri().to_string());
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
    let body = SignableBody::Bytes(request.body());
    let instructions = layer.instructions(&SignableRequest::new(method, &uri, headers, body)?)?;
    if !instructions.is_signed() {
        return Err(format!("{uri} is not in the scope; add its origin to the scope").into());
    }
    // For clients with their own types: `uri`, `headers_to_set`, `headers_to_remove` and `form`.
    instructions.apply_to(&mut signed, |form| form.to_vec());
    Ok(signed)
}

fn print(mut response: Response<Body>) -> Result<(), BoxError> {
    let text = response.body_mut().read_to_string()?;
    println!("{}: {text}", response.status());
    Ok(())
}
