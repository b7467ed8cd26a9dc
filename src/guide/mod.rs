//! Guides: one page for each task.
//!
//! This module is documentation only. No program contains it.
//!
//! | I want to .. | Page |
//! |---|---|
//! | send my first signed request | [`first_request`] |
//! | sign for many users | [`many_users`] |
//! | add "sign in with .." to a website | [`sign_in_with`] |
//! | get a token in a program without a website | [`pin`] |
//! | accept only signed requests | [`server`] |
//! | put other layers around that server, or let anonymous requests pass | [`server_layers`] |
//! | log refused requests, and choose what clients see | [`refused_requests`] |
//! | run that server on several machines | [`several_servers`] |
//! | run that server behind nginx or HAProxy | [`behind_a_proxy`] |
//! | find out why a service says "signature_invalid" | [`signature_invalid`] |
//! | test my code | [`testing`] |
//!
//! These pages are for those who come from another library. Each one lists every class and function
//! of that library, with the one that replaces it here.
//!
//! | I come from .. | Page |
//! |---|---|
//! | oauth1-request, oauth1, oauth-client (Rust) | [`from_oauth1_request`] |
//! | reqwest-oauth1 (Rust) | [`from_reqwest_oauth1`] |
//! | oauth10a (Rust) | [`from_oauth10a`] |
//! | twitter-v2, egg-mode (Rust) | [`from_twitter_crates`] |
//! | requests-oauthlib (Python) | [`from_requests_oauthlib`] |
//! | python-oauth2, restkit (Python) | [`from_python_oauth2`] |
//! | `web.oauth` (Falcon) | [`from_falcon`] |

pub mod behind_a_proxy;
pub mod first_request;
pub mod from_falcon;
pub mod from_oauth10a;
pub mod from_oauth1_request;
pub mod from_python_oauth2;
pub mod from_requests_oauthlib;
pub mod from_reqwest_oauth1;
pub mod from_twitter_crates;
pub mod many_users;
pub mod pin;
pub mod refused_requests;
pub mod server;
pub mod server_layers;
pub mod several_servers;
pub mod sign_in_with;
pub mod signature_invalid;
pub mod testing;
