//! The names of providers.

use tower_oauth1::provider::Provider;

#[test]
fn case_and_hyphens_in_a_name_are_ignored() {
    for (name, expected) in [
        ("NetSuite", Provider::NetSuite),
        ("net-suite", Provider::NetSuite),
        ("E-TRADE", Provider::ETrade),
        ("clevercloud", Provider::CleverCloud),
        ("Clever-Cloud", Provider::CleverCloud),
        ("InteractiveBrokers", Provider::InteractiveBrokers),
        ("X", Provider::X),
    ] {
        assert_eq!(name.parse(), Ok(expected), "{name}");
    }
    for name in ["", "-", "netsuite ", "net_suite", "xx"] {
        assert!(name.parse::<Provider>().is_err(), "{name}");
    }
}
