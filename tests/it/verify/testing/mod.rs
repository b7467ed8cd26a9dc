//! The public tests for stores: the stores of this crate pass, and a store that breaks one rule
//! fails the test of this rule.

mod credentials;
mod memory;
mod replay;
mod wrong_replay;
