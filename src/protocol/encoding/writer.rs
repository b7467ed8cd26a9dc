//! The buffer that a base string is written into.
//!
//! A MAC is slow if it receives a few bytes at a time. [`Writer`] collects the text in an array on
//! the stack. Most base strings fit into it, and the MAC then takes them in one piece. A longer
//! text is passed on whenever the array is nearly full. Nothing is allocated, and the whole text is
//! never in memory, which is good because a form may contain a password.
//!
//! Most pieces are very short. A [`ShortText`] is at most six bytes in one `u64`. To write it, all
//! eight bytes of the integer are stored, and the position then advances by the length of the
//! text. The next piece overwrites the rest. This takes the same few instructions for every length.

use zeroize::{DefaultIsZeroes, Zeroize};

use super::byte_search::first_eight;

/// The length of the array in bytes.
const BUFFER: usize = 576;
/// The most bytes that can be asked for at once.
pub(crate) const MOST_FREE: usize = 128;
/// The block length of every hash divides this number. Only whole blocks are passed on before the
/// end, because a MAC copies the rest of a block.
const BLOCK: usize = 128;

/// A buffer that passes its content on when it is nearly full.
pub(crate) struct Writer<'a> {
    buffer: Buffer,
    /// The number of bytes in the buffer that are not passed on yet.
    filled: usize,
    /// The function that receives the text in pieces.
    take: &'a mut dyn FnMut(&[u8]),
}

#[derive(Clone, Copy)]
struct Buffer([u8; BUFFER]);

impl Default for Buffer {
    fn default() -> Self {
        Self([0; BUFFER])
    }
}

/// Lets `zeroize` wipe the array with a few wide stores, not byte by byte.
impl DefaultIsZeroes for Buffer {}

/// A text of at most six bytes in one integer.
///
/// The first byte of the text is the lowest byte of the integer. The three highest bits are the
/// length.
#[derive(Clone, Copy)]
pub(crate) struct ShortText(u64);

/// The number of bytes that are stored for a [`ShortText`] of any length.
pub(crate) const SHORT_TEXT: usize = 8;

/// The position of the length: the lowest of the three highest bits.
///
/// A length of three bits is at most 7, so eight texts always fit into 64 bytes. The compiler knows
/// this and leaves out bounds checks.
const LENGTH: u32 = 61;

impl ShortText {
    /// Creates a text of at most six bytes.
    pub(crate) const fn new(bytes: &[u8]) -> Self {
        assert!(bytes.len() < 7);
        let mut word = (bytes.len() as u64) << LENGTH;
        let mut at = 0;
        while at < bytes.len() {
            word |= (bytes[at] as u64) << (8 * at);
            at += 1;
        }
        Self(word)
    }

    /// Stores the text in `bytes` at the position `at`, and returns the position where it ends.
    ///
    /// Always stores [`SHORT_TEXT`] bytes. The next text must overwrite the bytes after the end.
    #[inline(always)]
    pub(crate) fn write(self, bytes: &mut [u8], at: usize) -> usize {
        bytes[at..at + SHORT_TEXT].copy_from_slice(&self.0.to_le_bytes());
        at + (self.0 >> LENGTH) as usize
    }
}

impl<'a> Writer<'a> {
    /// Creates a writer that passes the text to `take`, piece by piece.
    #[inline]
    pub(crate) fn new(take: &'a mut dyn FnMut(&[u8])) -> Self {
        Self {
            buffer: Buffer::default(),
            filled: 0,
            take,
        }
    }

    /// Writes a text of any length.
    #[inline(always)]
    pub(crate) fn text(&mut self, text: &[u8]) {
        // Most names and values are short. Storing eight bytes is faster than copying fewer.
        if text.len() <= 8 {
            self.free()[..8].copy_from_slice(&first_eight(text).to_le_bytes());
            self.filled += text.len();
            return;
        }
        if let Some(free) = self.free().get_mut(..text.len()) {
            free.copy_from_slice(text);
            self.filled += text.len();
            return;
        }
        self.long_text(text);
    }

