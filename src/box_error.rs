//! The boxed error type that the layers return.

/// A boxed error, as in tower.
///
/// The error of an inner service or of a layer keeps its type inside the box. Use `downcast_ref` to
/// get it back.
///
/// The operator `?` converts other errors into it. It does not convert a `BoxError` into
/// `Box<dyn Error>` or `anyhow::Error`. Let your functions return `BoxError` too, or write
/// `.map_err(anyhow::Error::from_boxed)`.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
