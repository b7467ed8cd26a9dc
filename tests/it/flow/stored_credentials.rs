//! Credentials and providers in configuration files, in JSON and TOML.

use serde::Deserialize;
use tower_oauth1::provider::Provider;
use tower_oauth1::{ClientCredentials, GrantedAuthorization, TokenCredentials};

use crate::flow::provider::{exchange, response};

/// The configuration of a program.
#[derive(Debug, Deserialize)]
struct Config {
    provider: Provider,
    client: ClientCredentials,
    token: TokenCredentials,
}

#[test]
fn a_configuration_file() {
    let file = r#"
        provider = "Net-Suite"
        [client]
        consumer_key = "client"
        consumer_secret = "cl=ent \"secret\""
        [token]
        identifier = "token"
        secret = "t0ken-secret"
    "#;
    let config: Config = toml::from_str(file).unwrap();
    assert_eq!(config.provider, Provider::NetSuite);
    assert_eq!(config.client.identifier(), "client");
    let client = serde_json::to_value(config.client.expose_secrets()).unwrap();
    let expected = serde_json::json!({"identifier": "client", "secret": "cl=ent \"secret\""});
    assert_eq!(client, expected);
    assert_eq!(
        (config.token.identifier(), config.token.secret()),
        ("token", "t0ken-secret")
    );
    let debug = format!("{config:?} {:?}", config.token.expose_secrets());
    assert!(
        !debug.contains("cl=ent") && !debug.contains("t0ken"),
        "{debug}"
    );
}

#[test]
fn the_names_that_services_use() {
    for identifier in [
        "identifier",
        "consumer_key",
        "api_key",
        "client_id",
        "client_key",
    ] {
        for secret in [
            "secret",
            "consumer_secret",
            "api_secret",
            "api_key_secret",
            "client_secret",
        ] {
            let text = format!("{{\"{identifier}\": \"id\", \"{secret}\": \"s\"}}");
            let client: ClientCredentials = serde_json::from_str(&text).unwrap();
            assert_eq!(client.identifier(), "id");
            let written = serde_json::to_string(&client.expose_secrets()).unwrap();
            assert_eq!(written, r#"{"identifier":"id","secret":"s"}"#);
        }
    }
    for identifier in ["identifier", "token", "access_token", "oauth_token"] {
        for secret in [
            "secret",
            "token_secret",
            "access_token_secret",
            "oauth_token_secret",
        ] {
            let text = format!("{{\"{identifier}\": \"id\", \"{secret}\": \"s\"}}");
            let token: TokenCredentials = serde_json::from_str(&text).unwrap();
            assert_eq!((token.identifier(), token.secret()), ("id", "s"));
        }
    }
    let client: ClientCredentials = serde_json::from_str(r#"{"identifier": "id"}"#).unwrap();
    let written = serde_json::to_string(&client.expose_secrets()).unwrap();
    assert_eq!(written, r#"{"identifier":"id"}"#);
}

/// No error shows a secret.
#[test]
fn what_is_refused() {
    let client = |text: &str| {
        let error = serde_json::from_str::<ClientCredentials>(text).unwrap_err();
        error.to_string()
    };
    let token = |text: &str| {
        serde_json::from_str::<TokenCredentials>(text)
            .unwrap_err()
            .to_string()
    };
    let error = client(r#"{"identifier": "id", "secret": "s3cret", "scope": "s3cret"}"#);
    assert!(error.contains("unknown field `scope`"), "{error}");
    let error = client(r#"{"identifier": "id", "consumer_key": "id"}"#);
    assert!(error.contains("duplicate field"), "{error}");
    assert!(client("{}").contains("missing field `identifier`"));
    assert!(token(r#"{"token": "t"}"#).contains("missing field `secret`"));
    for secret in [
        "12345",
        "-12345",
        "1.2345e5",
        "true",
        "[12345]",
        "{\"12345\": 1}",
    ] {
        let error = client(&format!("{{\"identifier\": \"id\", \"secret\": {secret}}}"));
        assert!(
            !error.contains("2345") && !error.contains("true"),
            "{error}"
        );
        let error = token(&format!("{{\"identifier\": \"id\", \"secret\": {secret}}}"));
        assert!(
            !error.contains("2345") && !error.contains("true"),
            "{error}"
        );
        if secret.parse::<f64>().is_ok() {
            assert!(error.contains("put it in quotes"), "{error}");
        }
    }
    let error = serde_json::from_str::<Provider>("\"nobody\"").unwrap_err();
    assert!(error.to_string().contains("`Provider::ALL`"), "{error}");
}

#[tokio::test]
async fn a_granted_authorization() {
    let body = "oauth_token=t&oauth_token_secret=s3cret&oauth_session_handle=h3ld&user=%C3%A9";
    let granted = exchange(response(200, body)).await.unwrap();
    let text = serde_json::to_string(&granted.expose_secrets()).unwrap();
    assert_eq!(
        text,
        r#"{"identifier":"t","secret":"s3cret","fields":{"oauth_session_handle":"h3ld","user":"é"}}"#
    );
    let value = serde_json::from_str::<serde_json::Value>(&text).unwrap();
    let toml = toml::to_string(&granted.expose_secrets()).unwrap();
    for read in [
        serde_json::from_str::<GrantedAuthorization>(&text).unwrap(),
        serde_json::from_value(value).unwrap(),
        toml::from_str(&toml).unwrap(),
    ] {
        assert_eq!(read.credentials().identifier(), "t");
        assert_eq!(read.credentials().secret(), "s3cret");
        assert_eq!(read.session_handle(), Some("h3ld"));
        assert_eq!(read.field("user"), Some("é"));
        let debug = format!("{read:?} {:?}", read.expose_secrets());
        assert!(
            !debug.contains("s3cret") && !debug.contains("h3ld"),
            "{debug}"
        );
    }
    let error = serde_json::from_str::<GrantedAuthorization>(
        r#"{"identifier": "t", "secret": "s", "fields": {"handle": 12345}}"#,
    );
    let error = error.unwrap_err().to_string();
    assert!(!error.contains("12345"), "{error}");
}
