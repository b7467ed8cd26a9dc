//! Clients that use several nodes at once, and remember what they were told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tokio::task::JoinSet;
use tower_oauth1::{Signer, TokenCredentials};

use crate::cluster::{Cluster, Reply, signed};
use crate::example::provider::{photos, printer};

pub(crate) const CLIENTS: usize = 64;

/// What clients were told.
#[derive(Default)]
pub(crate) struct Told {
    /// How often each result came.
    pub(crate) results: BTreeMap<String, usize>,
    /// Requests that were accepted, each with the path that no other request has.
    pub(crate) accepted: Vec<Request<Full<Bytes>>>,
    /// Tokens that are valid.
    pub(crate) tokens: Vec<Signer>,
    /// Tokens that were revoked or renewed.
    pub(crate) ended: Vec<Signer>,
}

impl Told {
    pub(crate) fn count(&self, result: &str) -> usize {
        self.results.get(result).copied().unwrap_or_default()
    }

    fn add(&mut self, other: Self) {
        for (result, count) in other.results {
            *self.results.entry(result).or_default() += count;
        }
        self.accepted.extend(other.accepted);
        self.tokens.extend(other.tokens);
        self.ended.extend(other.ended);
    }
}

struct Client {
    cluster: Arc<Cluster>,
    number: usize,
    /// The node that gets the next request.
    node: usize,
    told: Told,
}

/// Runs all clients for this number of rounds, or until `stop` is set.
pub(crate) async fn load(cluster: &Arc<Cluster>, rounds: usize, stop: Arc<AtomicBool>) -> Told {
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let mut client = Client {
            cluster: Arc::clone(cluster),
            number,
            node: number,
            told: Told::default(),
        };
        let stop = Arc::clone(&stop);
        clients.spawn(async move {
            for round in 0..rounds {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                if (number + round) % 4 == 3 {
                    client.dance(number + round / 4).await;
                } else {
                    client.send_copies(round).await;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            client.told
        });
    }
    let mut told = Told::default();
    for client in clients.join_all().await {
        told.add(client);
    }
    told
}

impl Client {
    async fn send(&mut self, request: Request<Full<Bytes>>) -> Reply {
        self.node += 1;
        let reply = self.cluster.send(self.node, request).await;
        self.count(&reply);
        reply
    }

    fn count(&mut self, reply: &Reply) {
        let results = &mut self.told.results;
        *results.entry(reply.result.clone()).or_default() += 1;
    }

    /// Sends the same request to two nodes at once, and then to the third.
    async fn send_copies(&mut self, round: usize) {
        let signer = self.told.tokens.last().cloned().unwrap_or_else(photos);
        let path = format!("/resource/{}/{round}", self.number);
        let request = signed(&signer, "GET", &path, &[]);
        let (cluster, node) = (Arc::clone(&self.cluster), self.node);
        let (first, second) = tokio::join!(
            cluster.send(node + 1, request.clone()),
            cluster.send(node + 2, request.clone())
        );
        let third = cluster.send(node + 3, request.clone()).await;
        let is_unclear = first.is_unclear() || second.is_unclear();
        let replies = [first, second, third];
        let results = replies.each_ref().map(|reply| &*reply.result);
        let accepted = results.iter().filter(|result| **result == "200").count();
        assert!(accepted == 1 || accepted == 0 && is_unclear, "{results:?}");
        let expected = ["200", "401 nonce_used", "503", "broken"];
        let is_expected = results.iter().all(|result| expected.contains(result));
        assert!(is_expected, "{results:?}");
        if accepted == 1 {
            self.told.accepted.push(request);
        }
        replies.iter().for_each(|reply| self.count(reply));
    }

    /// Gets a token, with each step at another node. Then keeps, renews or revokes it.
    async fn dance(&mut self, number: usize) {
        let initiate = || {
            signed(
                &printer(),
                "POST",
                "/initiate",
                &[("oauth_callback", "oob")],
            )
        };
        let Some(temporary) = self.until_done(initiate).await else {
            return;
        };
        let [temporary, secret] = fields(&temporary, ["oauth_token", "oauth_token_secret"]);
        let page = format!("/authorize?oauth_token={temporary}&auto=1");
        let approve = || Request::get(&page).body(Full::default()).unwrap();
        let Some(verifier) = self.until_done(approve).await else {
            return;
        };
        let signer = printer().with_token(TokenCredentials::new(temporary, secret));
        let exchange = || signed(&signer, "POST", "/token", &[("oauth_verifier", &verifier)]);
        let Some(granted) = self.until_done(exchange).await else {
            return;
        };
        let (user, session) = user(&granted);
        match number % 3 {
            0 => self.told.tokens.push(user),
            1 => {
                let session = [("oauth_session_handle", &*session)];
                let renew = || signed(&user, "POST", "/token", &session);
                if let Some(renewed) = self.until_done(renew).await {
                    self.told.tokens.push(self::user(&renewed).0);
                }
                self.told.ended.push(user);
            }
            _ => {
                self.until_done(|| signed(&user, "POST", "/revoke", &[]))
                    .await;
                self.told.ended.push(user);
            }
        }
    }

    /// Sends a request, with a new signature each time, to one node after the other until one says
    /// that it took effect. Returns `None` if it took effect before, but the response got lost. It
    /// may be refused only then: a refusal says that a node forgot something.
    async fn until_done(&mut self, request: impl Fn() -> Request<Full<Bytes>>) -> Option<String> {
        let mut is_unclear = false;
        for _ in 0..200 {
            let reply = self.send(request()).await;
            if reply.result == "200" {
                return Some(reply.body);
            }
            if !reply.is_unclear() {
                assert!(is_unclear, "{}: {}", request().uri().path(), reply.result);
                return None;
            }
            is_unclear = true;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} does not recover", request().uri().path());
    }
}

/// Returns the signer with the token of a response, and the session handle.
fn user(granted: &str) -> (Signer, String) {
    let names = ["oauth_token", "oauth_token_secret", "oauth_session_handle"];
    let [token, secret, session] = fields(granted, names);
    let token = TokenCredentials::new(token, secret);
    (printer().with_token(token), session)
}

/// Returns the fields of a form.
fn fields<const N: usize>(form: &str, names: [&str; N]) -> [String; N] {
    let fields: BTreeMap<_, _> = url::form_urlencoded::parse(form.as_bytes()).collect();
    names.map(|name| fields[name].clone().into_owned())
}
