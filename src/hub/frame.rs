//! Finished WebSocket frames from the server: never masked, never fragmented (RFC 6455, 5.2).
//! Reading frames is not done here.

use bytes::{BufMut, Bytes, BytesMut};
use protocol::codec::{self, Encoding};
use protocol::generated::Frame;

const FINAL: u8 = 0x80;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
/// Bytes that the payload of a control frame can have.
const CONTROL_BYTES_MAX: usize = 125;
const LENGTH_16: u8 = 126;
const LENGTH_64: u8 = 127;
/// Bytes of the longest header.
const HEADER_BYTES_MAX: usize = 10;

/// A frame of ours, ready for the socket.
#[must_use]
pub fn finished(frame: &Frame, encoding: Encoding) -> Bytes {
    let mut buffer = BytesMut::new();
    append(&mut buffer, frame, encoding);
    buffer.freeze()
}

/// Appends a frame of ours, ready for the socket.
pub fn append(buffer: &mut BytesMut, frame: &Frame, encoding: Encoding) {
    let payload = codec::encode_frame(frame, encoding);
    let opcode = match encoding {
        Encoding::Json => TEXT,
        Encoding::Proto => BINARY,
    };
    buffer.reserve(HEADER_BYTES_MAX + payload.len());
    append_header(buffer, opcode, payload.len());
    buffer.put_slice(&payload);
}

/// A ping without a payload.
#[must_use]
pub fn ping() -> Bytes {
    Bytes::from_static(&[FINAL | PING, 0])
}

/// A close frame.
#[must_use]
pub fn close(code: u16, reason: &str) -> Bytes {
    let mut end = reason.len().min(CONTROL_BYTES_MAX - size_of::<u16>());
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    let reason = reason.get(..end).unwrap_or_default();
    let mut buffer = BytesMut::with_capacity(2 * size_of::<u16>() + reason.len());
    append_header(&mut buffer, CLOSE, size_of::<u16>() + reason.len());
    buffer.put_u16(code);
    buffer.put_slice(reason.as_bytes());
    buffer.freeze()
}

fn append_header(buffer: &mut BytesMut, opcode: u8, length: usize) {
    buffer.put_u8(FINAL | opcode);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(length), _) if length < LENGTH_16 => buffer.put_u8(length),
        (_, Ok(length)) => {
            buffer.put_u8(LENGTH_16);
            buffer.put_u16(length);
        }
        (_, Err(_)) => {
            buffer.put_u8(LENGTH_64);
            buffer.put_u64(u64::try_from(length).unwrap_or(u64::MAX));
        }
    }
}
