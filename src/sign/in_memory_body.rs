//! The bodies that can be signed without reading.

/// A body whose bytes are in memory, for [`Signer::sign_request`](crate::Signer::sign_request).
///
/// Every type that is `AsRef<[u8]>` is such a body: `&str`, `String`, `Vec<u8>`, `Bytes` and
/// others. `()` is an empty body. The compiler infers `Kind`. This trait is sealed: other crates
/// cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the bytes of a body of type `{Self}` are not in memory",
    label = "this requires `{Self}: AsRef<[u8]>`, or the body `()`",
    note = "to sign requests with other bodies, use `OAuth1Layer`"
)]
pub trait InMemoryBody<Kind>: sealed::Sealed<Kind> {
    /// Returns the bytes of the body.
    #[doc(hidden)]
    fn bytes(&self) -> &[u8];
}

/// The kind of body that has bytes.
#[expect(unnameable_types, reason = "the compiler infers the kind")]
#[derive(Debug)]
#[non_exhaustive]
pub struct WithBytes;

/// The kind of body that has no bytes.
#[expect(unnameable_types, reason = "the compiler infers the kind")]
#[derive(Debug)]
#[non_exhaustive]
pub struct WithoutBytes;

mod sealed {
    #[expect(
        unnameable_types,
        reason = "other crates cannot name this trait, so they cannot implement it"
    )]
    pub trait Sealed<Kind> {}
}

// Without the kind, these two implementations would overlap: a later version of the standard
// library could implement `AsRef<[u8]>` for `()`.
impl<B: AsRef<[u8]> + ?Sized> sealed::Sealed<WithBytes> for B {}
impl sealed::Sealed<WithoutBytes> for () {}

#[diagnostic::do_not_recommend]
impl<B: AsRef<[u8]> + ?Sized> InMemoryBody<WithBytes> for B {
    fn bytes(&self) -> &[u8] {
        self.as_ref()
    }
}

#[diagnostic::do_not_recommend]
impl InMemoryBody<WithoutBytes> for () {
    fn bytes(&self) -> &[u8] {
        &[]
    }
}
