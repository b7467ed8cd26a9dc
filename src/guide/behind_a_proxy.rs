//! A server behind nginx, HAProxy, or a load balancer.
//!
//! Clients sign the scheme, host, port and path of the URL that they call. Behind a proxy, the
//! server sees another scheme, and perhaps another host or a shorter path. So it needs three
//! things: a proxy that does not change the rest, the public origin, and the prefix of the path if
//! the proxy removes one.
//!
//! # Which origin
//!
//! | Setup | Origin |
//! |---|---|
//! | One public name | [`PublicOrigin::fixed`]`("https://api.example.com")`. No header can change it |
//! | Several names, and the proxy keeps the `Host` header | [`PublicOrigin::as_received`]`(Scheme::HTTPS)` |
//! | Several names or schemes, and the proxy sends them in headers | [`PublicOrigin::forwarded`] |
//! | Anything else | [`PublicOrigin::from_fn`] |
//!
//! Choose the first one if you can. With [`PublicOrigin::forwarded`], the server believes headers
//! only if the peer is in one of the networks of [`TrustedProxies`], and accepts only the public
//! origins that are listed there. Both are necessary, because a proxy passes all headers on that
//! its configuration does not name. Every client can send an `X-Forwarded-Host` through nginx or
//! HAProxy, unless the proxy replaces it.
//!
//! ```
//! use std::net::SocketAddr;
//! use axum::extract::ConnectInfo;
//! use tower_oauth1::PublicOrigin;
//! use tower_oauth1::verify::{Forwarding, IpNetwork, TrustedProxies};
//!
//! let networks: [IpNetwork; 2] = ["10.0.0.0/8".parse()?, "::1".parse()?];
//! let origins = ["https://api.example.com".parse()?, "https://api.example.org".parse()?];
//! let proxies = TrustedProxies::new(Forwarding::XForwarded, networks, origins, |extensions| {
//!     Some(extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip())
//! });
//! let origin = PublicOrigin::forwarded(proxies); // pass it to `VerifyLayer`
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! axum adds the `ConnectInfo` if you serve
//! `app.into_make_service_with_connect_info::<SocketAddr>()`. A Unix socket has no address: return
//! that of a network that you trust, such as `127.0.0.1`.
//!
//! A wrong header is refused with 400. The [`VerifyError`] in the extensions of the response, and
//! its source, name the header, host or hop, and say what to do.
//!
//! # nginx
//!
//! ```nginx
//! location / {
//!     proxy_pass http://127.0.0.1:3000;
//!     proxy_http_version 1.1;
//!     proxy_set_header Host $http_host;
//!     proxy_set_header X-Forwarded-Proto $scheme;
//!     proxy_set_header X-Forwarded-Host $http_host;
//!     proxy_set_header X-Forwarded-Prefix "";
//! }
//! ```
//!
//! - Write `proxy_pass` *without a path*, not even `/`. nginx then sends the path as the client
//!   wrote it. With a path, it decodes the path and encodes it again: `%7e` becomes `~`, and the
//!   signature is wrong.
//! - Use `$http_host`, not `$host`, which has no port.
//! - An empty value removes a header. nginx inherits `proxy_set_header` from an outer block only if
//!   the inner block has none of its own: repeat all of them.
//!
//! To remove a prefix, use a variable. nginx sends the value of a variable as it is:
//!
//! ```nginx
//! map $request_uri $without_prefix {
//!     "~^/api(?<rest>/.*)$" $rest;
//! }
//! server {
//!     location /api/ {
//!         proxy_pass http://127.0.0.1:3000$without_prefix;
//!         proxy_set_header X-Forwarded-Prefix /api;
//!         # and the other headers, as above
//!     }
//! }
//! ```
//!
//! For WebSockets, add these lines, in `http` and in `location`:
//!
//! ```nginx
//! map $http_upgrade $connection_upgrade {
//!     default upgrade;
//!     ""      "";
//! }
//! ```
//!
//! ```nginx
//! proxy_set_header Upgrade $http_upgrade;
//! proxy_set_header Connection $connection_upgrade;
//! ```
//!
//! # HAProxy
//!
//! ```haproxy
//! frontend web
//!     bind :443 ssl crt /etc/haproxy/api.pem alpn h2,http/1.1
//!     http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
//!     http-request set-header X-Forwarded-Host %[req.hdr(host)]
//!     http-request del-header X-Forwarded-Prefix
//!     default_backend app
//! ```
//!
//! - Set `X-Forwarded-Proto` without a condition. The usual
//!   `set-header X-Forwarded-Proto https if { ssl_fc }` passes the header of the client on if there
//!   is no TLS.
//! - HAProxy keeps the path byte for byte, unless `http-request normalize-uri` changes it.
//!
//! To remove a prefix, add these lines before `default_backend`:
//!
//! ```haproxy
//!     http-request set-header X-Forwarded-Prefix /api if { path_beg /api/ }
//!     http-request replace-path ^/api(/.*) \1 if { path_beg /api/ }
//! ```
//!
//! WebSockets need no lines, also over HTTP/2.
//!
//! # A prefix that is removed
//!
//! - If the prefix is always the same, write it: [`PublicOrigin::path_prefix`].
//! - If the proxy sends it, name the header: [`TrustedProxies::prefix_header`]. The proxy must set
//!   or remove this header in every request.
//! - If a router of the server removes it, such as `nest` of axum, put
//!   [`VerifyLayer`](crate::VerifyLayer) around the outer router, or set
//!   [`RequestVerifier::signed_uri`].
//!
//! # Two proxies in a row
//!
//! - The first proxy replaces the headers, and the second one passes them on: no setting is
//!   necessary. Name the network of the second proxy. nginx and HAProxy pass headers on that their
//!   configuration does not name.
//! - Each proxy appends a value: set [`TrustedProxies::trusted_hops`]`(2)`. The second value from
//!   the right counts, and a shorter list is refused. In nginx, a proxy appends to `Forwarded` with
//!   this line:
//!
//! ```nginx
//! proxy_set_header Forwarded "$http_forwarded, proto=$scheme;host=\"$http_host\"";
//! ```
//!
//! The header of [`TrustedProxies::prefix_header`] has one value in any case: the first proxy sets
//! it, and the second one passes it on.
//!
//! The first proxy must replace `Forwarded`. In HAProxy:
//!
//! ```haproxy
//!     http-request set-header Forwarded proto=%[ssl_fc,iif(https,http)];host=\"%[req.hdr(host)]\"
//! ```
//!
//! [`PublicOrigin::as_received`]: crate::PublicOrigin::as_received
//! [`PublicOrigin::fixed`]: crate::PublicOrigin::fixed
//! [`PublicOrigin::forwarded`]: crate::PublicOrigin::forwarded
//! [`PublicOrigin::from_fn`]: crate::PublicOrigin::from_fn
//! [`PublicOrigin::path_prefix`]: crate::PublicOrigin::path_prefix
//! [`RequestVerifier::signed_uri`]: crate::RequestVerifier::signed_uri
//! [`TrustedProxies`]: crate::verify::TrustedProxies
//! [`TrustedProxies::prefix_header`]: crate::verify::TrustedProxies::prefix_header
//! [`TrustedProxies::trusted_hops`]: crate::verify::TrustedProxies::trusted_hops
//! [`VerifyError`]: crate::VerifyError
