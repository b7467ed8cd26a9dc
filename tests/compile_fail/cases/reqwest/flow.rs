//! The authorization flow over the client.

use tower_oauth1::{AuthorizationFlow, BoxError, Callback};

async fn start(flow: AuthorizationFlow, client: reqwest::Client) -> Result<String, BoxError> {
    let mut http = tower_oauth1::reqwest::ReqwestService::new(client);
    let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand).await?;
    Ok(pending.authorization_uri().to_string())
}

fn main() {
    let _start = start;
}
