//! The client side.
mod request;
