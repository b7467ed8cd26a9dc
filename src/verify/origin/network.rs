//! Networks of IP addresses, to name proxies.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::uri::digits::number;

/// A network of IP addresses in CIDR notation, such as `10.0.0.0/8` or `fd00::/8`, or a single
/// address.
///
/// An IPv6 address that stands for an IPv4 address (`::ffff:10.0.0.2`) counts as the IPv4 address,
/// in a network and as the address of a peer. A socket that accepts both versions shows IPv4 peers
/// in this way.
///
/// ```
/// use tower_oauth1::verify::IpNetwork;
///
/// let network: IpNetwork = "10.0.0.0/8".parse()?;
/// assert!(network.contains("10.1.2.3".parse()?));
/// assert!(network.contains("::ffff:10.1.2.3".parse()?));
/// assert!(!network.contains("11.1.2.3".parse()?));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IpNetwork {
    first: IpAddr,
    prefix: u8,
}

/// Error returned when a text is not an [`IpNetwork`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IpNetworkError {
    /// The text is not an address, or an address and a number of bits.
    #[error("not an IP network; write `10.0.0.0/8`, `fd00::/8` or one address, without a zone")]
    Malformed,
    /// The number of bits after the slash is larger than that of the address: 32 for IPv4, and 128
    /// for IPv6.
    #[error("the number after `/` is larger than {longest}")]
    TooManyBits {
        /// The number of bits of an address.
        longest: u8,
    },
    /// The address has bits after the prefix, as in `10.0.0.5/8`. It is not clear whether one
    /// address or the network is meant.
    #[error("the address has bits after its prefix; write `{network}` for the network")]
    HostBits {
        /// The network that the address is in.
        network: IpNetwork,
    },
    /// The network contains every address, or IPv6 addresses together with all IPv4 addresses.
    #[error("the network contains addresses of everybody; name the networks of the proxies")]
    Everybody,
}

impl IpNetwork {
    /// Returns whether the address is in this network.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && first(address, self.prefix) == self.first
    }
}

/// Returns the network that contains this address only.
impl From<IpAddr> for IpNetwork {
    fn from(address: IpAddr) -> Self {
        let first = address.to_canonical();
        let prefix = bits(first);
        Self { first, prefix }
    }
}

impl FromStr for IpNetwork {
    type Err = IpNetworkError;

    fn from_str(text: &str) -> Result<Self, IpNetworkError> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let written: IpAddr = address.parse().map_err(|_| IpNetworkError::Malformed)?;
        let Some(prefix) = prefix else {
            return Ok(written.into());
        };
        let prefix: u8 = number(prefix).ok_or(IpNetworkError::Malformed)?;
        let longest = bits(written);
        if prefix > longest {
            return Err(IpNetworkError::TooManyBits { longest });
        }
        let address = written.to_canonical();
        // In a network of IPv6 that stands for IPv4, the first 96 bits are the same for all.
        let prefix = prefix.checked_sub(longest - bits(address));
        let prefix = prefix.filter(|&prefix| prefix > 0);
        let prefix = prefix.ok_or(IpNetworkError::Everybody)?;
        let first = first(address, prefix);
        let network = Self { first, prefix };
        if first == address {
            Ok(network)
        } else {
            Err(IpNetworkError::HostBits { network })
        }
    }
}

impl fmt::Display for IpNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

/// Returns the number of bits of an address.
fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// Returns the address with all bits after the prefix set to 0.
fn first(address: IpAddr, prefix: u8) -> IpAddr {
    let prefix = u32::from(prefix);
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}
