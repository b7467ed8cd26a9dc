//! RFC 5849 section 2.1: callbacks that may differ from the registered one.

use tower_oauth1::grant::GrantError;
use tower_oauth1::verify::{CallbackError, CallbackPolicy};

use super::{ask, refused};
use crate::grant::service::Service;

const ACCEPTED: u16 = 200;

/// Sends each callback to a server that registered `policy`, and checks that it is accepted or
/// refused with 400.
async fn asks(policy: CallbackPolicy, accepted: &[&str], refused_ones: &[&str]) {
    let service = Service::with_callbacks([policy]);
    for callback in accepted {
        let response = ask(&service, "policy", callback).await;
        assert_eq!(response.status(), ACCEPTED, "{callback}");
    }
    for callback in refused_ones {
        let response = ask(&service, "policy", callback).await;
        let reason = response.extensions().get();
        assert_eq!(reason, Some(&GrantError::Callback), "{callback}");
        refused(&response, 400, "parameter_rejected");
    }
}

#[tokio::test]
async fn any_port_of_the_loopback_address() {
    asks(
        CallbackPolicy::loopback("http://127.0.0.1:8080/ready?for=me").unwrap(),
        &[
            "http://127.0.0.1/ready?for=me",
            "http://127.0.0.1:1/ready?for=me",
            "http://127.0.0.1:8080/ready?for=me",
            "http://127.0.0.1:49152/ready?for=me",
            "http://127.0.0.1:65535/ready?for=me",
        ],
        &[
            // other hosts
            "http://127.0.0.1.evil.example/ready?for=me",
            "http://127.0.0.1.evil.example:1/ready?for=me",
            "http://127.0.0.1:1.evil.example/ready?for=me",
            "http://127.0.0.1:1@evil.example/ready?for=me",
            "http://127.0.0.1@evil.example/ready?for=me",
            "http://127.0.0.1%40evil.example/ready?for=me",
            "http://127.0.0.1%2Eevil.example/ready?for=me",
            "http://127.0.0.1:1\\@evil.example/ready?for=me",
            "http://127.0.0.1\\.evil.example/ready?for=me",
            "http://user@127.0.0.1:1/ready?for=me",
            "http://localhost:1/ready?for=me",
            "http://localhost.evil.example:1/ready?for=me",
            "http://[::1]:1/ready?for=me",
            "http://[::ffff:127.0.0.1]:1/ready?for=me",
            "http://127.0.0.2:1/ready?for=me",
            "http://127.1:1/ready?for=me",
            "http://0x7f000001:1/ready?for=me",
            "http://2130706433:1/ready?for=me",
            "http://0177.0.0.1:1/ready?for=me",
            "http://127.0.0.01:1/ready?for=me",
            "http://127.0.0.1.:1/ready?for=me",
            "http://%3127.0.0.1:1/ready?for=me",
            "http://0.0.0.0:1/ready?for=me",
            // other ports
            "http://127.0.0.1:/ready?for=me",
            "http://127.0.0.1:0/ready?for=me",
            "http://127.0.0.1:65536/ready?for=me",
            "http://127.0.0.1:+80/ready?for=me",
            "http://127.0.0.1:-1/ready?for=me",
            "http://127.0.0.1:80:80/ready?for=me",
            "http://127.0.0.1:8 0/ready?for=me",
            // other schemes, paths and queries
            "https://127.0.0.1:1/ready?for=me",
            "ws://127.0.0.1:1/ready?for=me",
            "//127.0.0.1:1/ready?for=me",
            "127.0.0.1:1/ready?for=me",
            "http://127.0.0.1:1/ready",
            "http://127.0.0.1:1/ready/?for=me",
            "http://127.0.0.1:1/../ready?for=me",
            "http://127.0.0.1:1/ready/../ready?for=me",
            "http://127.0.0.1:1/%72eady?for=me",
            "http://127.0.0.1:1//ready?for=me",
            "http://127.0.0.1:1/ready?for=you",
            "http://127.0.0.1:1/ready?for=me&x=1",
            "http://127.0.0.1:1/ready?for=me#x",
            "http://127.0.0.1:1/ready?for=me\r\nX: y",
            "oob",
        ],
    )
    .await;
}

#[tokio::test]
async fn any_port_of_the_loopback_address_of_ipv6() {
    asks(
        CallbackPolicy::loopback("http://[::1]").unwrap(),
        &[
            "http://[::1]",
            "http://[::1]/",
            "http://[::1]:5000",
            "http://[::1]:5000/",
        ],
        &[
            "http://127.0.0.1:5000/",
            "http://localhost:5000/",
            "http://[::1]:5000/x",
            "http://[::1].evil.example/",
            "http://[::1]@evil.example/",
            "http://[::1%25eth0]:5000/",
            "http://[0:0:0:0:0:0:0:1]:5000/",
            "http://[::ffff:127.0.0.1]:5000/",
            "http://[::]:5000/",
            "http://::1:5000/",
            "http://[::1:5000/",
        ],
    )
    .await;
}

