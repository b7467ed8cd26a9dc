//! Refused requests: what the client gets, and what the operator learns.

mod body;
mod grpc;
mod http2;
mod names;
mod operator;
