//! A text that is written piece by piece, handed on in chunks of a size that hashing likes.

use zeroize::{DefaultIsZeroes, Zeroize};

/// A chunk's bytes: a multiple of every hash's block, and small enough that writing the next one
/// overlaps with hashing this one.
const CHUNK: usize = 128;
/// What may be written behind a full chunk before it has to be handed on.
const ROOM: usize = 64;

/// Gathers what is written, without an allocation.
pub(crate) struct Writer<'a> {
    buffer: Buffer,
    filled: usize,
    take: &'a mut dyn FnMut(&[u8]),
}

#[derive(Clone, Copy)]
struct Buffer([u8; CHUNK + ROOM]);

impl Default for Buffer {
    fn default() -> Self {
        Self([0; CHUNK + ROOM])
    }
}

/// So that they are wiped in a few wide stores, and not byte by byte.
impl DefaultIsZeroes for Buffer {}

/// At most six bytes, the first one lowest, and their number in the highest bits: what is written most is
/// short, and of no fixed length.
#[derive(Clone, Copy)]
pub(crate) struct Word(u64);

/// How many bytes are written for one, however short it is.
pub(crate) const WORD: usize = 8;

/// Where the number is. Of three bits, so that the compiler knows how long eight words are at most.
const LENGTH: u32 = 61;

/// In the byte behind the text.
const MARK: u64 = 1 << 48;

/// What was written and is not yet kept.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    length: usize,
    /// Whether a word of it is marked.
    pub(crate) marked: bool,
}

impl Word {
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

    /// The same bytes, which may be kept only where something else is good as well.
    pub(crate) const fn marked(self) -> Self {
        Self(self.0 | MARK)
    }

    /// Returns where it ends. What comes next overwrites what is written beyond.
    #[inline]
    pub(crate) fn write(self, bytes: &mut [u8], at: usize) -> usize {
        bytes[at..at + WORD].copy_from_slice(&self.0.to_le_bytes());
        at + (self.0 >> LENGTH) as usize
    }
}

impl<'a> Writer<'a> {
    /// `take` gets the text, in order.
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
            self.make_room();
            let (now, later) = text.split_at(text.len().min(ROOM));
            self.buffer.0[self.filled..][..now.len()].copy_from_slice(now);
            self.filled += now.len();
            text = later;
        }
    }

    /// Writes a few bytes.
    #[inline]
    pub(crate) fn word(&mut self, word: Word) {
        self.make_room();
        self.filled = word.write(&mut self.buffer.0, self.filled);
    }

    /// Writes what `words` have for each byte of the text, of which there are eight at most; for good
    /// once it is [kept](Self::keep).
    #[inline]
    pub(crate) fn map(&mut self, text: &[u8], words: &[Word; 256]) -> Written {
        self.make_room();
        let free = self.buffer.0[self.filled..].first_chunk_mut();
        let free: &mut [u8; ROOM] = free.expect("room was made");
        let (mut length, mut all) = (0, 0);
        for &byte in text {
            let word = words[usize::from(byte)];
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
    fn make_room(&mut self) {
        if self.filled >= CHUNK {
            self.hand_on();
        }
    }

    fn hand_on(&mut self) {
        let (chunk, behind) = self.buffer.0.split_at_mut(CHUNK);
        (self.take)(chunk);
        chunk[..ROOM].copy_from_slice(behind);
        self.filled -= CHUNK;
    }

    /// Hands on what is left, once. `wipe` says that it held secrets.
    pub(crate) fn finish(&mut self, wipe: bool) {
        (self.take)(&self.buffer.0[..self.filled]);
        self.filled = 0;
        if wipe {
            self.buffer.zeroize();
        }
    }
}

/// What `write` writes, as one text.
pub(crate) fn text(write: impl Fn(&mut Writer<'_>)) -> String {
    let give = |take: &mut dyn FnMut(&[u8])| {
        let mut writer = Writer::new(take);
        write(&mut writer);
        writer.finish(true);
    };
    // Room for all at once: a form may hold a password, and growing leaves copies behind.
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
                writer.word(Word::new(word));
                let written = writer.map(b"not kept", &[Word::new(b"x").marked(); 256]);
                assert!(written.marked);
                let written = writer.map(b"12345678", &[Word::new(word); 256]);
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
