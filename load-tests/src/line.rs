//! One TCP connection in an event loop: what was read in part, and what could not be written yet.
//! Both buffers are empty as a rule, so that ten thousand idle lines weigh little.

use anyhow::{Context as _, bail};
use mio::net::TcpStream;
use std::io::{ErrorKind, Read as _, Write as _};

/// Bytes that wait for one line before it is given up.
const UNSENT_MAX: usize = 64 << 20;

/// A connection.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) stream: TcpStream,
    rest: Vec<u8>,
    unsent: Vec<u8>,
}

impl Line {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, rest: Vec::new(), unsent: Vec::new() }
    }

    /// Writes, or keeps what does not fit until [`Self::flush`].
    pub(crate) fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut bytes = bytes;
        while self.unsent.is_empty() && !bytes.is_empty() {
            match self.stream.write(bytes) {
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                Err(error) => return Err(error).context("nothing can be written"),
            }
        }
        if self.unsent.len() + bytes.len() > UNSENT_MAX {
            bail!("the other side reads nothing");
        }
        self.unsent.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes what was kept.
    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        if self.unsent.is_empty() {
            return Ok(());
        }
        let unsent = std::mem::take(&mut self.unsent);
        self.write(&unsent)
    }

    /// Reads all there is. `take` gets what came and was not taken yet, and says how many bytes of
    /// it are done. `false`: the other side ended the connection.
    pub(crate) fn read(
        &mut self,
        scratch: &mut [u8],
        mut take: impl FnMut(&mut [u8]) -> anyhow::Result<usize>,
    ) -> anyhow::Result<bool> {
        loop {
            let read = match self.stream.read(scratch) {
                Ok(0) => return Ok(false),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error).context("nothing can be read"),
            };
            let is_all = read < scratch.len();
            let came = scratch.get_mut(..read).unwrap_or_default();
            if self.rest.is_empty() {
                let done = take(came)?;
                self.rest.extend_from_slice(came.get(done..).unwrap_or_default());
            } else {
                self.rest.extend_from_slice(came);
                let done = take(&mut self.rest)?;
                self.rest.drain(..done.min(self.rest.len()));
            }
            if self.rest.is_empty() {
                self.rest = Vec::new();
            }
            // A read that did not fill the buffer took all there was: the next event tells of more.
            if is_all {
                return Ok(true);
            }
        }
    }
}
