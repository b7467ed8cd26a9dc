//! The complete examples of RFC 5849. Test number one is the example of section 3.4.1.1.

use http::{Method, Request, header};
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{ClientCredentials, Explanation, SignatureMethod, Signer, TokenCredentials};

use crate::support::header::read;

/// Returns the request of section 3.1, as section 3.4.1.1 prints it. Its header has a signature
/// that is only a placeholder. Signing replaces it.
fn request_of_section_3_4_1_1(method: Method) -> Request<&'static str> {
    Request::builder()
        .method(method)
        .uri("http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b")
        .header("Host", "example.com")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header(
            "Authorization",
            "OAuth realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\", \
             oauth_token=\"kkk9d7dh3k39sjv7\", oauth_signature_method=\"HMAC-SHA1\", \
             oauth_timestamp=\"137131201\", oauth_nonce=\"7d8f3e4a\", \
             oauth_signature=\"bYT5CMsGcbgUdFHObYMEfcx6bsw%3D\"",
        )
        .body("c2&a3=2+q")
        .expect("a valid request")
}

fn signer(client: [&str; 2], token: Option<[&str; 2]>, time: u64, nonce: &'static str) -> Signer {
    let signer = Signer::new(ClientCredentials::new(client[0], client[1]))
        .with_signature_method(SignatureMethod::HmacSha1)
        .without_version()
        .with_clock(move || time)
        .with_nonces(move || Nonce::new(nonce));
    match token {
        Some([identifier, secret]) => signer.with_token(TokenCredentials::new(identifier, secret)),
        None => signer,
    }
}

/// Returns the `oauth_signature` of a signed request.
fn signature(request: &Request<impl Sized>) -> String {
    let value = request.headers()[header::AUTHORIZATION].as_bytes();
    let text = std::str::from_utf8(value).expect("encoded text");
    let header = read(text).expect("a header of the scheme OAuth");
    let named = |(name, _): &(String, String)| name == "oauth_signature";
    let found = header.parameters.into_iter().find(named);
    found.expect("the request is signed").1
}

/// The signature that section 3.1 prints belongs to a GET, but the example is a POST (erratum
/// 2550).
#[test]
fn test_number_one_section_3_4_1_1() {
    const PRINTED: &str = "bYT5CMsGcbgUdFHObYMEfcx6bsw=";
    const RIGHT: &str = "r6/TJjbCOr97/+UU0NsvSne7s5g=";
    let signer = signer(
        ["9djdj82h48djs9d2", "j49sk3j29djd"],
        Some(["kkk9d7dh3k39sjv7", "dh893hdasih9"]),
        137131201,
        "7d8f3e4a",
    )
    .with_realm("Example")
    .unwrap();
    for (method, expected) in [(Method::POST, RIGHT), (Method::GET, PRINTED)] {
        let (parts, body) = request_of_section_3_4_1_1(method.clone()).into_parts();
        let parameters = signer.sign(&parts, Some(body.as_bytes())).unwrap();
        let by_signer = parameters.get("oauth_signature");
        assert_eq!(by_signer.as_deref(), Some(expected), "{method}");

        let mut request = Request::from_parts(parts, body);
        signer.sign_request(&mut request).unwrap();
        assert_eq!(signature(&request), expected, "{method}");
        let (parts, body) = request.into_parts();
        let explanation = Explanation::from_parts(&parts, Some(body.as_bytes())).unwrap();
        assert_eq!(
            explanation.base_string(),
            Some(&*format!(
                "{method}&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q\
                 %26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_\
                 key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_m\
                 ethod%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk\
                 9d7dh3k39sjv7"
            ))
        );
    }
}

#[test]
fn section_1_2_three_signatures() {
    let client = ["dpf43f3p2l4k3l03", "kd94hf93k423kf44"];
    let (parts, ()) = Request::post("https://photos.example.net/initiate")
        .body(())
        .unwrap()
        .into_parts();
    let callback = [("oauth_callback", "http://printer.example.com/ready")];
    let parameters = signer(client, None, 137131200, "wIjqoS")
        .sign_with_parameters(&parts, None, &callback)
        .unwrap();
    let signature_of_initiate = parameters.get("oauth_signature");
    assert_eq!(
        signature_of_initiate.as_deref(),
        Some("74KNZJeDHnMBp0EMJ9ZHt/XKycU=")
    );

    let (parts, ()) = Request::post("https://photos.example.net/token")
        .body(())
        .unwrap()
        .into_parts();
    let temporary = Some(["hh5s93j4hdidpola", "hdhd0244k9j7ao03"]);
    let verifier = [("oauth_verifier", "hfdp7dh39dks9884")];
    let parameters = signer(client, temporary, 137131201, "walatlh")
        .sign_with_parameters(&parts, None, &verifier)
        .unwrap();
    let signature_of_token = parameters.get("oauth_signature");
    assert_eq!(
        signature_of_token.as_deref(),
        Some("gKgrFCywp7rO0OXSjdot/IHF7IU=")
    );

    let photos = "http://photos.example.net/photos?file=vacation.jpg&size=original";
    let mut request = Request::get(photos).body("").unwrap();
    let token = Some(["nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"]);
    signer(client, token, 137131202, "chapoH")
        .sign_request(&mut request)
        .unwrap();
    assert_eq!(signature(&request), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
}
