//! Several providers ("nodes") that share one Postgres, behind one origin. The nonces are in
//! Postgres or in Redis.

use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tower_oauth1::Signer;

use crate::dance::problem;
use crate::example::provider::{Provider, photos, program};
use crate::postgres::Postgres;
use crate::redis_server::Redis;

/// The origin that clients sign for. A load balancer would have it.
pub(crate) const ORIGIN: &str = "https://nodes.example";
pub(crate) const NODES: usize = 3;

pub(crate) struct Cluster {
    arguments: Vec<String>,
    nodes: RwLock<Vec<Arc<Provider>>>,
    /// Nodes that were killed. Others took their places.
    killed: Mutex<Vec<Arc<Provider>>>,
}

/// What a client gets for a request.
pub(crate) struct Reply {
    /// The status and the problem that the response reports, as in `401 nonce_used`. It is `broken`
    /// if the connection broke because the node was killed.
    pub(crate) result: String,
    pub(crate) body: String,
}

impl Reply {
    /// Returns whether the client cannot know if the request took effect.
    pub(crate) fn is_unclear(&self) -> bool {
        ["503", "broken"].contains(&&*self.result)
    }
}

impl Cluster {
    pub(crate) fn start(postgres: &Postgres, redis: Option<&Redis>) -> Self {
        let lifetimes = ["--token-lifetime", "600", "--session-lifetime", "600"];
        let mut arguments = vec!["--log-all", "--public-origin", ORIGIN];
        arguments.extend(lifetimes);
        let (postgres, redis) = (postgres.url(), redis.map(Redis::url));
        arguments.extend(["--database", &postgres]);
        arguments.extend(redis.iter().flat_map(|url| ["--redis", url]));
        // The first one fills the database.
        let mut nodes = vec![Arc::new(Provider::start(&arguments))];
        let arguments: Vec<_> = arguments.iter().map(|&text| text.to_owned()).collect();
        nodes.extend((1..NODES).map(|_| node(&arguments)));
        Self {
            arguments,
            nodes: RwLock::new(nodes),
            killed: Mutex::default(),
        }
    }

    /// Returns a node. Any number names one.
    pub(crate) fn node(&self, number: usize) -> Arc<Provider> {
        let nodes = self.nodes.read().unwrap();
        Arc::clone(&nodes[number % NODES])
    }

    /// Sends a request that was signed for [`ORIGIN`] to a node. Nothing but the kill of this node
    /// may break the connection, and 503 is the only status that may report a failure.
    pub(crate) async fn send(&self, number: usize, mut request: Request<Full<Bytes>>) -> Reply {
        let node = self.node(number);
        to_node(&node, &mut request);
        let sent = tokio::time::timeout(Duration::from_secs(30), node.try_send(request));
        match sent.await.expect("the node responds") {
            Ok(response) => {
                let status = response.status().as_u16();
                assert!(status < 500 || status == 503, "{response:?}");
                let result = format!("{status} {}", problem(&response));
                Reply {
                    result: result.trim_end().to_owned(),
                    body: String::from_utf8(response.into_body().to_vec()).unwrap(),
                }
            }
            Err(error) => {
                assert!(node.is_killed(), "{error:?}");
                Reply {
                    result: "broken".to_owned(),
                    body: String::new(),
                }
            }
        }
    }

    pub(crate) fn kill(&self, number: usize) {
        self.node(number).kill();
    }

    /// Starts a node in the place of one that was killed.
    pub(crate) fn replace(&self, number: usize) {
        let started = node(&self.arguments);
        let mut nodes = self.nodes.write().unwrap();
        let killed = std::mem::replace(&mut nodes[number % NODES], started);
        assert!(killed.is_killed());
        self.killed.lock().unwrap().push(killed);
    }

    /// Waits until every node accepts requests again, without a restart.
    pub(crate) async fn recovers(&self) {
        let began = Instant::now();
        for number in 0..NODES {
            loop {
                let request = signed(&photos(), "GET", "/recovered", &[]);
                match &*self.send(number, request).await.result {
                    "200" => break,
                    other => assert_eq!(other, "503"),
                }
                assert!(began.elapsed() < Duration::from_secs(30));
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// Stops all nodes, and returns the lines of all that ever ran.
    pub(crate) fn end(self) -> Vec<String> {
        let mut nodes = self.nodes.into_inner().unwrap();
        nodes.append(&mut self.killed.into_inner().unwrap());
        let node = |node| Arc::into_inner(node).expect("no request is in progress");
        nodes
            .into_iter()
            .flat_map(|each| node(each).end())
            .collect()
    }
}

fn node(arguments: &[String]) -> Arc<Provider> {
    let mut program = program();
    program.args(arguments);
    Arc::new(Provider::run(program))
}

/// Directs a request to a node, as a load balancer does.
pub(crate) fn to_node(node: &Provider, request: &mut Request<Full<Bytes>>) {
    let path = request.uri().path_and_query().unwrap().as_str();
    *request.uri_mut() = node.uri(path).parse().unwrap();
}

/// Signs a request for [`ORIGIN`], with these extra protocol parameters.
pub(crate) fn signed(
    signer: &Signer,
    method: &str,
    path: &str,
    extra: &[(&str, &str)],
) -> Request<Full<Bytes>> {
    let request = Request::builder()
        .method(method)
        .uri(format!("{ORIGIN}{path}"));
    let (mut parts, body) = request.body(Full::default()).unwrap().into_parts();
    let signed = signer.sign_with_parameters(&parts, None, extra).unwrap();
    let header = signed.authorization_header();
    parts.headers.insert("authorization", header);
    Request::from_parts(parts, body)
}
