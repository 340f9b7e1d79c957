//! Follows the boundaries of a client's frames as its bytes pass by, for one question that the
//! WebSocket library does not answer: since when is a message unfinished? Judges nothing.

use std::time::Instant;

const FINAL: u8 = 0x80;
const OPCODE: u8 = 0x0f;
const CONTROL: u8 = 0x08;
const MASKED: u8 = 0x80;
const LENGTH: u8 = 0x7f;
const LENGTH_16: u8 = 126;
const LENGTH_64: u8 = 127;
const MASK_BYTES: usize = 4;

/// Where the bytes of one client stand between its messages.
#[derive(Debug, Default)]
pub(super) struct FrameWatch {
    /// What there is of a header: its first two bytes, how many came, how many it has.
    start: [u8; 2],
    header: usize,
    header_length: usize,
    length: u64,
    payload_left: u64,
    in_fragments: bool,
    since: Option<Instant>,
}

impl FrameWatch {
    /// Since when a message, or a frame, has begun and not ended.
    pub(super) fn unfinished_since(&self) -> Option<Instant> {
        self.since
    }

    /// Sees bytes pass.
    pub(super) fn feed(&mut self, mut bytes: &[u8], now: impl FnOnce() -> Instant) {
        while !bytes.is_empty() {
            if self.payload_left > 0 {
                let here = usize::try_from(self.payload_left).unwrap_or(usize::MAX);
                let (payload, rest) = bytes.split_at(here.min(bytes.len()));
                self.payload_left -= u64::try_from(payload.len()).unwrap_or(self.payload_left);
                bytes = rest;
            } else if let Some((byte, rest)) = bytes.split_first() {
                self.feed_header(*byte);
                bytes = rest;
            }
            if self.header == self.header_length && self.header > 0 && self.payload_left == 0 {
                self.end_frame();
            }
        }
        if self.header == 0 && !self.in_fragments {
            self.since = None;
        } else if self.since.is_none() {
            self.since = Some(now());
        }
    }

    fn feed_header(&mut self, byte: u8) {
        let at = self.header;
        if let Some(place) = self.start.get_mut(at) {
            *place = byte;
        }
        self.header += 1;
        match at {
            0 => self.header_length = usize::MAX,
            1 => {
                let mask = if byte & MASKED == 0 { 0 } else { MASK_BYTES };
                let (length, extended) = match byte & LENGTH {
                    LENGTH_16 => (0, 2),
                    LENGTH_64 => (0, 8),
                    length => (u64::from(length), 0),
                };
                self.length = length;
                self.header_length = 2 + extended + mask;
            }
            _ => {
                let [_, second] = self.start;
                let mask = if second & MASKED == 0 { 0 } else { MASK_BYTES };
                if at < self.header_length - mask {
                    self.length = (self.length << 8) | u64::from(byte);
                }
            }
        }
        if self.header == self.header_length {
            self.payload_left = self.length;
        }
    }

    fn end_frame(&mut self) {
        let [first, _] = self.start;
        self.header = 0;
        self.header_length = 0;
        // A control frame between fragments ends no message.
        if first & OPCODE < CONTROL {
            self.in_fragments = first & FINAL == 0;
        }
        if !self.in_fragments {
            self.since = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FrameWatch;
    use crate::clock::{Clock, SystemClock};

    fn check(pieces: &[&[u8]], unfinished: bool) {
        let mut watch = FrameWatch::default();
        for piece in pieces {
            watch.feed(piece, || SystemClock.instant());
        }
        assert_eq!(watch.unfinished_since().is_some(), unfinished, "{pieces:?}");
        // The same, byte by byte.
        let mut watch = FrameWatch::default();
        for byte in pieces.concat() {
            watch.feed(&[byte], || SystemClock.instant());
        }
        assert_eq!(watch.unfinished_since().is_some(), unfinished, "{pieces:?} byte by byte");
    }

    #[test]
    fn a_message_is_unfinished_from_its_first_byte_to_its_last() {
        let text = &[0x81, 0x82, 1, 2, 3, 4, b'a', b'b'][..];
        let first = &[0x01, 0x81, 1, 2, 3, 4, b'a'][..];
        let ping = &[0x89, 0x80, 1, 2, 3, 4][..];
        let last = &[0x80, 0x81, 1, 2, 3, 4, b'a'][..];
        check(&[], false);
        check(&[text], false);
        check(&[text, text, ping], false);
        check(&[&text[..1]], true);
        check(&[&text[..7]], true);
        check(&[text, &text[..3]], true);
        check(&[first], true);
        check(&[first, ping], true);
        check(&[first, ping, last], false);
        check(&[first, &ping[..2]], true);
        check(&[&[0x80]], true);
    }

    #[test]
    fn long_lengths_are_read() {
        let mut medium = vec![0x82, 0xfe, 0x01, 0x00, 1, 2, 3, 4];
        medium.extend([0; 256]);
        check(&[&medium], false);
        check(&[&medium[..medium.len() - 1]], true);
        let mut long = vec![0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4];
        long.extend(vec![0; 65_536]);
        check(&[&long], false);
        check(&[&long[..long.len() - 1]], true);
        check(&[&[0x82, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]], true);
    }
}
