//! What the fuzz targets share: a request from bytes, and OAuth 1.0a in its plainest form.

pub mod future;
pub mod plain;
pub mod request;
