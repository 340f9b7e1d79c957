//! Bytes that many sockets are about to take.
//!
//! Where they are many bytes and many sockets, the system gets them once, as a file that lives in
//! memory, and each socket refers to its pages: nothing is copied into every socket anew, and what
//! waits in the sockets of slow readers is there once. The file is never written again, so that
//! what a socket still refers to stays as it was.

use bytes::Bytes;
use std::fs::File;
use std::io;
use tokio::net::TcpStream;

/// Bytes from which on a socket that refers to pages costs less than one that copies: at 4 KiB both
/// cost the same, at 16 KiB copying costs 1.6 times as much.
const BYTES_MIN: usize = 8 * 1024;
/// Sockets from which on it is worth making a file, which costs as much as a few copies.
const SOCKETS_MIN: usize = 32;

/// What many sockets get.
#[derive(Debug)]
pub struct Spread {
    bytes: Bytes,
    /// The same bytes, where sockets may refer to them.
    pages: Option<File>,
}

impl Spread {
    /// Bytes for so many sockets.
    pub(super) fn over(bytes: Bytes, sockets: usize) -> Self {
        let is_worth_it = bytes.len() >= BYTES_MIN && sockets >= SOCKETS_MIN;
        // Without descriptors or memory each socket gets its copy.
        let pages = if is_worth_it { pages(&bytes).ok() } else { None };
        Self { bytes, pages }
    }

    /// What they get.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Has a socket refer to the bytes, as many as it takes just now; `None`: it has to copy them.
    pub(super) fn lend_to(&self, socket: &TcpStream) -> Option<io::Result<usize>> {
        self.pages.as_ref().map(|pages| lend(pages, self.bytes.len(), socket))
    }
}

#[cfg(target_os = "linux")]
fn pages(bytes: &[u8]) -> io::Result<File> {
    use rustix::fs::{MemfdFlags, memfd_create};
    use std::io::Write as _;
    let mut file = File::from(memfd_create("parlor-spread", MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    Ok(file)
}

#[cfg(target_os = "linux")]
fn lend(pages: &File, bytes: usize, socket: &TcpStream) -> io::Result<usize> {
    // From the start each time: the place in the file is everybody's.
    Ok(rustix::fs::sendfile(socket, pages, Some(&mut 0), bytes)?)
}

#[cfg(not(target_os = "linux"))]
fn pages(_bytes: &[u8]) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn lend(_pages: &File, _bytes: usize, _socket: &TcpStream) -> io::Result<usize> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::hub::outgoing::{Outgoing, QueueLimits};
    use domain::ids::ConversationId;
    use std::sync::Arc;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    // Invariants 6, 13: far more than the socket takes at once, of which each part is let go
    // as soon as it was queued.
    #[tokio::test]
    async fn what_a_socket_refers_to_arrives_whole_and_in_order() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (client, server) = tokio::join!(TcpStream::connect(address), listener.accept());
        let (mut client, server) = (client.unwrap(), Arc::new(server.unwrap().0));
        let limits = QueueLimits { bytes_max: 64 << 20, ..QueueLimits::default() };
        let sink = Arc::<TcpStream>::clone(&server);
        let outgoing = Outgoing::new(sink, Arc::new(SystemClock), limits);
        let parts: Vec<Bytes> = (0..40_u8)
            .map(|number| vec![number; 10_000 * usize::from(number + 1)].into())
            .collect();
        for part in &parts {
            let spread = Spread::over(part.clone(), SOCKETS_MIN);
            assert_eq!(spread.pages.is_some(), cfg!(target_os = "linux"));
            outgoing.push_spread(&spread, ConversationId::from(uuid::Uuid::nil()));
        }
        assert!(outgoing.flush().waiting);
        let expected = parts.concat();
        let mut arrived = vec![0; expected.len()];
        let write = async {
            while outgoing.flush().waiting {
                server.writable().await.unwrap();
            }
        };
        let (read, ()) = tokio::join!(client.read_exact(&mut arrived), write);
        read.unwrap();
        assert!(arrived == expected, "something else arrived");
    }

    #[test]
    fn little_is_copied() {
        for (bytes, sockets) in [(BYTES_MIN - 1, SOCKETS_MIN), (BYTES_MIN, SOCKETS_MIN - 1)] {
            assert!(Spread::over(vec![0; bytes].into(), sockets).pages.is_none());
        }
    }
}