#[test]
fn only_loopback_addresses_have_any_port() {
    for callback in [
        "http://localhost/ready",
        "http://localhost:8080/ready",
        "https://127.0.0.1/ready",
        "http://127.0.0.1.evil.example/ready",
        "http://127.0.0.2/ready",
        "http://[::2]/ready",
        "http://app.example.com/ready",
        "myapp:/ready",
        "oob",
    ] {
        let refused = CallbackPolicy::loopback(callback).unwrap_err();
        assert_eq!(refused, CallbackError::NotLoopback, "{callback}");
    }
    let unsafe_one = CallbackPolicy::loopback("http://127.0.0.1/?oauth_verifier=1");
    assert_eq!(unsafe_one.unwrap_err(), CallbackError::ProtocolParameter);
}

#[tokio::test]
async fn more_parameters_in_the_query() {
    asks(
        CallbackPolicy::exact("https://app/cb")
            .unwrap()
            .allow_extra_query(),
        &[
            "https://app/cb",
            "https://app/cb?state=xyz",
            "https://app/cb?state=xyz&state=abc&flag",
            "https://app/cb?",
            "https://app/cb?note=oauth_verifier=1",
            "https://app/cb?my_oauth_token=1",
        ],
        &[
            // a planted verifier, as any framework might read it
            "https://app/cb?oauth_verifier=planted",
            "https://app/cb?state=x&oauth_verifier=planted",
            "https://app/cb?state=x;oauth_verifier=planted",
            "https://app/cb?%6Fauth_verifier=planted",
            "https://app/cb?oauth%5Fverifier=planted",
            "https://app/cb?OAuth_Verifier=planted",
            "https://app/cb?oauth.verifier=planted",
            "https://app/cb?oauth+verifier=planted",
            "https://app/cb?+oauth_verifier=planted",
            "https://app/cb?%20oauth_verifier=planted",
            "https://app/cb?oauth_verifier[]=planted",
            "https://app/cb?oauth_verifier%5B0%5D=planted",
            "https://app/cb?oauth_token",
            "https://app/cb?&oauth_token=x",
            // other callbacks
            "https://app/cb/?state=xyz",
            "https://app/cbx?state=xyz",
            "https://app/cb&state=xyz",
            "https://app/cb#state=xyz",
            "https://app/cb?state=xyz#fragment",
            "https://app.evil.example/cb?state=xyz",
            "https://app@evil.example/cb?state=xyz",
            "http://app/cb?state=xyz",
            "https://app/cb?state=x y",
            "https://app/cb?state=x\u{e9}",
        ],
    )
    .await;
}

#[tokio::test]
async fn more_parameters_beside_registered_ones() {
    let callback = CallbackPolicy::exact("https://app/cb?user=jane&a[]=1#top").unwrap();
    asks(
        callback.allow_extra_query(),
        &[
            "https://app/cb?user=jane&a[]=1#top",
            "https://app/cb?user=jane&a[]=1&state=xyz#top",
        ],
        &[
            "https://app/cb?user=jane&a[]=1&user=mallory#top",
            "https://app/cb?user=jane&a[]=1&%75ser=mallory#top",
            "https://app/cb?user=jane&a[]=1&USER=mallory#top",
            "https://app/cb?user=jane&a[]=1&user%00x=mallory#top",
            "https://app/cb?user=jane&a[]=1;user=mallory#top",
            "https://app/cb?user=jane&a[]=1&a[]=2#top",
            "https://app/cb?user=jane&a[]=1&a[x]=2#top",
            "https://app/cb?user=janet&a[]=1#top",
            "https://app/cb?user=jane&a[]=12#top",
            "https://app/cb?state=xyz&user=jane&a[]=1#top",
            "https://app/cb?user=jane&a[]=1?state=xyz#top",
            "https://app/cb?user=jane&a[]=1&state=xyz",
            "https://app/cb?user=jane&a[]=1&state=xyz#bottom",
        ],
    )
    .await;
}

#[tokio::test]
async fn both_a_port_and_more_parameters() {
    asks(
        CallbackPolicy::loopback("http://127.0.0.1/")
            .unwrap()
            .allow_extra_query(),
        &[
            "http://127.0.0.1:5000/?state=x",
            "http://127.0.0.1:5000?state=x",
        ],
        &[
            "http://127.0.0.1:5000/?oauth_verifier=x",
            "http://127.0.0.1.evil.example/?state=x",
            "http://127.0.0.1:5000/ready?state=x",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_function_of_the_application() {
    asks(
        CallbackPolicy::custom(|callback| callback != "https://app/not-this"),
        &["https://app/any", "oob", "myapp:/ready"],
        // The function is not asked about callbacks that are not safe.
        &[
            "https://app/not-this",
            "javascript:alert(1)",
            "https://app/cb?oauth_verifier=planted",
            "https://user@app/cb",
            "https://app/c b",
        ],
    )
    .await;
}
