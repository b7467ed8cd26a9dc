//! The published forged requests to token endpoints.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde_json::Value;
use tower::{Layer, ServiceExt};
use tower_oauth1::grant::{Approval, GrantStore, Grants, MemoryGrantStore, PendingGrant};
use tower_oauth1::verify::{Authenticated, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier, TemporaryCredentials};

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

/// Returns the status of a token endpoint that knows the temporary credentials and the verifier of
/// the vector.
async fn status(vector: &Value) -> u16 {
    let time: u64 = text(&vector["input"], "server_time").parse().unwrap();
    let credentials = Arc::new(MemoryCredentialStore::new());
    let client = text(vector, "consumer_key");
    credentials
        .insert_client(ClientCredentials::new(
            client,
            text(vector, "consumer_secret"),
        ))
        .unwrap();
    let store = MemoryGrantStore::new(credentials.clone());
    let temporary = TemporaryCredentials::new(text(vector, "token"), text(vector, "token_secret"));
    let pending = PendingGrant::new(client, temporary, "oob", time, time + 600);
    let approval = Approval::new("jane", text(&vector["input"], "verifier"));
    store.insert(pending.approved(approval)).await.unwrap();
    let grants = Grants::new(credentials, store).clock(move || time);

    let verifier = RequestVerifier::new(PublicOrigin::fixed("https://photos.example.net").unwrap());
    let layer = VerifyLayer::new(
        grants.temporary_credential_store(),
        MemoryReplayStore::new(10),
        verifier.clock(move || time),
    );
    let endpoint = tower::service_fn(move |request: Request<Full<Bytes>>| {
        let grants = grants.clone();
        async move {
            let caller = request.extensions().get::<Authenticated>().unwrap();
            let granted = grants.token_credentials(caller).await;
            Ok::<_, std::convert::Infallible>(match granted {
                Ok(grant) => grant.response(&[]),
                Err(error) => error.response("Photos"),
            })
        }
    });
    let mut request = Request::builder()
        .method(text(vector, "method"))
        .uri(text(vector, "url"));
    for (name, value) in vector["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let request = request.body(Full::default()).unwrap();
    let response = layer.layer(endpoint).oneshot(request).await.unwrap();
    response.status().as_u16()
}

#[tokio::test]
async fn forged_requests_to_the_token_endpoint() {
    let published: Vec<Value> =
        serde_json::from_str(include_str!("../../fixtures/vectors/published.json")).unwrap();
    let mut refused = Vec::new();
    for vector in published {
        if vector["kind"] != "verify_reject" || vector["input"]["phase"] != "token" {
            continue;
        }
        let expected = vector["expected"]["status"].as_u64().unwrap();
        assert_eq!(
            u64::from(status(&vector).await),
            expected,
            "{}",
            vector["id"]
        );
        refused.push(text(&vector, "id").to_owned());
    }
    refused.sort_unstable();
    let expected = [
        "reject-token-without-verifier",
        "reject-token-wrong-verifier",
    ];
    assert_eq!(refused, expected);
}
