//! oauth-client 0.8.0: one function. It takes a map with the parameters and returns the header.

use oauth_client::{ParamList, Token, authorization_header};

use super::Signing;
use crate::cases::Case;

pub(super) struct OAuthClient<'a> {
    client: Token<'static>,
    token: Token<'static>,
    case: &'a Case,
}

impl<'a> OAuthClient<'a> {
    pub(super) fn new(case: &'a Case) -> Self {
        Self {
            client: Token::new(case.client.0, case.client.1),
            token: Token::new(case.token.0, case.token.1),
            case,
        }
    }
}

impl Signing for OAuthClient<'_> {
    const NAME: &'static str = "oauth-client 0.8.0";
    type Signed = (String, String);

    fn sign(&mut self) -> (String, String) {
        let case = self.case;
        let pairs = case.pairs.iter();
        let parameters: ParamList<'_> = pairs
            .map(|(n, v)| (n.as_str().into(), v.as_str().into()))
            .collect();
        authorization_header(
            case.method,
            case.endpoint(),
            &self.client,
            Some(&self.token),
            Some(&parameters),
        )
    }

    fn header(&mut self, (header, _body): (String, String)) -> String {
        header
    }
}
