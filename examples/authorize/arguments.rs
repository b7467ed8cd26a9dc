//! The command line.

use std::time::Duration;

use clap::Parser;
use http::Uri;
use tower_oauth1::SignatureMethod;

/// Does the token dance with a service, and prints the token credentials as JSON.
#[derive(Parser)]
#[command(name = "authorize")]
pub(crate) struct Arguments {
    /// Where temporary credentials are asked for
    #[arg(long, value_name = "URL")]
    pub(crate) request_token: Uri,
    /// Where the user is sent to; parameters for this step go into its query
    #[arg(long, value_name = "URL")]
    pub(crate) authorize: Uri,
    /// Where token credentials are asked for
    #[arg(long, value_name = "URL")]
    pub(crate) access_token: Uri,
    /// Identifier of the client, also called consumer key
    #[arg(long, value_name = "K")]
    pub(crate) client_key: String,
    /// Secret of the client, which may be empty
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    #[arg(required_unless_present = "private_key")]
    pub(crate) client_secret: Option<String>,
    /// File with the client's private key in PEM, for RSA's methods
    #[arg(long, value_name = "FILE")]
    pub(crate) private_key: Option<String>,
    /// HMAC-SHA1, HMAC-SHA256, HMAC-SHA512, PLAINTEXT, or with --private-key RSA-SHA1, RSA-SHA256,
    /// RSA-SHA512 or RSA-PSS
    #[arg(long, value_name = "M", default_value = "HMAC-SHA1")]
    pub(crate) signature_method: SignatureMethod,
    /// Where the user is sent back to: oob for a PIN; a URL of this machine on http is listened at, of
    /// any other the URL that the browser ends at is to be pasted
    #[arg(long, default_value = "oob")]
    pub(crate) callback: String,
    /// Realm of the Authorization header
    #[arg(long, value_name = "R")]
    pub(crate) realm: Option<String>,
    /// Further parameter of the request for temporary credentials, not encoded
    #[arg(long = "param", value_name = "NAME=VALUE", allow_hyphen_values = true)]
    pub(crate) parameters: Vec<String>,
    /// Allow endpoints on http, and PLAINTEXT without TLS: everyone on the way reads the secrets
    #[arg(long)]
    pub(crate) insecure: bool,
    /// Resource to call with the new token
    #[arg(long, value_name = "URL")]
    pub(crate) get: Option<Uri>,
}

impl Arguments {
    /// How long one request may take.
    pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

    /// The `--param`s.
    pub(crate) fn parameters(&self) -> Result<Vec<(&str, &str)>, &'static str> {
        let pairs = self.parameters.iter().map(|pair| pair.split_once('='));
        let pairs: Option<Vec<_>> = pairs.collect();
        pairs.ok_or("--param has no `=`; write --param NAME=VALUE")
    }
}
