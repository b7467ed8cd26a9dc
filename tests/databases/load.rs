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
use crate::told::{Dance, Step, Told};

pub(crate) const CLIENTS: usize = 64;

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
        let replies = [first, second, third];
        let results = replies.each_ref().map(|reply| &*reply.result);
        assert!(is_accepted_once(results), "{results:?}");
        if results.contains(&"200") {
            self.told.accepted.push(request);
        }
        replies.iter().for_each(|reply| self.count(reply));
    }

    /// Gets a token, with each step at another node. Then keeps, renews or revokes it.
    async fn dance(&mut self, number: usize) {
        let scope = format!("{}-{number}", self.number);
        let path = format!("/initiate?scope={scope}");
        let initiate = || signed(&printer(), "POST", &path, &[("oauth_callback", "oob")]);
        // Each request gets other temporary credentials, so none is refused.
        let temporary = self.until_done(&[], initiate).await.unwrap();
        let [temporary, secret] = fields(&temporary, ["oauth_token", "oauth_token_secret"]);
        let step = self.decide(number, &temporary, secret).await;
        self.told.dances.push(Dance {
            scope,
            temporary,
            step,
        });
    }

    /// Returns the last step of a dance that took effect.
    async fn decide(&mut self, number: usize, temporary: &str, secret: String) -> Step {
        let page = format!("/authorize?oauth_token={temporary}&auto=1");
        let approve = || Request::get(&page).body(Full::default()).unwrap();
        let Some(verifier) = self.until_done(&["400"], approve).await else {
            return Step::Approved;
        };
        let signer = printer().with_token(TokenCredentials::new(temporary, secret));
        let exchange = || signed(&signer, "POST", "/token", &[("oauth_verifier", &verifier)]);
        // The second one, if the first request took effect between two steps of this one.
        let unknown = &["401 signature_invalid", "401 token_rejected"];
        let Some(granted) = self.until_done(unknown, exchange).await else {
            return Step::Exchanged;
        };
        let (user, token, session) = user(&granted);
        match number % 3 {
            0 => {
                self.told.tokens.push(user);
                Step::Told(token)
            }
            1 => {
                let session = [("oauth_session_handle", &*session)];
                let renew = || signed(&user, "POST", "/token", &session);
                let renewed = self.until_done(unknown, renew).await;
                self.told.ended.push(user.clone());
                let Some(renewed) = renewed else {
                    return Step::Renewed(token);
                };
                let (user, token, _) = self::user(&renewed);
                self.told.tokens.push(user);
                Step::Told(token)
            }
            _ => {
                let revoke = || signed(&user, "POST", "/revoke", &[]);
                self.until_done(&["401 token_revoked"], revoke).await;
                self.told.ended.push(user);
                Step::Revoked(token)
            }
        }
    }

    /// Sends a request, with a new signature each time, to one node after the other until one says
    /// that it took effect. Returns `None` if it took effect before, but the response got lost. The
    /// request is then refused with one of these results, and [`Told::is_in`] finds its effect in
    /// the database. It may be refused only then: a refusal says that a node forgot something.
    async fn until_done(
        &mut self,
        refusals: &[&str],
        request: impl Fn() -> Request<Full<Bytes>>,
    ) -> Option<String> {
        let mut is_unclear = false;
        for _ in 0..200 {
            let reply = self.send(request()).await;
            if reply.result == "200" {
                return Some(reply.body);
            }
            if !reply.is_unclear() {
                let is_expected = is_unclear && refusals.contains(&&*reply.result);
                assert!(is_expected, "{}: {}", request().uri().path(), reply.result);
                return None;
            }
            is_unclear = true;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} does not recover", request().uri().path());
    }
}

/// Returns whether these are the results of copies of one request: two that were sent at once, and
/// a third one after them. If a response got lost, the request may have been accepted.
fn is_accepted_once(results: [&str; 3]) -> bool {
    const COPY: &str = "401 nonce_used";
    let is_unclear = |result: &&str| ["503", "broken"].contains(result);
    let accepted = results.iter().filter(|result| **result == "200").count();
    let are_expected = results
        .iter()
        .all(|result| is_unclear(result) || ["200", COPY].contains(result));
    // A refusal says that a copy was accepted before it, or at the same time.
    let is_explained = results[..2]
        .iter()
        .any(|result| *result == "200" || is_unclear(result));
    // A node that accepts a copy after another node refused one has forgotten the nonce.
    let is_forgotten = results[..2].contains(&COPY) && results[2] == "200";
    are_expected && accepted <= 1 && is_explained && !is_forgotten
}

#[test]
fn results_of_copies() {
    const COPY: &str = "401 nonce_used";
    for results in [
        ["200", COPY, COPY],
        [COPY, "200", "503"],
        ["503", COPY, COPY],
        ["503", "broken", "200"],
        ["503", "503", COPY],
        ["503", "503", "503"],
    ] {
        assert!(is_accepted_once(results), "{results:?}");
    }
    for results in [
        ["200", COPY, "200"],
        ["200", "200", COPY],
        // Nobody accepted it.
        [COPY, COPY, COPY],
        // The third copy was sent after the refusals.
        [COPY, COPY, "503"],
        [COPY, COPY, "200"],
        ["503", COPY, "200"],
        ["200", COPY, "401 signature_invalid"],
        ["200", COPY, "500"],
    ] {
        assert!(!is_accepted_once(results), "{results:?}");
    }
}

/// Returns the signer with the token of a response, the token, and the session handle.
fn user(granted: &str) -> (Signer, String, String) {
    let names = ["oauth_token", "oauth_token_secret", "oauth_session_handle"];
    let [token, secret, session] = fields(granted, names);
    let credentials = TokenCredentials::new(&token, secret);
    (printer().with_token(credentials), token, session)
}

/// Returns the fields of a form.
fn fields<const N: usize>(form: &str, names: [&str; N]) -> [String; N] {
    let fields: BTreeMap<_, _> = url::form_urlencoded::parse(form.as_bytes()).collect();
    names.map(|name| fields[name].clone().into_owned())
}
