//! A request that is signed with a method of its builder.

use tower_oauth1::reqwest::RequestBuilderExt;
use tower_oauth1::{BoxError, ClientCredentials, Scope, Signer};

async fn send(client: reqwest::Client) -> Result<reqwest::Response, BoxError> {
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    let request = client.get("https://api.example.com/photos");
    Ok(request.sign_oauth1(&signer, &Scope::any())?.send().await?)
}

fn main() {
    let _response = send(reqwest::Client::new());
}
