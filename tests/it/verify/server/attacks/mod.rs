//! The table of attacks. Each begins with a request that would pass, and ends with that request
//! passing: what was refused used up nothing of it.

mod copies;
mod headers;
mod methods_and_times;
mod parameters;
mod signatures;
mod signed_parts;

use http::Method;
use tower_oauth1::{PublicOrigin, RequestVerifier, Signer, VerifyError};

use crate::verify::server::harness::{Message, NOW, Server};

pub(super) const INVALID: VerifyError = VerifyError::SignatureInvalid;

/// The attack fails with 401 as a wrong signature does, and what it was made of still passes.
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

/// A request by other means than [`signer`]; it is refused as a wrong signature is.
pub(super) async fn forged_by(signer: &Signer) {
    let attack = Message::signed(signer, Method::GET, "/photos", None);
    Server::new().refuses(&attack, 401, &INVALID).await;
}

pub(super) fn verifier_at(origin: PublicOrigin) -> RequestVerifier {
    RequestVerifier::new(origin).clock(|| NOW)
}

/// The protocol parameters of a message as a query or form.
pub(super) fn pairs(message: &Message) -> String {
    let pairs = message.authorization().replace("OAuth ", "");
    pairs.replace(", ", "&").replace('"', "")
}
