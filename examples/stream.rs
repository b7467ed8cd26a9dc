//! Reads a response that does not end, line by line, and connects again when it stops.
//!
//! Each connection gets its own signature. The second argument is the number of seconds without
//! data after which the connection counts as lost. Servers send an empty line to keep it open.
//!
//! ```sh
//! cargo run --features reqwest --example stream https://api.example.com/stream 90
//! ```
//!
//! ```toml
//! [dependencies]
//! reqwest = "0.13"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```

use std::time::Duration;

use reqwest::{Client, Response, StatusCode, Url, redirect::Policy};
use tokio::time::{sleep, timeout};
use tower_oauth1::reqwest::RequestBuilderExt;
use tower_oauth1::{BoxError, ClientCredentials, Scope, Signer, TokenCredentials};

const CLIENT: (&str, &str) = ("client-id", "client-secret");
const TOKEN: (&str, &str) = ("token", "token-secret");
const PAUSE: Duration = Duration::from_millis(250); // before a new connection; it doubles
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_LINE: usize = 1024 * 1024; // in bytes, so that the server cannot fill the memory

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: stream URL [SECONDS]";
    let url: Url = arguments.next().ok_or(usage)?.parse()?;
    let idle = arguments.next().map_or(Ok(90), |seconds| seconds.parse())?;
    let idle = Duration::from_secs(idle);
    let signer = Signer::new(ClientCredentials::new(CLIENT.0, CLIENT.1))
        .with_token(TokenCredentials::new(TOKEN.0, TOKEN.1));
    let scope = Scope::origin(&url.origin().ascii_serialization())?;
    // Set no timeout here: it would end the response. `read` has the timeout.
    let client = Client::builder().redirect(Policy::none());
    let client = client.user_agent("my-app/1.0"); // some services refuse requests without it
    let client = client.connect_timeout(idle).build()?;

    let mut pause = PAUSE;
    loop {
        // An error of signing does not pass, so it ends the program.
        let request = client.get(url.clone()).sign_oauth1(&signer, &scope)?;
        let end = match timeout(idle, request.send()).await {
            Ok(Ok(response)) if response.status().is_success() => {
                pause = PAUSE;
                read(response, idle).await
            }
            Ok(Ok(response)) => match response.status() {
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                    let status = response.status();
                    let advice = "check the token, and the clock of this machine";
                    return Err(format!("the server refused: {status}; {advice}").into());
                }
                status => status.to_string(),
            },
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no response in {idle:?}"),
        };
        eprintln!("{end}; the next connection is in {pause:?}");
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// Prints the lines of a response. Returns why it ended.
async fn read(mut response: Response, idle: Duration) -> String {
    let mut buffer = Vec::new();
    loop {
        match timeout(idle, response.chunk()).await {
            Ok(Ok(Some(bytes))) => buffer.extend_from_slice(&bytes),
            Ok(Ok(None)) => return "the server ended the response".to_owned(),
            Ok(Err(error)) => return error.to_string(),
            Err(_) => return format!("no data in {idle:?}"),
        }
        // A line may come in several pieces, and a piece may have several lines.
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = buffer.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            if !line.trim_end().is_empty() {
                println!("{}", line.trim_end());
            }
        }
        if buffer.len() > LONGEST_LINE {
            return format!("a line is longer than {LONGEST_LINE} bytes");
        }
    }
}
