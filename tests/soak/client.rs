//! Stacks of clients, and tasks that send requests through them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream;
use http::{Request, Response, StatusCode, header};
use http_body::Frame;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Incoming;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use tokio::sync::Semaphore;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::retry::Policy;
use tower::timeout::error::Elapsed;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, ServiceBuilder, ServiceExt};
use tower_http::follow_redirect::FollowRedirectLayer;
use tower_oauth1::protocol::Problem;
use tower_oauth1::sign::{ClockSkewPolicy, RetryOnClockSkew};
use tower_oauth1::{OAuth1Layer, Scope};

use crate::account::{Account, Outcome};
use crate::random::Random;
use crate::server::{Server, number, signer};

/// The number of tasks that send requests at the same time.
pub(crate) const CLIENTS: usize = 64;
/// The number of requests to one server that may be under way at the same time.
pub(crate) const PERMITS: usize = 16;
/// The time for one attempt.
const TIMEOUT: Duration = Duration::from_millis(500);

const FORM: &str = "application/x-www-form-urlencoded";

type Sent = BoxBody<Bytes, BoxError>;
type Boxed<B> = BoxCloneSyncService<Request<B>, Response<Incoming>, BoxError>;

fn sent(body: Full<Bytes>) -> Sent {
    BodyExt::boxed(body.map_err(|never| match never {}))
}

fn whole(bytes: Bytes) -> Sent {
    sent(Full::new(bytes))
}

/// Sends a request again if the server responds 503 or not at all.
#[derive(Clone)]
struct Retries(u32);

impl<RB> Policy<Request<Full<Bytes>>, Response<RB>, BoxError> for Retries {
    type Future = std::future::Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<Full<Bytes>>,
        result: &mut Result<Response<RB>, BoxError>,
    ) -> Option<Self::Future> {
        let is_over =
            |response: &Response<RB>| response.status() != StatusCode::SERVICE_UNAVAILABLE;
        self.0 = self.0.checked_sub(1)?;
        (!result.as_ref().is_ok_and(is_over)).then(|| std::future::ready(()))
    }

    fn clone_request(&mut self, request: &Request<Full<Bytes>>) -> Option<Request<Full<Bytes>>> {
        Some(request.clone())
    }
}

/// Two stacks that share the connections to one server: for bodies in memory, which are sent again
/// and follow redirects, and for streams, which cannot.
#[derive(Clone)]
pub(crate) struct Stack {
    origin: String,
    http: Client<HttpConnector, Sent>,
    permits: Arc<Semaphore>,
}

impl Stack {
    pub(crate) fn new(server: &Server) -> Self {
        Self {
            origin: server.origin.clone(),
            http: Client::builder(TokioExecutor::new()).build_http(),
            permits: Arc::new(Semaphore::new(PERMITS)),
        }
    }

    pub(crate) fn permits(&self) -> usize {
        self.permits.available_permits()
    }

    /// The stack for streams. It signs, limits the time, and writes down what is given to the HTTP
    /// client.
    fn streamed(&self, account: &Arc<Account>) -> Boxed<Sent> {
        let skew = ClockSkewPolicy::new(Duration::from_secs(3600)).insecure_without_tls();
        let layer = OAuth1Layer::new(signer(), Scope::origin(&self.origin).unwrap());
        let account = Arc::clone(account);
        let service = ServiceBuilder::new()
            .layer(GlobalConcurrencyLimitLayer::with_semaphore(Arc::clone(
                &self.permits,
            )))
            .layer(layer.correct_clock_skew(skew).rebuild_body_with(whole))
            .timeout(TIMEOUT)
            .map_request(move |request: Request<Sent>| {
                let signature = request.headers()[header::AUTHORIZATION].to_str();
                account.send(number(request.uri().path()), signature.unwrap());
                request
            })
            .service(self.http.clone());
        BoxCloneSyncService::new(service)
    }

    /// The stack for bodies in memory, around the stack for streams.
    fn in_memory(&self, account: &Arc<Account>) -> Boxed<Full<Bytes>> {
        let service = ServiceBuilder::new()
            .layer(FollowRedirectLayer::new())
            .retry(Retries(2))
            .retry(RetryOnClockSkew::new())
            .map_request(|request: Request<Full<Bytes>>| request.map(sent))
            .service(self.streamed(account));
        BoxCloneSyncService::new(service)
    }

    /// Sends requests until the time is over.
    pub(crate) async fn run(self, seed: u64, end: Instant, account: Arc<Account>) {
        let mut random = Random::new(seed);
        let (in_memory, streamed) = (self.in_memory(&account), self.streamed(&account));
        for count in 0.. {
            if Instant::now() >= end {
                break;
            }
            let number = seed * 1_000_000 + count;
            let uri = format!("{}/{number}", self.origin);
            let form = format!("number={number}&title=a+b");
            account.start();
            let outcome = match random.below(4) {
                0 => {
                    let chunks = form.into_bytes().into_iter();
                    let chunks = chunks.map(|byte| Ok(Frame::data(Bytes::from(vec![byte]))));
                    let body = BodyExt::boxed(StreamBody::new(stream::iter(chunks)));
                    let request = Request::post(uri).header(header::CONTENT_TYPE, FORM);
                    send(streamed.clone(), request.body(body).unwrap(), &mut random).await
                }
                1 => {
                    let request = Request::post(uri).header(header::CONTENT_TYPE, FORM);
                    let request = request.body(Full::from(form)).unwrap();
                    send(in_memory.clone(), request, &mut random).await
                }
                _ => {
                    let request = Request::get(uri).body(Full::default()).unwrap();
                    send(in_memory.clone(), request, &mut random).await
                }
            };
            account.end(number, outcome);
        }
    }
}

/// Sends a request and reads the response. Drops the future of some requests after a short time.
async fn send<B>(stack: Boxed<B>, request: Request<B>, random: &mut Random) -> Outcome {
    let response = async {
        let response = stack.oneshot(request).await?;
        let (head, body) = response.into_parts();
        let body = tokio::time::timeout(TIMEOUT, body.collect()).await?;
        body?;
        Ok::<_, BoxError>(head)
    };
    let patience = if random.percent(5) {
        Duration::from_micros(random.next() % 20_000)
    } else {
        Duration::from_secs(60)
    };
    let Ok(result) = tokio::time::timeout(patience, response).await else {
        return Outcome::Dropped;
    };
    let head = match result {
        Ok(head) => head,
        Err(error) if error.is::<Elapsed>() || error.is::<tokio::time::error::Elapsed>() => {
            return Outcome::TimedOut;
        }
        Err(error) if is_of_the_connection(&*error) => return Outcome::Broken,
        Err(error) => panic!("{error:?}"),
    };
    let problem = Problem::from_headers(&head.headers);
    let problem = problem.as_ref().map(Problem::name);
    match (head.status, problem) {
        (StatusCode::OK, _) => Outcome::Done,
        (StatusCode::SERVICE_UNAVAILABLE, _) => Outcome::Unavailable,
        (StatusCode::UNAUTHORIZED, Some("timestamp_refused")) => Outcome::WrongTime,
        // The stack for streams follows no redirects.
        (StatusCode::TEMPORARY_REDIRECT, _) => Outcome::Done,
        other => panic!("{other:?}"),
    }
}

fn is_of_the_connection(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<hyper::Error>() || error.is::<hyper_util::client::legacy::Error>()
}
