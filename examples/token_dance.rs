//! Gets the token of a user, who types a PIN. Then signs a request for this user.

use reqwest::redirect::Policy;
use tower_oauth1::reqwest::{RequestBuilderExt, ReqwestService};
use tower_oauth1::{AuthorizationFlow, BoxError, Callback, Endpoints};
use tower_oauth1::{ClientCredentials, Scope, Signer};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let site = std::env::args().nth(1);
    let site = site.as_deref().unwrap_or("http://127.0.0.1:8080");
    let (site, scope) = (site.trim_end_matches('/'), Scope::origin(site)?);
    let endpoints = Endpoints::new(
        format!("{site}/initiate").parse()?,  // the request token URL
        format!("{site}/authorize").parse()?, // the page for the user
        format!("{site}/token").parse()?,     // the access token URL
    );
    let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    let flow = AuthorizationFlow::new(signer.clone(), endpoints);
    let client = reqwest::Client::builder()
        .redirect(Policy::none())
        .user_agent("my-app/1.0") // some services refuse requests without it
        .build()?;
    let mut http = ReqwestService::new(client.clone());

    // A website passes `Callback::url("https://app.example.com/ready")?`.
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await?;
    println!("Open {} and type the PIN:", pending.authorization_uri());
    let mut pin = String::new();
    std::io::stdin().read_line(&mut pin)?;

    // A website passes the URL that the browser opened, with its query, in place of the PIN.
    let granted = flow
        .request_token_credentials(&mut http, &pending, &pin)
        .await?;
    // To keep the token, write `token.expose_to_string()` to a file that only this user can read.
    // The next time, get it back with `text.parse::<TokenCredentials>()?`. Both need no feature.
    let token = granted.into_credentials();
    println!("The token is {}.", token.identifier());

    let user = signer.with_token(token);
    let request = client.get(format!("{site}/resource"));
    let response = request.sign_oauth1(&user, &scope)?.send().await?;
    println!("{}: {}", response.status(), response.text().await?);
    Ok(())
}
