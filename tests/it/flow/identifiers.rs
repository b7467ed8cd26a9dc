//! Finds the identifier of the temporary credentials in a callback of any form.

use tower_oauth1::PendingAuthorization;

fn identifier(callback: &str) -> Option<String> {
    PendingAuthorization::identifier_from_callback(callback)
}

/// What can be before the query of a callback.
const BEFORE: [&str; 9] = [
    "https://app.example.com/ready?",
    "https://app.example.com/ready?for=me&",
    "http://127.0.0.1:3000/ready;v=1?",
    "myapp:ready?",
    "/ready?",
    "/a=b/ready?",
    "ready?",
    "?",
    "",
];

#[test]
fn it_is_found_in_every_form() {
    for (query, expected) in [
        ("oauth_token=temp", "temp"),
        ("oauth_token=temp&oauth_verifier=v3rifier", "temp"),
        ("oauth_verifier=v?3&oauth_token=temp", "temp"),
        ("denied=temp", "temp"),
        ("denied=temp&for=me", "temp"),
        ("oauth_problem=user_refused&oauth_token=temp", "temp"),
        ("oauth%5Ftoken=t%65mp", "temp"),
        ("d%65nied=a%2Bb+%C3%A9%3D%26", "a+b \u{e9}=&"),
        ("oauth_token=a=b", "a=b"),
        ("oauth_token=temp#oauth_token=other", "temp"),
        ("oauth_token=", ""),
        // The URL of the client may have a parameter `denied` of another meaning.
        ("denied=0&oauth_token=temp", "temp"),
        ("oauth_token=temp&denied=temp", "temp"),
    ] {
        for before in BEFORE {
            let callback = format!("{before}{query}");
            assert_eq!(
                identifier(&callback).as_deref(),
                Some(expected),
                "{callback}"
            );
            let read = format!(" {callback}\r\n");
            assert_eq!(identifier(&read).as_deref(), Some(expected), "{callback}");
        }
    }
}

#[test]
fn nothing_is_found_where_it_is_absent_or_not_clear() {
    for query in [
        "",
        "for=me",
        "oauth_verifier=v3rifier",
        "oauth_problem=user_refused",
        "oauth_token=temp&oauth_token=temp",
        "oauth_token=temp&for=me&oauth%5Ftoken=other",
        "denied=temp&denied=temp",
        "denied=0&denied=1&oauth_token=temp",
        "oauth_token=%FF",
        "OAUTH_TOKEN=temp",
        "x_oauth_token=temp",
        "#oauth_token=temp",
    ] {
        for before in BEFORE {
            let callback = format!("{before}{query}");
            assert_eq!(identifier(&callback), None, "{callback}");
        }
    }
    for no_query in [
        "473829",
        "https://app.example.com/oauth_token=temp",
        "/oauth_token=temp",
        "?",
    ] {
        assert_eq!(identifier(no_query), None, "{no_query}");
    }
}
