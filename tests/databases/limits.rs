//! The number of grants that a client may have in progress.

use tower_oauth1::grant::GrantStore;
use tower_oauth1::{ClientCredentials, Signer};

use crate::database::DatabaseError;
use crate::example::provider::{Provider, printer};
use crate::store::{Store, pending};
use crate::with_both;

with_both!(a_client_with_too_many_grants);

const MOST: u16 = 10_000;

fn initiate(
    provider: &Provider,
    client: &Signer,
) -> http::Request<http_body_util::Full<bytes::Bytes>> {
    let request = http::Request::post(provider.uri("/initiate")).body(());
    let (mut parts, ()) = request.unwrap().into_parts();
    let callback = [("oauth_callback", "https://a.example/b")];
    let signed = client
        .sign_with_parameters(&parts, None, &callback)
        .unwrap();
    parts
        .headers
        .insert("authorization", signed.authorization_header());
    http::Request::from_parts(parts, http_body_util::Full::default())
}

async fn a_client_with_too_many_grants(store: &mut Store) {
    let provider = Provider::start(&["--database", &store.url()]);
    let many = printer();
    let strict = Signer::new(ClientCredentials::new("strict", "strict-secret"));
    // All but one, and as many that have expired.
    let series = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 19998)";
    store
        .run(&format!(
            "INSERT INTO grants (temporary, secret, client, callback, issued_at, expires_at)
             {series} SELECT 'grant-' || x, 'temporary-secret', 'printer', 'oob', now,
             CASE WHEN x < {MOST} THEN now + 600 ELSE now - 1 END FROM n, clock"
        ))
        .await;
    let send = async |client| provider.send(initiate(&provider, client)).await;
    assert_eq!(send(&many).await.status(), 200);
    let refused = send(&many).await;
    // The server has no room, and the request is not wrong.
    assert_eq!(refused.status(), 503);
    assert!(refused.body().is_empty(), "{refused:?}");
    assert_eq!(
        refused.headers()["www-authenticate"],
        "OAuth realm=\"provider\""
    );
    // Other clients do not notice.
    assert_eq!(send(&strict).await.status(), 200);
    let database = store.connect().await;
    let error = database.insert(pending("one-more")).await.unwrap_err();
    assert!(matches!(error, DatabaseError::TooManyGrants), "{error}");
    assert!(database.find("one-more").await.unwrap().is_none());
    // A grant that ends makes room.
    assert!(database.remove("grant-1").await.unwrap());
    assert_eq!(send(&many).await.status(), 200);
    assert_eq!(send(&many).await.status(), 503);
    let line = provider.end();
    let expected = "refused: 503 POST /initiate: the credential store or the grant store failed: \
                    the client has too many grants in progress";
    assert_eq!(line, [expected, expected]);
}
