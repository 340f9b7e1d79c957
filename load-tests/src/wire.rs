//! The frames of WebSocket (RFC 6455), as far as measuring needs them: whole messages, no
//! extensions. Written by hand because the generator and the floor may cost nearly nothing.

use anyhow::bail;
use std::ops::Range;

/// A whole message of text.
pub(crate) const TEXT: u8 = 0x1;
/// A whole message of bytes.
pub(crate) const BINARY: u8 = 0x2;
/// The end of the connection.
pub(crate) const CLOSE: u8 = 0x8;
/// A question whether the other side lives.
pub(crate) const PING: u8 = 0x9;
/// Its answer.
pub(crate) const PONG: u8 = 0xA;

/// What clients mask with. Any four bytes are as much work for the server as any others.
pub(crate) const MASK: [u8; 4] = [0x5a, 0xc3, 0x96, 0x0f];
/// The longest payload that is taken.
const PAYLOAD_MAX: usize = 16 << 20;

/// Where a frame is in the bytes that were read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) opcode: u8,
    pub(crate) mask: Option<[u8; 4]>,
    pub(crate) payload: Range<usize>,
}

/// Finds the first frame; `None` until all of it is there.
pub(crate) fn frame(bytes: &[u8]) -> anyhow::Result<Option<Frame>> {
    let Some(([first, second], rest)) = bytes.split_first_chunk::<2>() else { return Ok(None) };
    let (length, mut start) = match second & 0x7f {
        126 => match rest.first_chunk::<2>() {
            Some(length) => (usize::from(u16::from_be_bytes(*length)), 4),
            None => return Ok(None),
        },
        127 => match rest.first_chunk::<8>() {
            Some(length) => (usize::try_from(u64::from_be_bytes(*length))?, 10),
            None => return Ok(None),
        },
        length => (usize::from(length), 2),
    };
    if length > PAYLOAD_MAX || first & 0xf0 != 0x80 {
        bail!("a frame in parts, or longer than anything that is measured");
    }
    let mut mask = None;
    if second & 0x80 != 0 {
        let Some(found) = bytes.get(start..).and_then(|rest| rest.first_chunk::<4>()) else {
            return Ok(None);
        };
        mask = Some(*found);
        start += 4;
    }
    let payload = start..start + length;
    Ok((payload.end <= bytes.len()).then_some(Frame { opcode: first & 0x0f, mask, payload }))
}

/// Writes a frame behind what is there; clients mask.
pub(crate) fn put(out: &mut Vec<u8>, opcode: u8, payload: &[u8], mask: Option<[u8; 4]>) {
    let masked = if mask.is_some() { 0x80 } else { 0 };
    out.push(0x80 | opcode);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length), _) if length < 126 => out.push(masked | length),
        (_, Ok(length)) => {
            out.push(masked | 126);
            out.extend_from_slice(&length.to_be_bytes());
        }
        _ => {
            out.push(masked | 127);
            out.extend_from_slice(&u64::try_from(payload.len()).unwrap_or(u64::MAX).to_be_bytes());
        }
    }
    match mask {
        Some(mask) => {
            out.extend_from_slice(&mask);
            let start = out.len();
            out.extend_from_slice(payload);
            if let Some(payload) = out.get_mut(start..) {
                unmask(payload, mask);
            }
        }
        None => out.extend_from_slice(payload),
    }
}

/// Takes a mask off, or puts it on.
pub(crate) fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    for four in payload.chunks_mut(4) {
        for (byte, mask) in four.iter_mut().zip(mask) {
            *byte ^= mask;
        }
    }
}

/// The value of a field of text in JSON, as far as no escape is in it. It is searched for, not
/// parsed: for frames whose writer is known.
pub(crate) fn field<'a>(json: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let quoted = format!("\"{name}\":");
    let at = memchr::memmem::find(json, quoted.as_bytes())? + quoted.len();
    let value = json.get(at..)?.trim_ascii_start().strip_prefix(b"\"")?;
    value.get(..memchr::memchr(b'"', value)?)
}

/// A number in decimal digits at the beginning, and what follows.
pub(crate) fn digits(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    let (digits, rest) = bytes.split_at_checked(end)?;
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    Some((digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_each_length_are_read_as_they_were_written() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            for mask in [None, Some(MASK)] {
                let payload = vec![7; length];
                let mut bytes = Vec::new();
                put(&mut bytes, TEXT, &payload, mask);
                assert_eq!(frame(&bytes[..bytes.len() - 1]).unwrap(), None);
                bytes.push(0x81);
                let found = frame(&bytes).unwrap().unwrap();
                assert_eq!((found.opcode, found.mask), (TEXT, mask));
                assert_eq!(found.payload.end, bytes.len() - 1);
                let read = &mut bytes[found.payload];
                unmask(read, mask.unwrap_or_default());
                assert_eq!(read, payload);
            }
        }
        assert!(frame(&[0x01, 0x00]).is_err(), "a part of a message");
    }

    #[test]
    fn fields_and_digits_are_found() {
        let json = br#"{"a":1,"text": "hi 12","b":"c"}"#;
        assert_eq!(field(json, "text"), Some(&b"hi 12"[..]));
        assert_eq!(field(json, "c"), None);
        assert_eq!(digits(b"12 x"), Some((12, &b" x"[..])));
        assert_eq!(digits(b"x"), None);
    }
}
