//! A session's socket as the WebSocket library wants it: reads what is there and never waits, and
//! gives what it writes (pongs, the answer to a close) to the session's queue, in one order with
//! everything else.

use super::watch::FrameWatch;
use crate::clock::Clock;
use crate::hub::outgoing::Outgoing;
use bytes::Bytes;
use std::io::{self, Read, Write};
use std::sync::Arc;
use tokio::net::TcpStream;

/// The client sent more than it may before it is signed in.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("too much before the sign-in")]
pub(super) struct TooMuch;

/// The socket of one session.
#[derive(Debug)]
pub(super) struct Stream {
    tcp: Arc<TcpStream>,
    outgoing: Arc<Outgoing>,
    clock: Arc<dyn Clock>,
    watch: FrameWatch,
    /// Bytes that may still come before the sign-in; `None`: signed in.
    allowance: Option<usize>,
}

impl Stream {
    pub(super) fn new(tcp: Arc<TcpStream>, outgoing: Arc<Outgoing>, clock: Arc<dyn Clock>) -> Self {
        Self { tcp, outgoing, clock, watch: FrameWatch::default(), allowance: None }
    }

    /// So many bytes may come before the sign-in. `first` was read together with the handshake.
    pub(super) fn allow(&mut self, bytes: usize, first: &[u8]) {
        self.allowance = Some(bytes.saturating_sub(first.len()));
        let clock = &self.clock;
        self.watch.feed(first, || clock.instant());
    }

    pub(super) fn watch(&self) -> &FrameWatch {
        &self.watch
    }

    /// The session is signed in.
    pub(super) fn lift_allowance(&mut self) {
        self.allowance = None;
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.tcp.try_read(buffer)?;
        let clock = &self.clock;
        self.watch.feed(buffer.get(..count).unwrap_or_default(), || clock.instant());
        if let Some(allowance) = &mut self.allowance {
            *allowance = allowance.checked_sub(count).ok_or_else(|| io::Error::other(TooMuch))?;
        }
        Ok(count)
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.outgoing.send(Bytes::copy_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
