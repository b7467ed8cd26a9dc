//! Networks of proxies in CIDR notation.

use std::net::IpAddr;

use tower_oauth1::verify::{IpNetwork, IpNetworkError};

fn network(text: &str) -> IpNetwork {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn networks_contain_their_addresses() {
    for (text, inside, outside) in [
        (
            "10.0.0.0/8",
            &["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"][..],
            &["9.255.255.255", "11.0.0.0", "::10.0.0.1", "::a00:1"][..],
        ),
        (
            "192.168.4.0/22",
            &["192.168.4.0", "192.168.7.255"],
            &["192.168.3.255", "192.168.8.0"],
        ),
        ("192.0.2.7/32", &["192.0.2.7"], &["192.0.2.6", "192.0.2.8"]),
        (
            "192.0.2.7",
            &["192.0.2.7", "::ffff:192.0.2.7"],
            &["192.0.2.6"],
        ),
        (
            "128.0.0.0/1",
            &["128.0.0.0", "255.255.255.255"],
            &["127.255.255.255", "8000::"],
        ),
        (
            "fd00::/8",
            &["fd00::", "fdff:ffff::1"],
            &["fc00::", "fe00::", "253.0.0.0"],
        ),
        ("2001:db8::/33", &["2001:db8:7fff::"], &["2001:db8:8000::"]),
        ("::1", &["::1"], &["::2", "127.0.0.1", "::ffff:127.0.0.1"]),
        ("::1/128", &["::1"], &["::", "::2"]),
        // IPv6 addresses that stand for IPv4 addresses.
        (
            "::ffff:10.0.0.0/104",
            &["10.0.0.1", "::ffff:10.9.9.9"],
            &["11.0.0.1"],
        ),
        (
            "::ffff:192.0.2.7",
            &["192.0.2.7", "::ffff:192.0.2.7"],
            &["192.0.2.8"],
        ),
        ("::ffff:192.0.2.7/128", &["192.0.2.7"], &["192.0.2.8"]),
        (
            "8000::/1",
            &["ffff::"],
            &["7fff::", "10.0.0.1", "255.0.0.1"],
        ),
    ] {
        let network = network(text);
        for address in inside {
            assert!(
                network.contains(address.parse().unwrap()),
                "{address} in {text}"
            );
        }
        for address in outside {
            assert!(
                !network.contains(address.parse().unwrap()),
                "{address} in {text}"
            );
        }
    }
}

#[test]
fn every_bit_of_the_prefix_counts() {
    for prefix in 1..=32_u8 {
        let network = network(&format!("0.0.0.0/{prefix}"));
        for bit in 0..32 {
            let address = IpAddr::from((1_u32 << (31 - bit)).to_be_bytes());
            assert_eq!(
                network.contains(address),
                bit >= u32::from(prefix),
                "{network} {bit}"
            );
        }
    }
    for prefix in 1..=128_u8 {
        let network = network(&format!("fe00::/{}", prefix.max(7)));
        for bit in 7..128 {
            let address = (0xFE00_u128 << 112) | (1 << (127 - bit));
            let address = IpAddr::from(address.to_be_bytes());
            assert_eq!(network.contains(address), bit >= u32::from(prefix.max(7)));
        }
    }
}

#[test]
fn other_texts_are_refused_with_the_cure() {
    for text in [
        "",
        "/",
        "10.0.0.0/",
        "/8",
        "10.0.0/8",
        "10/8",
        "10.0.0.0/+8",
        "10.0.0.0/-1",
        "10.0.0.0/ 8",
        " 10.0.0.0/8",
        "10.0.0.0/8 ",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/256",
        "010.0.0.0/8",
        "10.0.0.0:80",
        "[::1]",
        "[::1]/128",
        "fe80::1%eth0",
        "fe80::%eth0/10",
        "*",
        "10.*",
        "localhost",
        "::/x",
    ] {
        let found = text.parse::<IpNetwork>();
        assert_eq!(found, Err(IpNetworkError::Malformed), "{text}");
    }
    for (text, longest) in [("10.0.0.0/33", 32), ("::1/129", 128), ("10.0.0.0/104", 32)] {
        let found = text.parse::<IpNetwork>();
        assert_eq!(
            found,
            Err(IpNetworkError::TooManyBits { longest }),
            "{text}"
        );
    }
    for (text, meant) in [
        ("10.0.0.5/8", "10.0.0.0/8"),
        ("192.168.5.0/22", "192.168.4.0/22"),
        ("fd00::1/8", "fd00::/8"),
        ("::ffff:10.0.0.1/104", "10.0.0.0/8"),
    ] {
        let error = text.parse::<IpNetwork>().unwrap_err();
        let network = network(meant);
        assert_eq!(error, IpNetworkError::HostBits { network }, "{text}");
        assert!(
            error.to_string().contains(&format!("write `{meant}`")),
            "{error}"
        );
    }
    // Everybody is trusted nowhere, not even by way of the other IP version.
    for text in [
        "0.0.0.0/0",
        "::/0",
        "10.0.0.1/0",
        "::ffff:0.0.0.0/96",
        "::ffff:10.0.0.0/90",
    ] {
        let found = text.parse::<IpNetwork>();
        assert_eq!(found, Err(IpNetworkError::Everybody), "{text}");
    }
}

#[test]
fn networks_are_written_as_they_are_read() {
    for text in ["10.0.0.0/8", "fd00::/8", "::1/128", "192.0.2.7/32"] {
        assert_eq!(network(text).to_string(), text);
    }
    let address: IpAddr = "::ffff:10.0.0.2".parse().unwrap();
    assert_eq!(IpNetwork::from(address), network("10.0.0.2"));
}
