//! Refused requests: what the client gets, and what the operator learns.

mod body;
mod names;
mod operator;
