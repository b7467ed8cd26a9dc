//! Many clients at once. The provider accepts each distinct valid request once, refuses everything
//! else, and never fails.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;

use crate::support::example::provider::{Provider, photos};

const CLIENTS: usize = 32;
const ROUNDS: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn accepted_requests_are_the_distinct_valid_ones() {
    let provider = Arc::new(Provider::start(&[]));
    let signer = photos();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (provider, signer) = (Arc::clone(&provider), signer.clone());
            tokio::spawn(async move {
                let mut statuses: HashMap<u16, usize> = HashMap::new();
                for round in 0..ROUNDS {
                    let path = format!("/resource/{client}/{round}?a=b");
                    let form = Some(("application/x-www-form-urlencoded", "c=d"));
                    let valid = provider.signed(&signer, "POST", &path, form);
                    let mut forged: Request<Full<Bytes>> = valid.clone();
                    *forged.uri_mut() = provider.uri(&format!("{path}&admin")).parse().unwrap();
                    let mut garbage = valid.clone();
                    garbage
                        .headers_mut()
                        .insert("authorization", "OAuth x".parse().unwrap());
                    // The copy may arrive before the original.
                    let (first, copy, forged, garbage) = tokio::join!(
                        provider.send(valid.clone()),
                        provider.send(valid),
                        provider.send(forged),
                        provider.send(garbage),
                    );
                    for response in [first, copy, forged, garbage] {
                        *statuses.entry(response.status().as_u16()).or_default() += 1;
                    }
                }
                statuses
            })
        })
        .collect();
    let mut statuses: HashMap<u16, usize> = HashMap::new();
    for client in clients {
        for (status, count) in client.await.unwrap() {
            *statuses.entry(status).or_default() += count;
        }
    }
    let valid = CLIENTS * ROUNDS;
    assert_eq!(
        statuses,
        HashMap::from([(200, valid), (401, 2 * valid), (400, valid)])
    );
}
