//! The error type of tower stacks.

/// The error of a stack of layers: each layer's keeps its own type, and `downcast_ref` finds it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
