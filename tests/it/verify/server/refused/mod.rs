//! Refused requests: what the client gets, and what the operator learns.

mod advice;
mod body;
mod custom_methods;
mod grpc;
mod http2;
mod names;
mod operator;
