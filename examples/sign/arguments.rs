//! The command line: some of curl's arguments for a request, and what is signed with it.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use http::Method;
use tower_oauth1::SignatureMethod;
use tower_oauth1::protocol::Transmission;

/// Signs one request, given by some of curl's arguments, and prints it. Nothing is sent.
#[derive(Parser)]
#[command(name = "sign")]
pub(crate) struct Arguments {
    /// Method; without it POST where there is a body, else GET
    #[arg(short = 'X')]
    pub(crate) method: Option<Method>,
    /// Header; 'Name:' sends none where there would be one, 'Name;' sends an empty one
    #[arg(short = 'H', value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// Body, or @FILE without its line ends; several are joined by '&'
    #[arg(short = 'd')]
    pub(crate) data: Vec<String>,
    /// Like -d, with @FILE byte for byte
    #[arg(long, conflicts_with = "data")]
    pub(crate) data_binary: Vec<String>,
    /// Identifier of the client, also called consumer key
    #[arg(long)]
    pub(crate) client_key: String,
    /// Secret of the client, which may be empty
    #[arg(long, required_unless_present = "private_key")]
    pub(crate) client_secret: Option<String>,
    /// File with the client's private key in PEM, for RSA's methods
    #[arg(long, value_name = "FILE")]
    pub(crate) private_key: Option<String>,
    /// Token; '' sends an empty one
    #[arg(long)]
    pub(crate) token: Option<String>,
    /// Secret of the token
    #[arg(long, default_value = "")]
    pub(crate) token_secret: String,
    /// HMAC-SHA1, HMAC-SHA256, HMAC-SHA512, PLAINTEXT, or with --private-key RSA-SHA1, RSA-SHA256,
    /// RSA-SHA512 or RSA-PSS
    #[arg(long, default_value = "HMAC-SHA1")]
    pub(crate) signature_method: SignatureMethod,
    /// Seconds since 1970, now without this; '' sends none
    #[arg(long)]
    pub(crate) timestamp: Option<String>,
    /// Nonce, a random one without this; '' sends none
    #[arg(long)]
    pub(crate) nonce: Option<String>,
    /// Realm of the Authorization header
    #[arg(long)]
    pub(crate) realm: Option<String>,
    /// Leave oauth_version out
    #[arg(long)]
    pub(crate) no_version: bool,
    /// Let PLAINTEXT send the secrets over http
    #[arg(long)]
    pub(crate) insecure_plaintext: bool,
    /// Send oauth_callback
    #[arg(long)]
    pub(crate) callback: Option<String>,
    /// Send oauth_verifier
    #[arg(long)]
    pub(crate) verifier: Option<String>,
    /// Where the protocol parameters go: header, query or form
    #[arg(long, default_value = "header", value_parser = transmission)]
    pub(crate) transmission: Transmission,
    /// Send oauth_body_hash, unless the body is a form
    #[arg(long)]
    pub(crate) body_hash: bool,
    /// File with the base string that a server or another client made, to be compared
    #[arg(long, value_name = "FILE")]
    pub(crate) compare: Option<String>,
    /// Further protocol parameter, not encoded
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Where the request goes
    pub(crate) url: String,
}

fn transmission(name: &str) -> Result<Transmission, &'static str> {
    match name {
        "header" => Ok(Transmission::AuthorizationHeader),
        "query" => Ok(Transmission::Query),
        "form" => Ok(Transmission::FormBody),
        _ => Err("header, query and form are known"),
    }
}

impl Arguments {
    /// Reads the command line.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        // A secret or a body may begin with `-`.
        let command = Self::command().mut_args(|argument| {
            let option = argument.get_action().takes_values() && !argument.is_positional();
            argument.allow_hyphen_values(option)
        });
        Self::from_arg_matches(&command.try_get_matches()?)
    }
}

/// Of clap's words the reason, in one line, without the usage and the tips beneath it.
pub(crate) fn reason(usage: &clap::Error) -> String {
    let stray = match usage.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => !argument.starts_with('-'),
        _ => false,
    };
    if stray && usage.kind() == ErrorKind::UnknownArgument {
        // It may be the second word of a secret, so it is not repeated.
        return "there is more than one URL; quote what has blanks".to_owned();
    }
    let text = usage.to_string();
    let reason = text.split("\n\n").next().unwrap_or_default();
    let words = reason.trim_start_matches("error: ").split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}
