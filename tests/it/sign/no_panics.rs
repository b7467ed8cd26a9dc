//! Nothing panics on input from the network or from a caller. The tests send random texts of
//! characters with a meaning to everything that parses.

use std::convert::Infallible;

use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, Response, Uri, header};
use tower_oauth1::protocol::{
    AuthorizationHeader, Parameters, Problem, ProtocolParameters, percent_decode,
};
use tower_oauth1::{
    AuthorizationFlow, Callback, Endpoints, Explanation, Origin, PublicOrigin, RequestVerifier,
    SignatureMethod,
};

use crate::support::random::Random;
use crate::support::{API, FORM, client, signer, token};

/// Concatenates up to `most` of these pieces.
fn text(random: &mut Random, pieces: &[&[u8]], most: usize) -> Vec<u8> {
    let count = random.below(most + 1);
    let chosen: Vec<&[u8]> = (0..count).map(|_| random.pick(pieces)).collect();
    chosen.concat()
}

const PIECES: &[&[u8]] = &[
    b"%",
    b"%2",
    b"%zz",
    b"%FF",
    b"%25",
    b"%e2%98%83",
    b"+",
    b"&",
    b"=",
    b";",
    b",",
    b", ",
    b"\"",
    b"\\",
    b" ",
    b"\t",
    b"/",
    b"//",
    b"..",
    b"/../",
    b"/.",
    b"%2e",
    b"?",
    b"#",
    b":",
    b"@",
    b"[",
    b"]",
    b"{",
    b"}",
    b"a",
    b"Z",
    b"0",
    b"~",
    b"*",
    b"\xC3\xA9",
    b"\xFF",
    b"OAuth ",
    b"oauth ",
    b"realm=\"",
    b"oauth_token",
    b"oauth_signature=\"",
    b"oauth_nonce=\"x\",",
    b"oauth_timestamp=\"1\",",
    b"oauth_consumer_key=\"c\"",
    b"oauth_signature_method=\"HMAC-SHA1\",",
    b"oauth_version=\"1.0\",",
    b"https://",
    b"api.example.com",
    b":65536",
    b":443",
];

/// A request of random pieces, or `None` if `http` refuses them. It accepts most.
fn request(random: &mut Random) -> Option<(Parts, Vec<u8>)> {
    let mut target = text(
        random,
        &[b"", b"/", b"https://api.example.com/", b"http://h:1/"],
        1,
    );
    target.extend(text(random, PIECES, 8));
    let methods = ["GET", "POST", "CONNECT", "OPTIONS", "M-SEARCH", "x!y"];
    let method = Method::from_bytes(methods[random.below(methods.len())].as_bytes()).unwrap();
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.uri = Uri::from_maybe_shared(target).ok()?;
    parts.method = method;
    let mut add = |name: HeaderName, value: Vec<u8>| {
        if let Ok(value) = HeaderValue::from_maybe_shared(value) {
            parts.headers.append(name, value);
        }
    };
    // Half of the headers are complete, but have one unexpected value.
    let mut authorization = b"OAuth ".to_vec();
    if random.below(2) == 0 {
        authorization.extend_from_slice(
            b"oauth_consumer_key=\"c\",oauth_signature_method=\"HMAC-SHA1\",\
              oauth_timestamp=\"1\",oauth_nonce=\"n\",oauth_signature=\"s\",oauth_x=\"",
        );
    }
    authorization.extend(text(random, PIECES, 24));
    authorization.push(b'"');
    add(header::AUTHORIZATION, authorization);
    for name in [header::AUTHORIZATION, header::HOST, header::CONTENT_TYPE] {
        if random.below(4) == 0 {
            add(name, text(random, PIECES, 6));
        }
    }
    if random.below(2) == 0 {
        add(header::CONTENT_TYPE, FORM.into());
    }
    Some((parts, text(random, PIECES, 12)))
}

