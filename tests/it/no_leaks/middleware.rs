//! Types that hold secrets while requests are in flight: the layer, the flow, the verifier.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::util::service_fn;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::flow::FlowStep;
use tower_oauth1::protocol::{Problem, percent_encode};
use tower_oauth1::sign::OutOfScope;
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, OAuth1Layer, PublicOrigin,
    RequestCredentials, RequestVerifier, Scope, SignatureMethod, Signer, TokenCredentials,
};

use crate::no_leaks::{methods, request, signer};
use crate::watch::leaks::{
    CLIENT_SECRET, ENCODED_CLIENT_SECRET, ENCODED_PASSWORD, ENCODED_TOKEN_SECRET, TOKEN_SECRET,
    debug, display, error,
};

#[tokio::test]
async fn the_layer_and_its_service() {
    for method in methods() {
        let scope = Scope::origin("https://api.example.com").unwrap();
        debug("Scope", &scope);
        let layer = OAuth1Layer::new(signer().with_signature_method(method), scope);
        debug("OAuth1Layer", &layer);
        debug(
            "OAuth1Layer<UntouchedBodies>",
            &layer.clone().bodies_untouched(),
        );
        let rebuilding = layer
            .clone()
            .rebuild_body_with(|bytes: Bytes| Full::new(bytes));
        debug("OAuth1Layer<RebuildBody>", &rebuilding);
        assert!(format!("{rebuilding:?}").contains("RebuildBody { .. }"));

        let scope = Scope::origin("https://api.example.com").unwrap();
        let credentials = RequestCredentials::new(signer().with_signature_method(method), scope);
        debug("RequestCredentials", &credentials);
        debug("OAuth1Layer::per_request", &OAuth1Layer::per_request());
        let prefixed = signer().with_base_string_prefix(CLIENT_SECRET.as_bytes());
        debug("Signer", &prefixed);
        let secret = TOKEN_SECRET.as_bytes();
        if let Ok(keyed) = Signer::hmac_key("client", method, secret) {
            debug("Signer::hmac_key", &keyed);
        }

        let sent = service_fn(|request: Request<Full<Bytes>>| {
            debug("http::HeaderMap", request.headers());
            std::future::ready(Ok::<_, Infallible>(Response::new(())))
        });
        let mut api = layer.layer(sent);
        let form = request().map(|form| Full::new(Bytes::from(form)));
        let response = api.ready().await.unwrap().call(form);
        debug("ResponseFuture", &response);
        response.await.unwrap();

        let elsewhere = format!("https://me:{ENCODED_PASSWORD}@h/?{ENCODED_PASSWORD}");
        let elsewhere = Request::get(elsewhere).body(Full::default()).unwrap();
        let response = api.call(elsewhere).await.unwrap();
        let unsigned: &OutOfScope = response.extensions().get().unwrap();
        debug("OutOfScope", unsigned);
        display("OutOfScope", unsigned);
        debug(
            "OAuth1Layer::explain_refusals_where",
            &OAuth1Layer::per_request().explain_refusals_where(|_| true),
        );

        let foreign = format!("Basic {ENCODED_PASSWORD}");
        let foreign = Request::get("https://api.example.com").header("authorization", foreign);
        let refused = api.call(foreign.body(Full::default()).unwrap()).await;
        error(&*refused.unwrap_err());
    }
}

