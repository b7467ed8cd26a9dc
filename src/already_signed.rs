//! A marker that the authorization flow sets and the client layer reads.

/// A marker in the extensions of a request that is signed already.
///
/// The authorization flow signs its own requests. The HTTP service that sends them may contain an
/// `OAuth1Layer`, which would replace their protocol parameters. If this marker is set, the layer
/// does not change the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlreadySigned;
