//! One test for each provider. The files in `pins/` are named like `Provider::name`.

use tower_oauth1::ClientCredentials;
use tower_oauth1::provider::Provider;

use crate::provider::sent::{authorization, call, fixed};

/// Tests a provider with its site, a call of its API, and everything that is sent. `$user` says
/// whether a user or the client itself calls. The test fails if the profile has a flow or a call
/// that the recording lacks.
macro_rules! pin {
    ($name:ident, $provider:ident, $site:expr, $user:expr, $call:expr, $expected:expr) => {
        #[tokio::test]
        async fn $name() {
            let site: Option<&str> = $site;
            let profile = match site {
                None => Provider::$provider.profile(),
                Some(site) => Provider::$provider.profile_at(site),
            };
            let mut profile = profile.unwrap();
            if Provider::$provider == Provider::Maas {
                profile = profile.insecure_without_tls();
            }
            let client = ClientCredentials::new("id", "secret");
            let signer = fixed(profile.signer(client).unwrap());
            let mut sent = match profile.flow(signer.clone()) {
                Ok(flow) if Provider::$provider != Provider::Instapaper => {
                    authorization(&profile, flow).await
                }
                _ => String::new(),
            };
            sent += &call(&profile, signer, $user, $call).await;
            let expected: &str = $expected;
            assert_eq!(sent, expected, "\n{sent}\n{expected}");
        }
    };
}

pin!(
    x,
    X,
    None,
    true,
    "https://api.x.com/1.1/statuses/update.json status=a+b",
    include_str!("pins/x.txt")
);

pin!(
    tumblr,
    Tumblr,
    None,
    true,
    "https://api.tumblr.com/v2/user/info",
    include_str!("pins/tumblr.txt")
);

pin!(
    flickr,
    Flickr,
    None,
    true,
    "https://api.flickr.com/services/rest?method=flickr.test.login",
    include_str!("pins/flickr.txt")
);

pin!(
    discogs,
    Discogs,
    None,
    true,
    "https://api.discogs.com/oauth/identity",
    include_str!("pins/discogs.txt")
);

pin!(
    trello,
    Trello,
    None,
    true,
    "https://api.trello.com/1/members/me",
    include_str!("pins/trello.txt")
);

pin!(
    netsuite,
    NetSuite,
    Some("1234567-sb1"),
    true,
    "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1&deploy=2",
    include_str!("pins/netsuite.txt")
);

pin!(
    woocommerce,
    WooCommerce,
    Some("http://shop.example/"),
    false,
    "http://shop.example/wp-json/wc/v3/products?filter[x]=1",
    include_str!("pins/woocommerce.txt")
);

pin!(
    wordpress,
    WordPress,
    Some("https://blog.example/wp"),
    true,
    "https://blog.example/wp/wp-json/wp/v2/posts",
    include_str!("pins/wordpress.txt")
);

pin!(
    magento,
    Magento,
    Some("https://shop.example"),
    true,
    "https://shop.example/rest/V1/products/1",
    include_str!("pins/magento.txt")
);

pin!(
    garmin,
    Garmin,
    None,
    true,
    "https://apis.garmin.com/wellness-api/rest/user/id",
    include_str!("pins/garmin.txt")
);

pin!(
    schoology,
    Schoology,
    None,
    false,
    "https://api.schoology.com/v1/users/me",
    include_str!("pins/schoology.txt")
);

pin!(
    fatsecret,
    FatSecret,
    None,
    true,
    "https://platform.fatsecret.com/rest/server.api?method=profile.get",
    include_str!("pins/fatsecret.txt")
);

pin!(
    bricklink,
    BrickLink,
    None,
    true,
    "https://api.bricklink.com/api/store/v1/orders",
    include_str!("pins/bricklink.txt")
);

pin!(
    mediawiki,
    MediaWiki,
    Some("https://meta.wikimedia.org/w/index.php"),
    true,
    "https://meta.wikimedia.org/w/api.php?action=query",
    include_str!("pins/mediawiki.txt")
);

pin!(
    zotero,
    Zotero,
    None,
    true,
    "https://www.zotero.org/oauth/x",
    include_str!("pins/zotero.txt")
);

pin!(
    instapaper,
    Instapaper,
    None,
    true,
    "https://www.instapaper.com/api/1/bookmarks/list limit=1",
    include_str!("pins/instapaper.txt")
);

pin!(
    smugmug,
    SmugMug,
    None,
    true,
    "https://api.smugmug.com/api/v2!authuser",
    include_str!("pins/smugmug.txt")
);

pin!(
    noun_project,
    NounProject,
    None,
    false,
    "https://api.thenounproject.com/v2/icon/1",
    include_str!("pins/noun-project.txt")
);

pin!(
    maas,
    Maas,
    Some("http://maas.example:5240/MAAS"),
    true,
    "http://maas.example:5240/MAAS/api/2.0/users/?op=whoami",
    include_str!("pins/maas.txt")
);

pin!(
    launchpad,
    Launchpad,
    None,
    true,
    "https://api.launchpad.net/1.0/people/+me",
    include_str!("pins/launchpad.txt")
);

pin!(
    clever_cloud,
    CleverCloud,
    None,
    true,
    "https://api.clever-cloud.com/v2/self",
    include_str!("pins/clever-cloud.txt")
);

pin!(
    etrade,
    ETrade,
    None,
    true,
    "https://api.etrade.com/v1/accounts/list",
    include_str!("pins/etrade.txt")
);

pin!(
    evernote,
    Evernote,
    None,
    true,
    "https://www.evernote.com/shard/s1/notestore",
    include_str!("pins/evernote.txt")
);

pin!(
    hatena,
    Hatena,
    None,
    true,
    "https://bookmark.hatenaapis.com/rest/1/my",
    include_str!("pins/hatena.txt")
);

pin!(
    plurk,
    Plurk,
    None,
    true,
    "https://www.plurk.com/APP/Users/me",
    include_str!("pins/plurk.txt")
);

pin!(
    lti_launch,
    Lti,
    Some("https://lms.example"),
    false,
    "https://lms.example/launch lti_version=LTI-1p0",
    include_str!("pins/lti-launch.txt")
);

pin!(
    lti_outcome,
    Lti,
    Some("https://lms.example"),
    false,
    "https://lms.example/outcomes <xml/>",
    include_str!("pins/lti-outcome.txt")
);

pin!(
    here,
    Here,
    None,
    false,
    "https://account.api.here.com/oauth2/token grant_type=client_credentials",
    include_str!("pins/here.txt")
);
