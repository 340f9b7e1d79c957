//! Reads a session's messages with the WebSocket library, and gives back what that takes whenever
//! nothing of a message has come: a session that only waits keeps no buffer.

use super::stream::Stream;
use domain::limits::{FRAME_BYTES_BEFORE_CONNECT_MAX, FRAME_BYTES_MAX};
use std::time::Instant;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Bytes that are read at once.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// The reading half of one session.
pub(super) struct Reader {
    stream: Stream,
    /// On the heap, and only while there is something to read.
    context: Option<Box<WebSocketContext>>,
    signed_in: bool,
}

impl Reader {
    /// `first` was read together with the handshake.
    pub(super) fn new(mut stream: Stream, first: &[u8]) -> Self {
        stream.allow(FRAME_BYTES_BEFORE_CONNECT_MAX + READ_BUFFER_BYTES, first);
        let config = config(false);
        let context =
            WebSocketContext::from_partially_read(first.to_vec(), Role::Server, Some(config));
        Self { stream, context: Some(Box::new(context)), signed_in: false }
    }

    /// Since when a message, or a frame, has begun and not ended.
    pub(super) fn unfinished_since(&self) -> Option<Instant> {
        self.stream.watch().unfinished_since()
    }

    /// The next message; an error of the kind `WouldBlock` where none is there.
    pub(super) fn read(&mut self) -> Result<Message, Error> {
        let signed_in = self.signed_in;
        let context = self.context.get_or_insert_with(|| {
            Box::new(WebSocketContext::new(Role::Server, Some(config(signed_in))))
        });
        context.read(&mut self.stream)
    }

    /// Has the library send what it answers by itself. Once a close frame was answered this always
    /// "fails", as the connection is then closed.
    pub(super) fn flush(&mut self) {
        if let Some(context) = &mut self.context {
            context.flush(&mut self.stream).ok();
        }
    }

    /// Everything that was there was read. Between two messages the library has nothing to
    /// remember.
    pub(super) fn rest(&mut self) {
        if self.unfinished_since().is_none() {
            self.context = None;
        }
    }

    /// The session has signed in: it may send larger frames.
    pub(super) fn sign_in(&mut self) {
        self.signed_in = true;
        self.stream.lift_allowance();
        if let Some(context) = &mut self.context {
            context.set_config(|changed| *changed = config(true));
        }
    }
}

fn config(signed_in: bool) -> WebSocketConfig {
    let max = if signed_in { FRAME_BYTES_MAX } else { FRAME_BYTES_BEFORE_CONNECT_MAX };
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(Some(max))
        .max_frame_size(Some(max))
}
