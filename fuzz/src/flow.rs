//! The authorization flow of the targets.

use tower_oauth1::{AuthorizationFlow, ClientCredentials, Endpoints, Signer};

/// Returns the flow of a client with the server of RFC 5849 section 1.2.
pub fn photos() -> AuthorizationFlow {
    let uri = |path: &str| {
        format!("https://photos.example.net/{path}")
            .parse()
            .unwrap()
    };
    let endpoints = Endpoints::new(uri("initiate"), uri("authorize"), uri("token"));
    AuthorizationFlow::new(
        Signer::new(ClientCredentials::new("id", "secret")),
        endpoints,
    )
}
