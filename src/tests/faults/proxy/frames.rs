//! Sees whole frames of a WebSocket, so that pings of the server can be answered here, as some
//! proxies do: then a pong says nothing about the client, nor a silence about the server.

use crate::support::raw::{PING, PONG, frame};
use std::sync::Mutex;
use tokio::sync::Notify;

/// What is to go to the server of its own, beside what the client says.
#[derive(Debug, Default)]
pub(super) struct Pongs {
    waiting: Mutex<Vec<u8>>,
    changed: Notify,
}

impl Pongs {
    fn add(&self, payload: &[u8]) {
        self.waiting.lock().unwrap().extend(frame(PONG, payload).bytes());
        self.changed.notify_one();
    }

    /// Until there is something.
    pub(super) async fn wait(&self) {
        self.changed.notified().await;
    }

    pub(super) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.waiting.lock().unwrap())
    }
}

/// The frames of one direction, behind the heads of HTTP.
#[derive(Debug, Default)]
pub(super) struct Frames {
    bytes: Vec<u8>,
    is_behind_head: bool,
}

impl Frames {
    /// What is whole of what came. Where pings are answered, they are, and go no further.
    pub(super) fn pass(&mut self, bytes: &[u8], answered: Option<&Pongs>) -> Vec<u8> {
        self.bytes.extend(bytes);
        let mut out = Vec::new();
        if !self.is_behind_head {
            let end = self.bytes.windows(4).position(|four| four == b"\r\n\r\n");
            let Some(end) = end else { return out };
            out.extend(self.bytes.drain(..end + 4));
            self.is_behind_head = true;
        }
        while let Some((opcode, start, end)) = first(&self.bytes) {
            let whole: Vec<u8> = self.bytes.drain(..end).collect();
            match answered {
                Some(pongs) if opcode == PING => pongs.add(&whole[start..]),
                Some(_) | None => out.extend(whole),
            }
        }
        out
    }
}

/// Opcode of the first frame, where its payload begins and where it ends, if it is whole.
fn first(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (opcode, second) = (*bytes.first()? & 0x0f, *bytes.get(1)?);
    let (start, length) = match second & 0x7f {
        126 => (4, u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)),
        length => (2, u64::from(length)),
    };
    let start = start + if second & 0x80 == 0 { 0 } else { 4 };
    let end = start + usize::try_from(length).ok()?;
    (bytes.len() >= end).then_some((opcode, start, end))
}
