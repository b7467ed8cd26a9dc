//! The command line: some options of curl for the request, and options for the signature.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use http::Method;
use tower_oauth1::SignatureMethod;
use tower_oauth1::protocol::Transmission;

/// Signs one HTTP request and prints it. Sends nothing. Accepts some options of curl.
#[derive(Parser)]
#[command(name = "sign")]
pub(crate) struct Arguments {
    /// HTTP method. Default: POST if there is a body, GET if there is none
    #[arg(short = 'X')]
    pub(crate) method: Option<Method>,
    /// Header. 'Name:' removes a default header, 'Name;' sends a header with an empty value
    #[arg(short = 'H', value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// Body, or @FILE for a file without its line breaks. Several are joined with '&'
    #[arg(short = 'd')]
    pub(crate) data: Vec<String>,
    /// Like -d, but @FILE keeps every byte of the file
    #[arg(long, conflicts_with = "data")]
    pub(crate) data_binary: Vec<String>,
    /// Client identifier, also called consumer key or API key
    #[arg(long)]
    pub(crate) client_key: String,
    /// Client secret, also called consumer secret or API secret. May be empty
    #[arg(long, required_unless_present = "private_key")]
    pub(crate) client_secret: Option<String>,
    /// PEM or DER file with the private key of the client, for the RSA signature methods
    #[arg(long, value_name = "FILE")]
    pub(crate) private_key: Option<String>,
    /// Token, also called access token. '' sends an empty token
    #[arg(long)]
    pub(crate) token: Option<String>,
    /// Token secret
    #[arg(long, default_value = "")]
    pub(crate) token_secret: String,
    /// Signature method: HMAC-SHA1, HMAC-SHA256, HMAC-SHA512 or PLAINTEXT. With --private-key:
    /// RSA-SHA1, RSA-SHA256, RSA-SHA512 or RSA-PSS
    #[arg(long, default_value = "HMAC-SHA1")]
    pub(crate) signature_method: SignatureMethod,
    /// Timestamp in seconds since 1970. Default: now. '' sends no timestamp
    #[arg(long)]
    pub(crate) timestamp: Option<String>,
    /// Nonce. Default: a random nonce. '' sends no nonce
    #[arg(long)]
    pub(crate) nonce: Option<String>,
    /// Realm of the Authorization header
    #[arg(long)]
    pub(crate) realm: Option<String>,
    /// Do not send oauth_version
    #[arg(long)]
    pub(crate) no_version: bool,
    /// Allow PLAINTEXT over http, which shows the secrets to everyone on the network path
    #[arg(long)]
    pub(crate) insecure_plaintext: bool,
    /// Value of oauth_callback
    #[arg(long)]
    pub(crate) callback: Option<String>,
    /// Value of oauth_verifier
    #[arg(long)]
    pub(crate) verifier: Option<String>,
    /// Where to put the protocol parameters: header, query or form
    #[arg(long, default_value = "header", value_parser = transmission)]
    pub(crate) transmission: Transmission,
    /// Send oauth_body_hash, unless the body is a form
    #[arg(long)]
    pub(crate) body_hash: bool,
    /// File with the base string of a server or another client, to compare with
    #[arg(long, value_name = "FILE")]
    pub(crate) compare: Option<String>,
    /// File with the response of a server that refused the request, as `curl -i` prints it. Prints
    /// what is probably wrong. Pass --timestamp and --nonce of the refused request if you know
    /// them
    #[arg(long, value_name = "FILE", conflicts_with = "compare")]
    pub(crate) check: Option<String>,
    /// Extra protocol parameter, not percent-encoded
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// Print the result as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// URL of the request
    pub(crate) url: String,
}

fn transmission(name: &str) -> Result<Transmission, &'static str> {
    match name {
        "header" => Ok(Transmission::AuthorizationHeader),
        "query" => Ok(Transmission::Query),
        "form" => Ok(Transmission::FormBody),
        _ => Err("expected header, query or form"),
    }
}

impl Arguments {
    /// Parses the command line.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        // A secret or a body may start with `-`.
        let command = Self::command().mut_args(|argument| {
            let option = argument.get_action().takes_values() && !argument.is_positional();
            argument.allow_hyphen_values(option)
        });
        Self::from_arg_matches(&command.try_get_matches()?)
    }
}

/// Returns the reason of a usage error in one line, without clap's usage text and tips.
pub(crate) fn reason(usage: &clap::Error) -> String {
    let stray = match usage.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => !argument.starts_with('-'),
        _ => false,
    };
    if stray && usage.kind() == ErrorKind::UnknownArgument {
        // The argument may be the second word of a secret, so do not print it.
        return "there is more than one URL; put arguments with spaces in quotes".to_owned();
    }
    let text = usage.to_string();
    let reason = text.split("\n\n").next().unwrap_or_default();
    let words = reason.trim_start_matches("error: ").split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}