#[tokio::test]
async fn the_authorization_flow() {
    let granted = format!(
        "oauth_token=token&oauth_token_secret={ENCODED_TOKEN_SECRET}&\
         oauth_callback_confirmed=true&x_auth_password={ENCODED_PASSWORD}"
    );
    let at = |path: &str| format!("https://h/{path}").parse().unwrap();
    let endpoints = Endpoints::new(at("initiate"), at("authorize"), at("token"));
    let flow = AuthorizationFlow::new(signer(), endpoints.clone())
        .parameter(FlowStep::TemporaryCredentials, "a", CLIENT_SECRET)
        .parameter(FlowStep::TokenCredentials, "oauth_b", TOKEN_SECRET);
    debug("AuthorizationFlow", &flow);

    let responding = |status: u16, body: &str| {
        let body = body.to_owned();
        service_fn(move |_: Request<String>| {
            let response = Response::builder()
                .status(status)
                .header(
                    "location",
                    format!("https://me:{ENCODED_PASSWORD}@h/?{ENCODED_TOKEN_SECRET}"),
                )
                .header("set-cookie", format!("session={ENCODED_TOKEN_SECRET}"))
                .header("retry-after", ENCODED_PASSWORD)
                .header("allow", ENCODED_PASSWORD)
                .body(body.clone());
            std::future::ready(Ok::<_, Infallible>(response.unwrap()))
        })
    };
    let mut http = responding(200, &granted);
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await;
    let pending = pending.unwrap();
    debug("PendingAuthorization", &pending);
    #[cfg(feature = "serde")]
    debug("ExposedAuthorization", &pending.expose_secrets());
    let authorization = flow
        .request_token_credentials(&mut http, &pending, "4738")
        .await;
    let authorization = authorization.unwrap();
    debug("GrantedAuthorization", &authorization);
    assert_eq!(
        authorization.credentials().secret(),
        TOKEN_SECRET,
        "the body holds the secret"
    );

    // An explanation shows a value unless its name sounds like a secret.
    let flow = AuthorizationFlow::new(signer(), endpoints)
        .parameter(FlowStep::TemporaryCredentials, "api_key", CLIENT_SECRET)
        .parameter(
            FlowStep::TokenCredentials,
            "oauth_verifier_of_ours",
            TOKEN_SECRET,
        );
    let twice = format!("{granted}&oauth_token_secret={ENCODED_TOKEN_SECRET}");
    let unconfirmed = granted.replace("=true", &format!("={ENCODED_PASSWORD}"));
    for (status, body) in [
        (200, &twice),
        (200, &unconfirmed),
        (401, &granted),
        (429, &granted),
        (405, &granted),
        (302, &granted),
        (401, &format!("<p>oauth_problem=parameter_absent {granted}")),
        (
            400,
            &format!(
                "oauth_problem=parameter_rejected&oauth_parameters_rejected={ENCODED_PASSWORD}"
            ),
        ),
        (204, &granted),
        (200, &format!("<p>{granted}")),
        (200, &format!("{{{granted}")),
        (400, &format!("oauth_problem={granted}")),
        (
            400,
            &format!("oauth_problem=token_used&oauth_problem_advice={granted}"),
        ),
    ] {
        let mut http = responding(status, body);
        let failed = flow
            .request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await;
        let failed = failed.unwrap_err();
        error(&failed);
        assert!(failed.headers().unwrap().contains_key("set-cookie"));
        let explanation = failed.explanation().unwrap();
        debug("Explanation", explanation);
        display("Explanation", explanation);
    }
    let wrong = flow
        .request_token_credentials(&mut http, &pending, "")
        .await;
    error(&wrong.unwrap_err());
    error(&Callback::url(CLIENT_SECRET).unwrap_err());
    let text = format!("{TOKEN_SECRET}:{ENCODED_TOKEN_SECRET}");
    error(&text.parse::<TokenCredentials>().unwrap_err());
}

#[tokio::test]
async fn a_password_in_flight() {
    let token = "https://h/token".parse().unwrap();
    let flow = AuthorizationFlow::new(signer(), Endpoints::token_only(token));
    let mut http = service_fn(|request: Request<Full<Bytes>>| {
        debug("http::request::Parts", &request.into_parts().0);
        std::future::ready(Ok::<_, Infallible>(Response::new(Full::<Bytes>::default())))
    });
    let failed = flow.request_token_credentials_with_password(&mut http, "jane", CLIENT_SECRET);
    let failed = failed.await.unwrap_err();
    error(&failed);
    debug("Explanation", failed.explanation().unwrap());
    display("Explanation", failed.explanation().unwrap());
}

#[test]
fn what_a_server_echoes() {
    let secret = ENCODED_CLIENT_SECRET;
    let echo = format!(
        "oauth_problem=x&oauth_parameters_rejected=a%3D{secret}&\
         debug_sbs=GET&http%3A%2F%2Fh%2F&{secret}"
    );
    let problem = Problem::from_body(echo.as_bytes()).unwrap();
    assert!(
        problem
            .base_string()
            .unwrap()
            .contains(ENCODED_CLIENT_SECRET)
    );
    debug("Problem", &problem);
    display("Problem", &problem);
}

#[test]
fn the_verifier() {
    let origin = PublicOrigin::fixed("https://api.example.com").unwrap();
    debug("PublicOrigin", &origin);
    let client = ClientCredentials::new("client", CLIENT_SECRET);
    let token = TokenCredentials::new("token", TOKEN_SECRET);
    for method in methods() {
        let mut request = request();
        let signer = signer().with_signature_method(method);
        signer.sign_request(&mut request).unwrap();
        let (parts, form) = request.into_parts();
        let verifier = RequestVerifier::new(origin.clone()).signature_methods([method]);
        debug("RequestVerifier", &verifier);
        let unverified = verifier.parse(&parts, Some(form.as_bytes())).unwrap();
        debug("UnverifiedRequest", &unverified);
        let verified = unverified.clone().verify(&client, Some(&token)).unwrap();
        debug("SignatureVerified", &verified);
        error(&unverified.verify(&client, None).unwrap_err());

        let elsewhere = RequestVerifier::new(PublicOrigin::fixed("http://h").unwrap());
        let elsewhere = elsewhere.signature_methods([SignatureMethod::Plaintext]);
        error(&elsewhere.parse(&parts, Some(form.as_bytes())).unwrap_err());
    }
    let header = format!(
        "OAuth oauth_signature=\"{}",
        percent_encode(ENCODED_CLIENT_SECRET.as_bytes())
    );
    let malformed = Request::get("https://api.example.com").header("authorization", header);
    let (parts, ()) = malformed.body(()).unwrap().into_parts();
    error(
        &RequestVerifier::new(origin)
            .parse(&parts, None)
            .unwrap_err(),
    );
}
