//! The provider, from three URLs or from the profile of a known provider.

use http::Uri;
use tower::BoxError;
use tower_oauth1::flow::FlowStep;
use tower_oauth1::provider::{Profile, Provider};
use tower_oauth1::{AuthorizationFlow, ClientCredentials, Endpoints, OAuth1Layer, Scope, Signer};

use crate::arguments::Arguments;
use crate::private_key;

/// The provider to authorize at, with the settings of its authorization flow.
pub(crate) struct Target {
    pub(crate) signer: Signer,
    pub(crate) flow: AuthorizationFlow,
    pub(crate) uses_form: bool,
    pub(crate) omits_callback: bool,
    /// The profile. `None`: the provider is given as three URLs.
    profile: Option<Profile>,
}

impl Target {
    /// Returns the layer for one call. It uses the profile if the call goes to the provider's API.
    pub(crate) fn layer(&self, user: Signer, scope: Scope, uri: &Uri) -> OAuth1Layer {
        match &self.profile {
            Some(profile) if profile.scope().contains(uri) => profile.layer(user),
            _ => OAuth1Layer::new(user, scope),
        }
    }
}

pub(crate) fn read(arguments: &Arguments) -> Result<Target, BoxError> {
    let mut target = match &arguments.profile {
        Some(name) => from_profile(arguments, name)?,
        None => from_urls(arguments)?,
    };
    for (name, value) in arguments.parameters()? {
        let step = FlowStep::TemporaryCredentials;
        target.flow = target.flow.parameter(step, name, value);
    }
    Ok(target)
}

fn from_profile(arguments: &Arguments, name: &str) -> Result<Target, BoxError> {
    let mut profile = match name.split_once('=') {
        None => provider(name)?.profile()?,
        Some((name, site)) => provider(name)?.profile_at(site)?,
    };
    if arguments.insecure {
        profile = profile.insecure_without_tls();
    }
    let key = &arguments.client_key;
    if profile.provider() == Provider::Instapaper {
        return Err("instapaper uses a name and a password, not a browser".into());
    }
    let given = arguments.signature_method;
    let mut signer = match (&arguments.private_key, &arguments.client_secret, given) {
        (Some(file), _, Some(method)) => profile.configure(private_key::signer(key, method, file)?),
        (Some(file), _, None) => private_key::profile_signer(&profile, key, file)?,
        (None, Some(secret), Some(method)) => {
            let client = ClientCredentials::new(key, secret);
            profile.configure(Signer::new(client).with_signature_method(method))
        }
        (None, Some(secret), None) => profile.signer(ClientCredentials::new(key, secret))?,
        (None, None, _) => return Err("--client-secret or --private-key is missing".into()),
    };
    if let Some(realm) = &arguments.realm {
        signer = signer.with_realm(realm)?;
    }
    Ok(Target {
        flow: profile.flow(signer.clone())?,
        signer,
        uses_form: profile.uses_form_flow(),
        omits_callback: profile.omits_callback(),
        profile: Some(profile),
    })
}

fn provider(name: &str) -> Result<Provider, BoxError> {
    name.parse().map_err(|_| {
        let known: Vec<_> = Provider::ALL
            .iter()
            .map(|provider| provider.name())
            .collect();
        format!("unknown provider {name:?}; use one of {}", known.join(", ")).into()
    })
}

fn from_urls(arguments: &Arguments) -> Result<Target, BoxError> {
    let method = arguments.signature_method.unwrap_or_default();
    let key = &arguments.client_key;
    let client = match &arguments.client_secret {
        Some(secret) => ClientCredentials::new(key, secret),
        None => ClientCredentials::without_secret(key),
    };
    let mut signer = match &arguments.private_key {
        Some(file) => private_key::signer(key, method, file)?,
        None => Signer::new(client).with_signature_method(method),
    };
    if let Some(realm) = &arguments.realm {
        signer = signer.with_realm(realm)?;
    }
    if arguments.insecure {
        signer = signer.insecure_plaintext_without_tls();
    }
    let given = "--profile, or the URLs of the three steps, are missing";
    let mut endpoints = Endpoints::new(
        arguments.request_token.clone().ok_or(given)?,
        arguments.authorize.clone().ok_or(given)?,
        arguments.access_token.clone().ok_or(given)?,
    );
    if arguments.insecure {
        endpoints = endpoints.insecure_without_tls();
    }
    Ok(Target {
        flow: AuthorizationFlow::new(signer.clone(), endpoints),
        signer,
        uses_form: false,
        omits_callback: false,
        profile: None,
    })
}
