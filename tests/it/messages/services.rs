//! The messages of the authorization flow for responses of the kinds that well-known services send.

use super::Messages;
use super::flow::{Refusal, add_all};

const SERVICES: [Refusal<'_>; 18] = [
    (
        "Atlassian",
        401,
        &[(
            "www-authenticate",
            "OAuth realm=\"https%3A%2F%2Fjira.example\", oauth_problem=\"consumer_key_unknown\"",
        )],
        b"oauth_problem=consumer_key_unknown",
    ),
    ("Discogs", 401, &[], br#"{"message": "Invalid consumer."}"#),
    (
        "E*TRADE",
        401,
        &[],
        b"<h1>HTTP Status 401 - oauth_problem=consumer_key_rejected</h1>",
    ),
    (
        "FatSecret",
        200,
        &[],
        br#"{"error":{"code":8,"message":"Invalid signature"}}"#,
    ),
    (
        "Flickr",
        401,
        &[],
        b"oauth_problem=signature_invalid&debug_sbs=GET&https%3A%2F%2Fh%2Finitiate&a%3D1",
    ),
    (
        "Flickr, with success",
        200,
        &[],
        br#"{"stat":"fail","code":100,"message":"Invalid API Key"}"#,
    ),
    ("Magento", 401, &[], b"oauth_problem=timestamp_refused"),
    (
        "MediaWiki",
        200,
        &[],
        b"Error: oauth_callback must be set, and must be set to &quot;oob&quot;",
    ),
    (
        "NetSuite",
        401,
        &[(
            "www-authenticate",
            "OAuth realm=\"1234567\", error=\"token_rejected\", error_description=\"no\"",
        )],
        br#"{"error":{"code":"INVALID_LOGIN_ATTEMPT","message":"Invalid login attempt."}}"#,
    ),
    (
        "NetSuite, with 403",
        403,
        &[],
        br#"{"error":{"code":"INVALID_LOGIN_ATTEMPT","message":"Invalid login attempt."}}"#,
    ),
    (
        "Opencaching",
        401,
        &[],
        br#"{"error":{"reason_stack":["invalid_oauth_request","invalid_signature"]}}"#,
    ),
    ("Plurk", 403, &[], br#"{"error_text":"no"}"#),
    (
        "Tumblr",
        401,
        &[],
        b"oauth_signature does not match expected value",
    ),
    (
        "WooCommerce",
        401,
        &[],
        br#"{"code":"woocommerce_rest_authentication_error","message":"Invalid signature"}"#,
    ),
    ("WordPress", 500, &[], b"Callback URL is invalid"),
    (
        "X, the signature",
        401,
        &[],
        br#"{"errors":[{"code":32,"message":"Could not authenticate you."}]}"#,
    ),
    (
        "X, the callback",
        403,
        &[],
        b"<?xml version='1.0'?><errors><error code=\"415\">Callback URL not approved</error></errors>",
    ),
    (
        "Yahoo",
        401,
        &[(
            "www-authenticate",
            "OAuth oauth_problem=\"additional_authorization_required\", realm=\"yahooapis.com\"",
        )],
        b"",
    ),
];

pub(super) async fn refused(messages: &mut Messages) {
    messages.title("Services refuse a request for temporary credentials");
    add_all(messages, &SERVICES).await;
}
