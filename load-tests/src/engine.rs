//! The generator: many sessions in one event loop of one thread. It can spin instead of sleeping,
//! so that the server never pays for waking it, and it looks at a frame without decoding it where
//! that would cost more than the server did to write it.
//!
//! What a scenario does with frames is its own; see `crowd.rs` for what most of them share.

use crate::http::Address;
use crate::line::Line;
use crate::wire;
use anyhow::{Context as _, bail};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use protocol::codec::{self, Encoding};
use protocol::frame as frames;
use protocol::generated::command;
use std::collections::VecDeque;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

/// Events of one turn.
const EVENTS: usize = 1_024;
/// Bytes that are read at once: enough for many frames that came together.
const READ_BYTES: usize = 256 << 10;
/// Command ids start again behind this one; none is under way so long.
const COMMAND_ID_MAX: u32 = 1 << 30;

/// What a session said.
#[derive(Debug)]
pub(crate) enum Seen<'a> {
    /// The handshake was accepted, and the first command sent.
    Open,
    /// A frame of the protocol, encoded.
    Said(&'a [u8]),
    /// It is over.
    Ended(String),
}

#[derive(Debug)]
enum State {
    /// Not accepted yet; the first command.
    Dialing(command::Command),
    Open,
}

#[derive(Debug)]
struct Session {
    line: Line,
    state: State,
    last_id: u32,
    /// Reads nothing, as a client does that hangs.
    is_deaf: bool,
}

/// Many sessions, each with a number from 0 on.
#[derive(Debug)]
pub(crate) struct Engine {
    nodes: Vec<(SocketAddr, String)>,
    encoding: Encoding,
    poll: Poll,
    events: Events,
    sessions: Vec<Option<Session>>,
    scratch: Vec<u8>,
    out: Vec<u8>,
    /// What ended while something was written.
    ended: VecDeque<(usize, String)>,
}

impl Engine {
    /// One for these nodes of a server.
    pub(crate) fn new(nodes: &[Address], encoding: Encoding) -> anyhow::Result<Self> {
        let resolve = |node: &Address| {
            let found = std::net::ToSocketAddrs::to_socket_addrs(&node.0)?.next();
            anyhow::Ok((found.context("the server's address is none")?, node.0.clone()))
        };
        Ok(Self {
            nodes: nodes.iter().map(resolve).collect::<Result<_, _>>()?,
            encoding,
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS),
            sessions: Vec::new(),
            scratch: vec![0; READ_BYTES],
            out: Vec::new(),
            ended: VecDeque::new(),
        })
    }

    /// Begins a session, whose first command is `first`, at one node or another by `whose`; returns
    /// the session's number.
    pub(crate) fn dial(&mut self, whose: usize, first: command::Command) -> anyhow::Result<usize> {
        let node = whose.checked_rem(self.nodes.len()).and_then(|node| self.nodes.get(node));
        let (address, host) = node.context("there is no node")?;
        let mut stream = TcpStream::connect(*address).context("the server is not reached")?;
        stream.set_nodelay(true)?;
        let id = self.sessions.len();
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, Token(id), interest)?;
        let mut line = Line::new(stream);
        let protocol = self.encoding.subprotocol();
        let request = format!(
            "GET /v1/socket HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: {protocol}\r\n\r\n"
        );
        // The connection is not made yet as a rule; then this is kept until it is.
        line.write(request.as_bytes())?;
        let state = State::Dialing(first);
        self.sessions.push(Some(Session { line, state, last_id: 0, is_deaf: false }));
        Ok(id)
    }

    /// Sends a command; returns its id. A session that is over takes it and does nothing.
    pub(crate) fn send(&mut self, id: usize, command: command::Command) -> anyhow::Result<u32> {
        let Some(session) = self.sessions.get_mut(id).and_then(Option::as_mut) else {
            return Ok(0);
        };
        session.last_id = session.last_id % COMMAND_ID_MAX + 1;
        let payload =
            codec::encode_command(&frames::command(session.last_id, command), self.encoding);
        let opcode = match self.encoding {
            Encoding::Json => wire::TEXT,
            Encoding::Proto => wire::BINARY,
        };
        self.out.clear();
        wire::put(&mut self.out, opcode, &payload, Some(wire::MASK));
        let command_id = session.last_id;
        if let Err(error) = session.line.write(&self.out) {
            self.ended.push_back((id, format!("{error:#}")));
            self.end(id);
        }
        Ok(command_id)
    }

    /// Ends a session without a word, as a lost network does.
    pub(crate) fn end(&mut self, id: usize) {
        if let Some(session) = self.sessions.get_mut(id) {
            *session = None;
        }
    }

    /// Stops reading from a session.
    pub(crate) fn deafen(&mut self, id: usize) {
        if let Some(session) = self.sessions.get_mut(id).and_then(Option::as_mut) {
            session.is_deaf = true;
        }
    }

    /// Looks at all that came, waiting for it no longer than `wait`; none: spins.
    pub(crate) fn turn(
        &mut self,
        wait: Duration,
        mut see: impl FnMut(usize, Seen<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled?,
        }
        for event in &self.events {
            let id = event.token().0;
            let Some(session) = self.sessions.get_mut(id).and_then(Option::as_mut) else {
                continue;
            };
            let mut over = None;
            if event.is_writable()
                && let Err(error) = session.line.flush()
            {
                over = Some(format!("{error:#}"));
            }
            if event.is_readable() && !session.is_deaf && over.is_none() {
                let mut look = |seen: Seen<'_>| see(id, seen);
                match session.read(&mut self.scratch, self.encoding, &mut look) {
                    Ok(true) => (),
                    Ok(false) => over = Some("the connection ended".to_owned()),
                    Err(error) => over = Some(format!("{error:#}")),
                }
            }
            if let Some(why) = over {
                self.ended.push_back((id, why));
            }
        }
        while let Some((id, why)) = self.ended.pop_front() {
            self.end(id);
            see(id, Seen::Ended(why))?;
        }
        Ok(())
    }
}

