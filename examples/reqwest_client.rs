//! Signs requests of reqwest.

use reqwest::redirect::Policy;
use tower_oauth1::reqwest::RequestBuilderExt;
use tower_oauth1::{BoxError, ClientCredentials, Scope, Signer, TokenCredentials};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    // The origin of the API, as in `https://api.example.com`. Only requests to it are signed.
    let api = std::env::args().nth(1);
    let api = api.as_deref().unwrap_or("http://127.0.0.1:8080");
    let (api, scope) = (api.trim_end_matches('/'), Scope::origin(api)?);
    // Consumer key and secret, access token and secret. Without a user, leave out `with_token`.
    let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"))
        .with_token(TokenCredentials::new("token", "token-secret"));
    // A signature is valid for one URL, so the client must not follow redirects by itself.
    let client = reqwest::Client::builder()
        .redirect(Policy::none())
        .user_agent("my-app/1.0") // some services refuse requests without it
        .build()?;

    let request = client.get(format!("{api}/resource?size=original"));
    let response = request.sign_oauth1(&signer, &scope)?.send().await?;
    println!("{}: {}", response.status(), response.text().await?);

    let form = [("status", "Ladies & Gentlemen")];
    let request = client.post(format!("{api}/resource")).form(&form);
    let response = request.sign_oauth1(&signer, &scope)?.send().await?;
    println!("{}: {}", response.status(), response.text().await?);
    Ok(())
}
