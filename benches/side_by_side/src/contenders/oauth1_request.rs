//! oauth1-request 0.6.1: a `Builder` that is set up once. The parameters have one of three types:
//!
//! - A derived `Request`, if the names are known at compile time. This avoids sorting at run time.
//! - `()`, if there are no parameters.
//! - A `ParameterList` in all other cases.

use oauth1_request::{Builder, Credentials, HMAC_SHA1, HmacSha1, ParameterList};

use super::Signing;
use crate::cases::Case;

pub(super) struct OAuth1Request<'a> {
    builder: Builder<'static, HmacSha1, &'static str>,
    case: &'a Case,
    request: Request<'a>,
}

enum Request<'a> {
    Empty,
    Me(Me<'a>),
    Update(Update<'a>),
    List,
}

/// Case i.
#[derive(oauth1_request::Request)]
struct Me<'a> {
    count: &'a str,
    lang: &'a str,
    max: &'a str,
    page: &'a str,
}

/// Case ii.
#[derive(oauth1_request::Request)]
struct Update<'a> {
    include_entities: &'a str,
    status: &'a str,
}

impl<'a> Request<'a> {
    fn new(case: &'a Case) -> Self {
        let get = |wanted: &str| {
            let mut pairs = case.pairs.iter();
            let pair = pairs.find(|(name, _)| name == wanted);
            pair.expect("the case has this parameter").1.as_str()
        };
        match case.number {
            "i" => Self::Me(Me {
                count: get("count"),
                lang: get("lang"),
                max: get("max"),
                page: get("page"),
            }),
            "ii" => Self::Update(Update {
                include_entities: get("include_entities"),
                status: get("status"),
            }),
            _ if case.pairs.is_empty() => Self::Empty,
            _ => Self::List,
        }
    }
}

impl<'a> OAuth1Request<'a> {
    pub(super) fn new(case: &'a Case) -> Self {
        let client = Credentials::new(case.client.0, case.client.1);
        let mut builder = Builder::new(client, HMAC_SHA1);
        builder.token(Credentials::new(case.token.0, case.token.1));
        Self {
            builder,
            case,
            request: Request::new(case),
        }
    }
}

impl Signing for OAuth1Request<'_> {
    const NAME: &'static str = "oauth1-request 0.6.1";
    type Signed = String;

    fn sign(&mut self) -> String {
        let (builder, case) = (&self.builder, self.case);
        let (method, uri) = (case.method, case.endpoint());
        match &self.request {
            Request::Empty => builder.authorize(method, uri, &()),
            Request::Me(request) => builder.authorize(method, uri, request),
            Request::Update(request) => builder.authorize(method, uri, request),
            Request::List => {
                let pairs = case.pairs.iter();
                let pairs: Vec<_> = pairs.map(|(n, v)| (n.as_str(), v.as_str())).collect();
                builder.authorize(method, uri, &ParameterList::new(pairs))
            }
        }
    }

    fn header(&mut self, signed: String) -> String {
        signed
    }
}
