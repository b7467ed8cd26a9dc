//! The public tests for stores: the store of this crate passes, and a store that breaks one rule
//! fails the test of this rule.

mod grants;
mod memory;
mod mistake;
mod tables;
mod time;
mod tokens;
mod wrong_store;
