//! Attacks. Each starts from a request that would pass. At the end this request passes, because the
//! refused requests used up nothing.

mod copies;
mod headers;
mod methods_and_times;
mod moved;
mod parameters;
mod signatures;
mod signed_parts;
mod table;

use http::Method;
use tower_oauth1::{PublicOrigin, RequestVerifier, Signer, VerifyError};

use crate::verify::server::harness::{Message, NOW, Server};

pub(super) const INVALID: VerifyError = VerifyError::SignatureInvalid;

/// Checks that the attack gets a 401 like a wrong signature, and that the original request passes.
pub(super) async fn forged(original: &Message, attack: Message) {
    let server = Server::new();
    server.refuses(&attack, 401, &INVALID).await;
    server.accepts(original).await;
}

pub(super) async fn bad(original: &Message, attack: Message, reason: VerifyError) {
    let server = Server::new();
    server.refuses(&attack, 400, &reason).await;
    server.accepts(original).await;
}

/// Signs a request with `signer`. The server refuses it like a wrong signature.
pub(super) async fn forged_by(signer: &Signer) {
    let attack = Message::signed(signer, Method::GET, "/photos", None);
    Server::new().refuses(&attack, 401, &INVALID).await;
}

pub(super) fn verifier_at(origin: PublicOrigin) -> RequestVerifier {
    RequestVerifier::new(origin).clock(|| NOW)
}

/// Returns the protocol parameters of a message as a query or form.
pub(super) fn pairs(message: &Message) -> String {
    let pairs = message.authorization().replace("OAuth ", "");
    pairs.replace(", ", "&").replace('"', "")
}