#[test]
fn requests_from_peers_and_callers() {
    let mut random = Random::new(0x9E37_79B9_7F4A_7C15);
    let verifiers = [
        RequestVerifier::new(PublicOrigin::fixed(API).unwrap()),
        RequestVerifier::new(PublicOrigin::as_received(http::uri::Scheme::HTTPS)),
    ];
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    let (mut read, mut signed, mut tried) = (0, 0, 0);
    for _ in 0..60_000 {
        let Some((mut parts, body)) = request(&mut random) else {
            continue;
        };
        tried += 1;
        for verifier in &verifiers {
            if let Ok(unverified) = verifier.parse(&parts, Some(&body)) {
                read += 1;
                let _ = unverified.base_string().to_string();
                assert!(unverified.verify(&client(), Some(&token())).is_err());
            }
        }
        if let Ok(explanation) = Explanation::from_parts(&parts, Some(&body)) {
            let _ = (explanation.to_string(), format!("{explanation:?}"));
        }
        parts.headers.remove(header::AUTHORIZATION);
        for signer in [signer(), plaintext.clone()] {
            let _ = signer
                .sign(&parts, Some(&body))
                .map(|p| p.authorization_header());
            let mut request = Request::from_parts(parts.clone(), &body);
            signed += usize::from(signer.sign_request(&mut request).is_ok());
        }
    }
    // If every random text were refused at the start, the test would show nothing.
    assert!(
        tried > 15_000 && read > 100 && signed > 5_000,
        "{tried} {read} {signed}"
    );
}

#[test]
fn texts() {
    let mut random = Random::new(0x2545_F491_4F6C_DD1D);
    for _ in 0..60_000 {
        let text = text(&mut random, PIECES, 16);
        let _ = percent_decode(&text);
        let _ = AuthorizationHeader::parse(&text).map(|header| {
            let pairs: Vec<_> = header.parameters().map(|p| (p.name(), p.value())).collect();
            (header.realm().map(|realm| realm.into_owned()), pairs.len())
        });
        let mut parameters = Parameters::new();
        parameters.add_form(&text);
        let _ = parameters.normalize().to_string();
        let _ = Problem::from_body(&[b"oauth_problem=x&", &text[..]].concat())
            .map(|problem| (problem.to_string(), problem.acceptable_timestamps()));
        if let Ok(value) = HeaderValue::from_bytes(&[b"OAuth oauth_problem=x,", &text[..]].concat())
        {
            let mut headers = http::HeaderMap::new();
            headers.insert(header::WWW_AUTHENTICATE, value);
            let _ = Problem::from_headers(&headers).map(|problem| format!("{problem:?}"));
        }
        let text = String::from_utf8_lossy(&text);
        if let Ok(uri) = text.parse::<Uri>() {
            let mut parameters = ProtocolParameters::new();
            parameters.push("a", &text);
            let _ = parameters.append_to_query(&uri);
        }
        let _ = text.parse::<Origin>();
        let _ = text.parse::<SignatureMethod>();
        let _ = signer().with_realm(&text);
        let _ = Callback::url(text);
    }
}

#[tokio::test]
async fn responses_and_callbacks_of_the_flow() {
    let mut random = Random::new(0xD6E8_FEB8_6659_FD93);
    let at = |path: &str| format!("{API}/{path}").parse().unwrap();
    let endpoints = Endpoints::new(at("initiate"), at("authorize?a=b"), at("token"));
    let flow = AuthorizationFlow::new(signer(), endpoints);
    let known: &[&[u8]] = &[
        b"oauth_token=a",
        b"&oauth_token_secret=b",
        b"&oauth_callback_confirmed=true",
    ];
    let mut granted = 0;
    for _ in 0..5_000 {
        let pieces = if random.below(2) == 0 { PIECES } else { known };
        let body = text(&mut random, pieces, 6);
        let status = [200, 200, 200, 204, 302, 401, 500][random.below(7)];
        let mut http = tower::service_fn(|_: Request<String>| {
            let body = http_body_util::Full::new(bytes::Bytes::from(body.clone()));
            let response = Response::builder().status(status).body(body).unwrap();
            std::future::ready(Ok::<_, Infallible>(response))
        });
        let callback = Callback::url("https://app.example.com/ready").unwrap();
        let pending = flow
            .request_temporary_credentials(&mut http, callback)
            .await;
        if let Ok(pending) = pending {
            let came_back = String::from_utf8_lossy(&text(&mut random, PIECES, 8)).into_owned();
            let right = "?oauth_token=a&oauth_verifier=v".to_owned();
            for came_back in [came_back, right] {
                let token = flow
                    .request_token_credentials(&mut http, &pending, &came_back)
                    .await;
                granted += usize::from(token.is_ok());
            }
        }
    }
    assert!(granted > 10, "{granted}");
}
