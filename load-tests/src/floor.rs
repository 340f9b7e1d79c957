//! The floor: what the operating system leaves as the price of a delivery. A server of one thread
//! that speaks just enough of the protocol for the same generator to measure it, and that does
//! nothing of what Parlor is for: it stores nothing, checks nobody, redacts nothing.
//!
//! `direct` writes a ready frame to each member, one `send()` a delivery, as soon as a message was
//! read. `coalesce` gathers the frames of a room for a turn of the event loop, and writes them
//! with one `send()` to each member. No server that delivers by TCP is below the first without
//! gathering, nor below the second with it, save by gathering for longer.

use crate::line::Line;
use anyhow::Context as _;
use clap::ValueEnum;
use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token};
use socket2::{Domain, Socket, Type};
use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;

mod http;
mod rooms;

pub(crate) use rooms::OWNER;
use rooms::Rooms;

/// Events of one turn.
const EVENTS: usize = 1_024;
/// Bytes that are read at once.
const READ_BYTES: usize = 64 << 10;
/// Connections that wait to be let in; the system may allow fewer.
const BACKLOG: i32 = 8_192;
const LISTENER: Token = Token(usize::MAX);

/// How deliveries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// One `send()` a delivery.
    Direct,
    /// One `send()` a member and turn of the event loop.
    Coalesce,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Floor {
    /// How deliveries are written.
    #[arg(long, value_enum, default_value_t = Mode::Direct)]
    pub(crate) mode: Mode,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "IP:PORT")]
    pub(crate) listen: SocketAddr,
}

/// A connection, and what it has become.
#[derive(Debug)]
struct Client {
    line: Line,
    /// It speaks WebSocket now.
    is_live: bool,
}

/// All connections.
#[derive(Debug, Default)]
struct Clients(Vec<Option<Client>>);

impl Clients {
    fn get(&mut self, id: usize) -> Option<&mut Client> {
        self.0.get_mut(id)?.as_mut()
    }

    /// Writes; whoever takes nothing more is dropped.
    fn write(&mut self, id: usize, bytes: &[u8]) {
        if self.get(id).is_some_and(|client| client.line.write(bytes).is_err()) {
            self.end(id);
        }
    }

    fn end(&mut self, id: usize) {
        if let Some(place) = self.0.get_mut(id) {
            *place = None;
        }
    }
}

/// Serves until it is killed. Says on standard output where it listens.
pub(crate) fn serve(floor: &Floor) -> anyhow::Result<()> {
    let mut listener = listen(floor.listen).context("nothing can listen there")?;
    let mut poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    let mut events = Events::with_capacity(EVENTS);
    let mut scratch = vec![0; READ_BYTES];
    let mut clients = Clients::default();
    let mut rooms = Rooms::new(floor.mode);
    loop {
        match poll.poll(&mut events, None) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            polled => polled?,
        }
        for event in &events {
            if event.token() == LISTENER {
                accept(&listener, &poll, &mut clients)?;
                continue;
            }
            let id = event.token().0;
            if event.is_writable()
                && clients.get(id).is_some_and(|client| client.line.flush().is_err())
            {
                clients.end(id);
            }
            if event.is_readable() {
                read(id, &mut clients, &mut rooms, &mut scratch);
            }
        }
        rooms.flush(&mut clients);
    }
}

/// Listens with room for everybody who comes at once.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(TcpListener::from_std(socket.into()))
}

fn accept(listener: &TcpListener, poll: &Poll, clients: &mut Clients) -> anyhow::Result<()> {
    loop {
        let mut stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error).context("nobody can be let in"),
        };
        stream.set_nodelay(true)?;
        // Numbers are not used again, so that a room never writes to somebody else.
        let token = Token(clients.0.len());
        poll.registry().register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        clients.0.push(Some(Client { line: Line::new(stream), is_live: false }));
    }
}

/// Reads what came from one client, and does it.
fn read(id: usize, clients: &mut Clients, rooms: &mut Rooms, scratch: &mut [u8]) {
    let Some(client) = clients.get(id) else { return };
    let mut is_live = client.is_live;
    let mut answers = Vec::new();
    let mut posts = Vec::new();
    let open = client.line.read(scratch, |bytes| {
        let mut done = 0;
        while let Some(rest) = bytes.get_mut(done..) {
            let taken = if is_live {
                rooms.take(id, rest, &mut answers, &mut posts)?
            } else {
                http::take(rest, rooms, &mut answers, &mut is_live)?
            };
            if taken == 0 {
                break;
            }
            done += taken;
        }
        Ok(done)
    });
    client.is_live = is_live;
    if !answers.is_empty() {
        clients.write(id, &answers);
    }
    for post in posts {
        rooms.publish(id, &post, clients);
    }
    if !matches!(open, Ok(true)) {
        clients.end(id);
    }
}
