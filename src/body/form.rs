//! A form body, read to a limit.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http_body::Body;

use crate::box_error::BoxError;

/// Why a form was not read.
#[expect(unnameable_types, reason = "each layer has its own error for this")]
#[derive(Debug)]
pub enum FormError {
    /// The mode reads no forms.
    BodiesUntouched,
    TooLong {
        limit: usize,
    },
    Trailers,
    Unreadable(BoxError),
}

/// A form that was read, and how to make a body of it anew.
#[expect(unnameable_types, reason = "between the modes and the layers only")]
#[derive(Debug)]
pub enum Form<B> {
    Read(Bytes, fn(Bytes) -> B),
    /// A body known to be empty, of which nothing was read.
    Unread(B),
}

impl<B> Form<B> {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Read(bytes, _) => bytes,
            Self::Unread(_) => &[],
        }
    }

    /// The same bytes, shared, to be kept across an await.
    pub(crate) fn to_bytes(&self) -> Bytes {
        match self {
            Self::Read(bytes, _) => bytes.clone(),
            Self::Unread(_) => Bytes::new(),
        }
    }

    /// The body with the same bytes, or with others. `None` where nobody said how to make one.
    pub(crate) fn into_body(self, others: Option<Bytes>) -> Option<B> {
        match (self, others) {
            (Self::Read(bytes, rebuild), others) => Some(rebuild(others.unwrap_or(bytes))),
            (Self::Unread(body), None) => Some(body),
            (Self::Unread(_), Some(_)) => None,
        }
    }
}

/// Reads a body; keeps what came when the rest is still to come.
#[expect(unnameable_types, reason = "the state of a mode that reads forms")]
#[derive(Debug)]
pub struct FormReader<B> {
    body: B,
    read: Read,
    limit: usize,
}

/// What came so far. A body of one piece, as nearly all forms are, is not copied.
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
    pub(crate) fn new(body: B, limit: usize) -> Result<Self, FormError> {
        let at_least = body.size_hint().lower();
        if usize::try_from(at_least).map_or(true, |at_least| at_least > limit) {
            return Err(FormError::TooLong { limit });
        }
        let read = Read::Piece(Bytes::new());
        Ok(Self { body, read, limit })
    }

    /// Whether the body says how long it is, as one in memory does.
    pub(crate) fn is_in_memory(&self) -> bool {
        self.body.size_hint().exact().is_some()
    }

    /// The whole body, once all of it has come.
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