    /// Writes a text in parts that fit into the buffer.
    #[cold]
    fn long_text(&mut self, text: &[u8]) {
        for part in text.chunks(MOST_FREE) {
            self.free()[..part.len()].copy_from_slice(part);
            self.filled += part.len();
        }
    }

    /// Writes a text, and returns it as it lies in the buffer, so that parts of it can be
    /// replaced. Returns `None` and writes nothing if the text is too long for the buffer.
    #[inline]
    pub(crate) fn copy(&mut self, text: &[u8]) -> Option<&mut [u8]> {
        if self.filled + text.len() > BUFFER {
            self.flush();
        }
        let end = self.filled + text.len();
        let copy = self.buffer.0.get_mut(self.filled..end)?;
        copy.copy_from_slice(text);
        self.filled = end;
        Some(copy)
    }

    /// Writes a short text.
    #[inline(always)]
    pub(crate) fn short_text(&mut self, text: ShortText) {
        let written = text.write(self.free(), 0);
        self.filled += written;
    }

    /// Returns space for the next bytes of the text. Write into it, then call
    /// [`advance`](Self::advance).
    #[inline(always)]
    pub(crate) fn free(&mut self) -> &mut [u8; MOST_FREE] {
        if self.filled > BUFFER - MOST_FREE {
            self.flush();
        }
        let free = self.buffer.0[self.filled..].first_chunk_mut();
        free.expect("the buffer was flushed")
    }

    /// Makes `written` bytes of the [free](Self::free) space part of the text.
    #[inline]
    pub(crate) fn advance(&mut self, written: usize) {
        self.filled += written;
    }

    /// Passes the whole blocks on, and moves the bytes after them to the beginning of the buffer.
    #[inline(never)]
    fn flush(&mut self) {
        let blocks = self.filled - self.filled % BLOCK;
        (self.take)(&self.buffer.0[..blocks]);
        self.buffer.0.copy_within(blocks..self.filled, 0);
        self.filled -= blocks;
    }

    /// Passes the remaining bytes on. Call this once, after the last write.
    ///
    /// If `wipe` is true, the buffer is overwritten with zeros, because it contained secrets.
    #[inline]
    pub(crate) fn finish(&mut self, wipe: bool) {
        (self.take)(&self.buffer.0[..self.filled]);
        self.filled = 0;
        if wipe {
            self.buffer.zeroize();
        }
    }
}

/// Returns the text that `write` writes, as one string. It must be ASCII, as encoded text is.
///
/// `write` is called twice and must write the same text both times.
pub(crate) fn text(write: impl Fn(&mut Writer<'_>)) -> String {
    String::from_utf8(bytes(write)).expect("encoded text is ASCII")
}

/// Like [`text`], for a text that may have bytes that are not ASCII.
pub(crate) fn bytes(write: impl Fn(&mut Writer<'_>)) -> Vec<u8> {
    let give = |take: &mut dyn FnMut(&[u8])| {
        let mut writer = Writer::new(take);
        write(&mut writer);
        writer.finish(true);
    };
    // The first call counts the bytes, so that the vector never grows. A form may contain a
    // password, and a vector that grows leaves copies in freed memory.
    let mut length = 0;
    give(&mut |chunk| length += chunk.len());
    let mut bytes = Vec::with_capacity(length);
    give(&mut |chunk| bytes.extend_from_slice(chunk));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_at_any_length() {
        let text: Vec<u8> = (0..=255).cycle().take(2 * BUFFER).collect();
        for length in 0..text.len() {
            let mut output = Vec::new();
            let mut take = |chunk: &[u8]| output.extend_from_slice(chunk);
            let mut writer = Writer::new(&mut take);
            writer.text(&text[..length]);
            writer.short_text(ShortText::new(b"123456"));
            writer.short_text(ShortText::new(b""));
            writer.free()[..3].copy_from_slice(b"789");
            writer.advance(1);
            writer.free()[..MOST_FREE].copy_from_slice(&[b'8'; MOST_FREE]);
            writer.advance(MOST_FREE);
            writer.text(&text[length..]);
            writer.finish(true);
            let middle = [&b"1234567"[..], &[b'8'; MOST_FREE]].concat();
            let expected = [&text[..length], &middle, &text[length..]].concat();
            assert!(output == expected, "{length}");
        }
    }
}
