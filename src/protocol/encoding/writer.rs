//! Writes a text piece by piece, and passes it on in chunks of a size that suits hashing.

use zeroize::{DefaultIsZeroes, Zeroize};

/// The size of a chunk in bytes: a multiple of the block of every hash, and so small that the processor
/// writes the next chunk while it hashes this one.
const CHUNK: usize = 128;
/// The number of bytes that may be written after a full chunk before it must be passed on.
const OVERFLOW: usize = 64;

/// Collects written bytes in a buffer, without an allocation.
pub(crate) struct Writer<'a> {
    buffer: Buffer,
    filled: usize,
    take: &'a mut dyn FnMut(&[u8]),
}

#[derive(Clone, Copy)]
struct Buffer([u8; CHUNK + OVERFLOW]);

impl Default for Buffer {
    fn default() -> Self {
        Self([0; CHUNK + OVERFLOW])
    }
}

/// The buffer is wiped with a few wide stores, not byte by byte.
impl DefaultIsZeroes for Buffer {}

/// A text of at most six bytes in one number: the first byte is the lowest, and the length is in the
/// highest bits. Most pieces are so short, and copying a number is faster than copying a slice.
#[derive(Clone, Copy)]
pub(crate) struct ShortText(u64);

/// The number of bytes that are written for a short text, whatever its length.
pub(crate) const SHORT_TEXT: usize = 8;

/// The position of the length. It has three bits, so the compiler knows the longest length of eight texts.
const LENGTH: u32 = 61;

/// A bit in the byte after the text.
const MARK: u64 = 1 << 48;

/// Bytes that were written but may still be dropped.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    length: usize,
    /// Whether one of the short texts is marked.
    pub(crate) marked: bool,
}

impl ShortText {
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

    /// The same bytes, marked: they may be kept only after another check.
    pub(crate) const fn marked(self) -> Self {
        Self(self.0 | MARK)
    }

    /// Writes the text at a position, and returns where it ends. The next text overwrites the bytes after it.
    #[inline]
    pub(crate) fn write(self, bytes: &mut [u8], at: usize) -> usize {
        bytes[at..at + SHORT_TEXT].copy_from_slice(&self.0.to_le_bytes());
        at + (self.0 >> LENGTH) as usize
    }
}

impl<'a> Writer<'a> {
    /// Creates a writer. `take` gets the chunks in order.
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

    /// Writes the entry of `escapes` for each byte of the text, which has at most eight. The bytes count only
    /// after [`keep`](Self::keep).
    #[inline]
    pub(crate) fn map(&mut self, text: &[u8], escapes: &[ShortText; 256]) -> Written {
        self.flush_if_full();
        let free = self.buffer.0[self.filled..].first_chunk_mut();
        let free: &mut [u8; OVERFLOW] = free.expect("room was made");
        let (mut length, mut all) = (0, 0);
        for &byte in text {
            let word = escapes[usize::from(byte)];
            length = word.write(free, length);
            all |= word.0;
        }
        let marked = all & MARK != 0;
        Written { length, marked }
    }

    #[inline]
    pub(crate) fn keep(&mut self, written: Written) {
        self.filled += written.length;
    }

    #[inline]
    fn flush_if_full(&mut self) {
        if self.filled >= CHUNK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let (chunk, behind) = self.buffer.0.split_at_mut(CHUNK);
        (self.take)(chunk);
        chunk[..OVERFLOW].copy_from_slice(behind);
        self.filled -= CHUNK;
    }

    /// Passes on the rest. Call it once, at the end. `wipe` says that the text contained secrets.
    pub(crate) fn finish(&mut self, wipe: bool) {
        (self.take)(&self.buffer.0[..self.filled]);
        self.filled = 0;
        if wipe {
            self.buffer.zeroize();
        }
    }
}

/// Returns what `write` writes as one text.
pub(crate) fn text(write: impl Fn(&mut Writer<'_>)) -> String {
    let give = |take: &mut dyn FnMut(&[u8])| {
        let mut writer = Writer::new(take);
        write(&mut writer);
        writer.finish(true);
    };
    // Capacity for all bytes: a form may hold a password, and a vector that grows leaves copies in memory.
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
