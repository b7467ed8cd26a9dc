//! The boxed error type that the layers return.

/// A boxed error, as in tower.
///
/// The error of an inner service or of a layer keeps its type inside the box. Use `downcast_ref` to
/// get it back.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
