//! Requests through the layer, and the time of their claims.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tokio::task::JoinSet;
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{
    Claimed, IssuedToken, MemoryCredentialStore, NonceClaim, ReplayStore, VerifyLayer,
};
use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials};

/// The times of the claims in a store.
struct Timed<R> {
    store: R,
    times: Arc<Mutex<Vec<Duration>>>,
}

impl<R: ReplayStore> ReplayStore for Timed<R> {
    type Error = R::Error;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, R::Error> {
        let began = Instant::now();
        let claimed = self.store.claim(claim).await;
        self.times.lock().unwrap().push(began.elapsed());
        claimed
    }
}

/// The result for a number of requests at the same time.
pub(crate) struct Measured {
    pub(crate) requests_per_second: f64,
    pub(crate) median: Duration,
    /// 99 of 100 claims take at most this long.
    pub(crate) slow: Duration,
}

/// Signs requests, and sends them, so many at the same time.
pub(crate) async fn measure<R>(store: Arc<R>, requests: usize, at_once: usize) -> Measured
where
    R: ReplayStore + 'static,
{
    let client = ClientCredentials::new("printer", "printer-secret");
    let token = TokenCredentials::new("photos", "photos-secret");
    let credentials = MemoryCredentialStore::new();
    credentials.insert_client(client.clone()).unwrap();
    let issued = IssuedToken::new("printer", token.clone());
    credentials.insert_token(issued).unwrap();
    let signer = Signer::new(client).with_token(token);
    let times = Arc::new(Mutex::new(Vec::with_capacity(requests)));
    let store = Timed {
        store,
        times: Arc::clone(&times),
    };
    let origin = PublicOrigin::fixed("http://h").unwrap();
    let layer = VerifyLayer::new(credentials, store, origin);
    let service = layer.layer(tower::service_fn(|_: Request<Full<Bytes>>| async {
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
    }));
    let signed = (0..requests).map(|_| {
        let request = Request::get("http://h/photos?file=vacation.jpg&size=original");
        let mut request = request.body("").unwrap();
        signer.sign_request(&mut request).unwrap();
        request.map(Full::from)
    });
    let mut shares: Vec<Vec<_>> = (0..at_once).map(|_| Vec::new()).collect();
    for (number, request) in signed.enumerate() {
        shares[number % at_once].push(request);
    }
    let began = Instant::now();
    let mut workers = JoinSet::new();
    for share in shares {
        let service = service.clone();
        workers.spawn(async move {
            for request in share {
                let response = service.clone().oneshot(request).await.unwrap();
                assert_eq!(response.status(), StatusCode::OK);
            }
        });
    }
    workers.join_all().await;
    let elapsed = began.elapsed();
    let mut times = times.lock().unwrap();
    times.sort_unstable();
    Measured {
        requests_per_second: requests as f64 / elapsed.as_secs_f64(),
        median: times[times.len() / 2],
        slow: times[times.len() * 99 / 100],
    }
}
