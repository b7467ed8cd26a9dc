//! A buffer that collects small pieces of text and passes them on in larger chunks.
//!
//! A MAC is slow if it receives a few bytes at a time. [`Writer`] collects the pieces in an array
//! and passes chunks of [`CHUNK`] bytes to a function, for example to the MAC. It does not
//! allocate.
//!
//! Most pieces are very short. A [`ShortText`] is at most six bytes in one `u64`. To write it, all
//! eight bytes of the integer are stored, and the position then advances by the length of the
//! text. The next piece overwrites the rest. This takes the same few instructions for every length.

use zeroize::{DefaultIsZeroes, Zeroize};

/// The length of a chunk in bytes. It is a multiple of the block length of every hash. It is small,
/// so that the processor can write the next chunk while it hashes this one.
const CHUNK: usize = 128;
/// The number of bytes that may be written after a full chunk before the chunk is passed on.
///
/// If the buffer has less than one full chunk, there is always space for this many bytes. So one
/// check is enough before several short texts.
const OVERFLOW: usize = 64;

/// A buffer that passes its content on in chunks.
pub(crate) struct Writer<'a> {
    buffer: Buffer,
    /// The number of bytes in the buffer that are not passed on yet.
    filled: usize,
    /// The function that receives the chunks.
    take: &'a mut dyn FnMut(&[u8]),
}

/// Space for a chunk and the bytes after it.
#[derive(Clone, Copy)]
struct Buffer([u8; CHUNK + OVERFLOW]);

impl Default for Buffer {
    fn default() -> Self {
        Self([0; CHUNK + OVERFLOW])
    }
}

/// Lets `zeroize` wipe the array with a few wide stores, not byte by byte.
impl DefaultIsZeroes for Buffer {}

/// A text of at most six bytes in one integer.
///
/// The first byte of the text is the lowest byte of the integer. The seventh byte is zero, or has
/// the mark. The three highest bits are the length.
#[derive(Clone, Copy)]
pub(crate) struct ShortText(u64);

/// The number of bytes that are stored for a [`ShortText`] of any length.
pub(crate) const SHORT_TEXT: usize = 8;

/// The position of the length: the lowest of the three highest bits.
///
/// A length of three bits is at most 7, so eight texts always fit into [`OVERFLOW`] bytes. The
/// compiler knows this and leaves out the bounds checks in [`Writer::map`].
const LENGTH: u32 = 61;

/// The bit that marks a [`ShortText`]. It is in the seventh byte, which the text does not use.
const MARK: u64 = 1 << 48;

/// The result of [`Writer::map`]: bytes that are in the buffer but not kept yet.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    /// The number of bytes.
    length: usize,
    /// Whether one of the short texts is marked.
    pub(crate) marked: bool,
}

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

    /// Returns the same text with a mark.
    ///
    /// After [`Writer::map`], the mark tells the caller that the output needs another check before
    /// it is kept.
    pub(crate) const fn marked(self) -> Self {
        Self(self.0 | MARK)
    }

    /// Stores the text in `bytes` at the position `at`, and returns the position where it ends.
    ///
    /// Always stores [`SHORT_TEXT`] bytes. The next text must overwrite the bytes after the end.
    #[inline]
    pub(crate) fn write(self, bytes: &mut [u8], at: usize) -> usize {
        bytes[at..at + SHORT_TEXT].copy_from_slice(&self.0.to_le_bytes());
        at + (self.0 >> LENGTH) as usize
    }
}

impl<'a> Writer<'a> {
    /// Creates a writer that passes its chunks to `take`, in order.
    pub(crate) fn new(take: &'a mut dyn FnMut(&[u8])) -> Self {
        Self {
            buffer: Buffer::default(),
            filled: 0,
            take,
        }
    }

    /// Writes a text of any length.
    #[inline]
    pub(crate) fn text(&mut self, text: &[u8]) {
        match self.buffer.0.get_mut(self.filled..self.filled + text.len()) {
            Some(free) => {
                free.copy_from_slice(text);
                self.filled += text.len();
            }
            None => self.long_text(text),
        }
    }