impl Session {
    /// Reads what came; `false` when the connection ended.
    fn read(
        &mut self,
        scratch: &mut [u8],
        encoding: Encoding,
        see: &mut impl FnMut(Seen<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<bool> {
        let Self { line, state, last_id, .. } = self;
        let mut answers = Vec::new();
        let open = line.read(scratch, |bytes| {
            let mut done = 0;
            if let State::Dialing(first) = state {
                let Some(length) = accepted(bytes)? else { return Ok(0) };
                done = length;
                *last_id = 1;
                let command = frames::command(1, first.clone());
                let opcode = match encoding {
                    Encoding::Json => wire::TEXT,
                    Encoding::Proto => wire::BINARY,
                };
                let payload = codec::encode_command(&command, encoding);
                wire::put(&mut answers, opcode, &payload, Some(wire::MASK));
                *state = State::Open;
                see(Seen::Open)?;
            }
            while let Some(rest) = bytes.get(done..) {
                let Some(frame) = wire::frame(rest)? else { break };
                let payload = rest.get(frame.payload.clone()).unwrap_or_default();
                match frame.opcode {
                    wire::TEXT | wire::BINARY => see(Seen::Said(payload))?,
                    wire::PING => {
                        wire::put(&mut answers, wire::PONG, payload, Some(wire::MASK));
                    }
                    wire::CLOSE => bail!("closed by the server: {}", reason(payload)),
                    _ => (),
                }
                done += frame.payload.end;
            }
            Ok(done)
        });
        if !answers.is_empty() {
            line.write(&answers)?;
        }
        open
    }
}

/// How long the answer to the handshake is, once it is there; an error if it is a refusal.
fn accepted(bytes: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(end) = memchr::memmem::find(bytes, b"\r\n\r\n") else { return Ok(None) };
    if !bytes.starts_with(b"HTTP/1.1 101 ") {
        let line = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
        bail!("the handshake was refused: {}", String::from_utf8_lossy(line));
    }
    Ok(Some(end + 4))
}

/// Code and reason of a close frame.
fn reason(payload: &[u8]) -> String {
    match payload.split_first_chunk::<2>() {
        Some((code, why)) => {
            format!("{} {}", u16::from_be_bytes(*code), String::from_utf8_lossy(why))
        }
        None => "without a reason".to_owned(),
    }
}
