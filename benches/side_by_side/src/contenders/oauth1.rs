//! oauth1 1.0.0: one function. It takes ownership of a map with the parameters.

use oauth1::{Token, authorize};

use super::Signing;
use crate::cases::Case;

pub(super) struct OAuth1<'a> {
    client: Token<'static>,
    token: Token<'static>,
    case: &'a Case,
}

impl<'a> OAuth1<'a> {
    pub(super) fn new(case: &'a Case) -> Self {
        Self {
            client: Token::new(case.client.0, case.client.1),
            token: Token::new(case.token.0, case.token.1),
            case,
        }
    }
}

impl Signing for OAuth1<'_> {
    const NAME: &'static str = "oauth1 1.0.0";
    type Signed = String;

    fn sign(&mut self) -> String {
        let case = self.case;
        let pairs = case.pairs.iter();
        let parameters = pairs
            .map(|(n, v)| (n.as_str(), v.as_str().into()))
            .collect();
        authorize(
            case.method,
            case.endpoint(),
            &self.client,
            Some(&self.token),
            Some(parameters),
        )
    }

    fn header(&mut self, signed: String) -> String {
        signed
    }
}