    /// Writes a text that does not fit into the buffer, in parts.
    #[cold]
    fn long_text(&mut self, mut text: &[u8]) {
        while !text.is_empty() {
            self.flush_if_full();
            let (now, later) = text.split_at(text.len().min(OVERFLOW));
            self.buffer.0[self.filled..][..now.len()].copy_from_slice(now);
            self.filled += now.len();
            text = later;
        }
    }

    /// Writes a short text.
    #[inline]
    pub(crate) fn short_text(&mut self, word: ShortText) {
        self.flush_if_full();
        self.filled = word.write(&mut self.buffer.0, self.filled);
    }

    /// Replaces each byte of `text` with its entry in `escapes` and writes the result. `text` has
    /// at most eight bytes.
    ///
    /// The next write overwrites the result unless the caller [keeps](Self::keep) it.
    #[inline]
    pub(crate) fn map(&mut self, text: &[u8], escapes: &[ShortText; 256]) -> Written {
        self.flush_if_full();
        let free = self.buffer.0[self.filled..].first_chunk_mut();
        let free: &mut [u8; OVERFLOW] = free.expect("the buffer was flushed");
        let (mut length, mut all) = (0, 0);
        for &byte in text {
            let word = escapes[usize::from(byte)];
            // Combine the bits of all texts. The mark is tested once at the end, not for each text.
            length = word.write(free, length);
            all |= word.0;
        }
        let marked = all & MARK != 0;
        Written { length, marked }
    }

    /// Keeps the result of the last [`map`](Self::map).
    #[inline]
    pub(crate) fn keep(&mut self, written: Written) {
        self.filled += written.length;
    }

    /// Makes sure that there is space for [`OVERFLOW`] bytes.
    #[inline]
    fn flush_if_full(&mut self) {
        if self.filled >= CHUNK {
            self.flush();
        }
    }

    /// Passes a full chunk on and moves the bytes after it to the beginning of the buffer.
    fn flush(&mut self) {
        let (chunk, behind) = self.buffer.0.split_at_mut(CHUNK);
        (self.take)(chunk);
        chunk[..OVERFLOW].copy_from_slice(behind);
        self.filled -= CHUNK;
    }

    /// Passes the remaining bytes on. Call this once, after the last write.
    ///
    /// If `wipe` is true, the buffer is overwritten with zeros, because it contained secrets.
    pub(crate) fn finish(&mut self, wipe: bool) {
        (self.take)(&self.buffer.0[..self.filled]);
        self.filled = 0;
        if wipe {
            self.buffer.zeroize();
        }
    }
}

/// Returns the text that `write` writes, as one string.
///
/// `write` is called twice and must write the same text both times.
pub(crate) fn text(write: impl Fn(&mut Writer<'_>)) -> String {
    let give = |take: &mut dyn FnMut(&[u8])| {
        let mut writer = Writer::new(take);
        write(&mut writer);
        writer.finish(true);
    };
    // The first call counts the bytes, so that the string never grows. A form may contain a
    // password, and a string that grows leaves copies in freed memory.
    let mut length = 0;
    give(&mut |chunk| length += chunk.len());
    let mut bytes = Vec::with_capacity(length);
    give(&mut |chunk| bytes.extend_from_slice(chunk));
    String::from_utf8(bytes).expect("encoded text is ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_at_any_length() {
        let text: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for length in 0..text.len() {
            for word in [&b""[..], b"a", b"123456"] {
                let mut output = Vec::new();
                let mut take = |chunk: &[u8]| output.extend_from_slice(chunk);
                let mut writer = Writer::new(&mut take);
                writer.text(&text[..length]);
                writer.short_text(ShortText::new(word));
                let written = writer.map(b"not kept", &[ShortText::new(b"x").marked(); 256]);
                assert!(written.marked);
                let written = writer.map(b"12345678", &[ShortText::new(word); 256]);
                assert!(!written.marked);
                writer.keep(written);
                writer.text(&text[length..]);
                writer.finish(true);
                let expected = [&text[..length], &word.repeat(9), &text[length..]].concat();
                assert_eq!(output, expected, "{length}");
            }
        }
    }
}
