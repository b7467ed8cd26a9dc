//! Reads a form body, up to a limit.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http_body::Body;

use crate::box_error::BoxError;

/// Error returned when a form cannot be read.
#[expect(
    unnameable_types,
    reason = "each layer converts this into its own error"
)]
#[derive(Debug)]
pub enum FormError {
    /// The mode does not read bodies.
    BodiesUntouched,
    /// The form is longer than the limit.
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body has trailers. A body that is rebuilt from bytes would lose them.
    Trailers,
    /// Reading the body failed.
    Unreadable(BoxError),
}

/// A form that was read, with a function that makes a body from its bytes.
#[expect(
    unnameable_types,
    reason = "only the modes and the layers use this type"
)]
#[derive(Debug)]
pub enum Form<B> {
    /// The bytes of the form, and the function.
    Read(Bytes, fn(Bytes) -> B),
    /// A body that is empty, so it was not read.
    Unread(B),
}

impl<B> Form<B> {
    /// Returns the bytes of the form.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Read(bytes, _) => bytes,
            Self::Unread(_) => &[],
        }
    }

    /// Returns the bytes of the form as a shared value, which can be kept across an `.await`.
    pub(crate) fn to_bytes(&self) -> Bytes {
        match self {
            Self::Read(bytes, _) => bytes.clone(),
            Self::Unread(_) => Bytes::new(),
        }
    }

    /// Returns a body with the bytes of the form, or with `others` if given.
    ///
    /// Returns `None` if `others` is given but the form was not read: there is no function to make
    /// a body from them.
    pub(crate) fn into_body(self, others: Option<Bytes>) -> Option<B> {
        match (self, others) {
            (Self::Read(bytes, rebuild), others) => Some(rebuild(others.unwrap_or(bytes))),
            (Self::Unread(body), None) => Some(body),
            (Self::Unread(_), Some(_)) => None,
        }
    }
}

/// Reads a body. Between calls of `poll`, it keeps the bytes that have arrived.
#[expect(unnameable_types, reason = "the state of a mode that reads forms")]
#[derive(Debug)]
pub struct FormReader<B> {
    body: B,
    read: Read,
    limit: usize,
}

/// The bytes that have arrived. Nearly all forms arrive in one piece, which is not copied.
#[derive(Debug)]
enum Read {
    Piece(Bytes),
    Pieces(BytesMut),
}

impl<B> FormReader<B>
where
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    /// Creates a reader of at most `limit` bytes. Nothing is read yet.
    ///
    /// # Errors
    ///
    /// Returns [`FormError::TooLong`] if the size hint of the body is already over the limit.
    pub(crate) fn new(body: B, limit: usize) -> Result<Self, FormError> {
        let at_least = body.size_hint().lower();
        if usize::try_from(at_least).map_or(true, |at_least| at_least > limit) {
            return Err(FormError::TooLong { limit });
        }
        let read = Read::Piece(Bytes::new());
        Ok(Self { body, read, limit })
    }

    /// Returns whether the body is in memory. Such a body knows its exact length.
    pub(crate) fn is_in_memory(&self) -> bool {
        self.body.size_hint().exact().is_some()
    }

    /// Reads to the end of the body, and returns all of its bytes.
    ///
    /// # Errors
    ///
    /// - [`FormError::TooLong`] if the body is longer than the limit.
    /// - [`FormError::Trailers`] if the body has trailers.
    /// - [`FormError::Unreadable`] if the body returns an error.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, FormError>> {
        while let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            let frame = frame.map_err(|error| FormError::Unreadable(error.into()))?;
            let mut data = frame.into_data().map_err(|_| FormError::Trailers)?;
            if data.remaining() > self.limit - self.read.length() {
                let limit = self.limit;
                return Poll::Ready(Err(FormError::TooLong { limit }));
            }
            self.read.push(data.copy_to_bytes(data.remaining()));
        }
        Poll::Ready(Ok(self.read.take()))
    }
}

impl Read {
    fn length(&self) -> usize {
        match self {
            Self::Piece(bytes) => bytes.len(),
            Self::Pieces(bytes) => bytes.len(),
        }
    }

    fn push(&mut self, piece: Bytes) {
        match self {
            Self::Piece(first) if first.is_empty() => *first = piece,
            Self::Piece(first) => {
                let mut pieces = BytesMut::from(&first[..]);
                pieces.extend_from_slice(&piece);
                *self = Self::Pieces(pieces);
            }
            Self::Pieces(pieces) => pieces.extend_from_slice(&piece),
        }
    }

    fn take(&mut self) -> Bytes {
        match std::mem::replace(self, Self::Piece(Bytes::new())) {
            Self::Piece(bytes) => bytes,
            Self::Pieces(bytes) => bytes.freeze(),
        }
    }
}
