//! The command line.

use std::time::Duration;

use clap::Parser;
use http::Uri;
use tower_oauth1::SignatureMethod;

/// Gets the token of a user from an OAuth 1.0a provider and prints it as JSON
#[derive(Parser)]
#[command(name = "authorize")]
pub(crate) struct Arguments {
    /// URL that issues temporary credentials (request tokens)
    #[arg(long, value_name = "URL", required_unless_present = "profile")]
    pub(crate) request_token: Option<Uri>,
    /// URL of the page that asks the user. Put extra parameters for this page into the query
    #[arg(long, value_name = "URL", required_unless_present = "profile")]
    pub(crate) authorize: Option<Uri>,
    /// URL that issues token credentials (access tokens)
    #[arg(long, value_name = "URL", required_unless_present = "profile")]
    pub(crate) access_token: Option<Uri>,
    /// Name of a known provider, instead of the three URLs: x, discogs, .. An unknown name prints a
    /// list of all names. Some providers also need the URL of a site or an account, as in
    /// mediawiki=https://meta.wikimedia.org/w
    #[arg(long, value_name = "NAME[=SITE]")]
    #[arg(conflicts_with_all = ["request_token", "authorize", "access_token"])]
    pub(crate) profile: Option<String>,
    /// Client identifier, also called consumer key or API key
    #[arg(long, value_name = "K")]
    pub(crate) client_key: String,
    /// Client secret, also called consumer secret or API secret. May be empty
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    #[arg(required_unless_present = "private_key")]
    pub(crate) client_secret: Option<String>,
    /// PEM or DER file with the private key of the client, for the RSA signature methods
    #[arg(long, value_name = "FILE")]
    pub(crate) private_key: Option<String>,
    /// Signature method: HMAC-SHA1, HMAC-SHA256, HMAC-SHA512 or PLAINTEXT. With --private-key:
    /// RSA-SHA1, RSA-SHA256, RSA-SHA512 or RSA-PSS. Default: the method of the profile, or
    /// HMAC-SHA1
    #[arg(long, value_name = "M")]
    pub(crate) signature_method: Option<SignatureMethod>,
    /// Where the provider redirects the user: oob for a PIN, or a URL. At an http URL of this
    /// machine, the program listens. For any other URL, paste the URL that the browser shows at the
    /// end
    #[arg(long, default_value = "oob")]
    pub(crate) callback: String,
    /// Seconds to wait for the redirect, the PIN or the pasted URL
    #[arg(long, value_name = "SECONDS", default_value = "600")]
    pub(crate) wait: u64,
    /// Realm of the Authorization header
    #[arg(long, value_name = "R")]
    pub(crate) realm: Option<String>,
    /// Extra parameter of the request for temporary credentials, not percent-encoded
    #[arg(long = "param", value_name = "NAME=VALUE", allow_hyphen_values = true)]
    pub(crate) parameters: Vec<String>,
    /// Allow http URLs and PLAINTEXT without TLS. Everyone on the network path can read the secrets
    #[arg(long)]
    pub(crate) insecure: bool,
    /// After an error, show what was signed. Values whose names sound like secrets are hidden
    #[arg(long)]
    pub(crate) verbose: bool,
    /// URL of a resource to request with the new token
    #[arg(long, value_name = "URL")]
    pub(crate) get: Option<Uri>,
}

impl Arguments {
    /// The time limit of one request.
    pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

    /// Returns the names and values of the `--param` options.
    pub(crate) fn parameters(&self) -> Result<Vec<(&str, &str)>, &'static str> {
        let pairs = self.parameters.iter().map(|pair| pair.split_once('='));
        let pairs: Option<Vec<_>> = pairs.collect();
        pairs.ok_or("--param has no `=`; use --param NAME=VALUE")
    }
}
