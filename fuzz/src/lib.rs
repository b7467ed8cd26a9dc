//! What the fuzz targets share: a request from bytes, a flow, and OAuth 1.0a in its plainest form.

pub mod flow;
pub mod future;
pub mod plain;
pub mod request;
