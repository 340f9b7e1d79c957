//! Rooms of the floor: who is in them, and what is written to whom.

use super::{Clients, Mode};
use crate::wire;
use anyhow::Context as _;
use std::collections::HashMap;

/// Whose token lets into all rooms.
pub(crate) const OWNER: &str = "owner";

/// A message that was read and not delivered yet.
#[derive(Debug)]
pub(super) struct Post {
    id: u64,
    room: String,
    client_id: String,
    text: Vec<u8>,
}

#[derive(Debug, Default)]
struct Room {
    id: String,
    members: Vec<usize>,
    seq: u64,
    /// Frames that were gathered in this turn.
    gathered: Vec<u8>,
}

/// All rooms.
#[derive(Debug)]
pub(super) struct Rooms {
    mode: Mode,
    rooms: Vec<Room>,
    by_id: HashMap<String, usize>,
    /// Those in which something was gathered.
    hot: Vec<usize>,
    frame: Vec<u8>,
    payload: Vec<u8>,
}

impl Rooms {
    pub(super) fn new(mode: Mode) -> Self {
        Self {
            mode,
            rooms: Vec::new(),
            by_id: HashMap::new(),
            hot: Vec::new(),
            frame: Vec::new(),
            payload: Vec::new(),
        }
    }

    /// Makes a room; returns its id, as long as one of Parlor's.
    pub(super) fn create(&mut self) -> String {
        let id = format!("00000000-0000-7000-8000-{:012}", self.rooms.len());
        self.by_id.insert(id.clone(), self.rooms.len());
        self.rooms.push(Room { id: id.clone(), ..Room::default() });
        id
    }

    /// Does the first frame in `bytes`; returns how long it is, 0 until all of it is there.
    pub(super) fn take(
        &mut self,
        client: usize,
        bytes: &mut [u8],
        answers: &mut Vec<u8>,
        posts: &mut Vec<Post>,
    ) -> anyhow::Result<usize> {
        let Some(frame) = wire::frame(bytes)? else { return Ok(0) };
        let end = frame.payload.end;
        let payload = bytes.get_mut(frame.payload).unwrap_or_default();
        wire::unmask(payload, frame.mask.unwrap_or_default());
        match frame.opcode {
            wire::TEXT => self.command(client, payload, answers, posts)?,
            wire::CLOSE => anyhow::bail!("the client leaves"),
            _ => (),
        }
        Ok(end)
    }

    fn command(
        &mut self,
        client: usize,
        command: &[u8],
        answers: &mut Vec<u8>,
        posts: &mut Vec<Post>,
    ) -> anyhow::Result<()> {
        let id = memchr::memmem::find(command, b"\"id\":")
            .and_then(|at| wire::digits(command.get(at + 5..)?.trim_ascii_start()))
            .map_or(0, |(id, _)| id);
        if let Some(token) = wire::field(command, "token") {
            let token = std::str::from_utf8(token)?.to_owned();
            self.connect(client, id, &token, command, answers);
            return Ok(());
        }
        let text = |name| {
            let found = wire::field(command, name).context("a field is missing")?;
            anyhow::Ok(std::str::from_utf8(found)?.to_owned())
        };
        posts.push(Post {
            id,
            room: text("conversationId")?,
            client_id: text("clientId")?,
            text: wire::field(command, "text").context("no text")?.to_vec(),
        });
        Ok(())
    }

    /// Signs a session in: it is in its room, and held positions are as they were.
    fn connect(
        &mut self,
        client: usize,
        id: u64,
        token: &str,
        command: &[u8],
        answers: &mut Vec<u8>,
    ) {
        let joined = token.strip_prefix("guest.").and_then(|room| self.by_id.get(room)).copied();
        for (index, room) in self.rooms.iter_mut().enumerate() {
            if token == OWNER || joined == Some(index) {
                room.members.push(client);
            }
        }
        let connected = format!(
            concat!(
                r#"{{"reply":{{"id":{},"connected":{{"you":"#,
                r#"{{"id":"00000000-0000-7000-8000-{:012}","name":"guest"}},"#,
                r#""heartbeatSeconds":25,"serverTime":"1767225700000","#,
                r#""serverVersion":"floor"}}}}}}"#,
            ),
            id, client
        );
        wire::put(answers, wire::TEXT, connected.as_bytes(), None);
        if memchr::memmem::find(command, b"\"resume\":").is_some()
            && let Some(room) = joined.and_then(|joined| self.rooms.get(joined))
        {
            let caught_up = format!(
                concat!(
                    r#"{{"push":{{"caughtUp":{{"conversationId":"{}","#,
                    r#""position":{{"epoch":"floor.g","seq":{}}}}}}}}}"#,
                ),
                room.id, room.seq
            );
            wire::put(answers, wire::TEXT, caught_up.as_bytes(), None);
        }
    }

    /// Writes a message to all members, or gathers it. Its author gets the reply together with it.
    pub(super) fn publish(&mut self, author: usize, post: &Post, clients: &mut Clients) {
        let Some(index) = self.by_id.get(&post.room).copied() else { return };
        let Some(room) = self.rooms.get_mut(index) else { return };
        room.seq += 1;
        event(&mut self.payload, post, room.seq);
        self.frame.clear();
        wire::put(&mut self.frame, wire::TEXT, &self.payload, None);
        let reply = format!(
            concat!(
                r#"{{"reply":{{"id":{},"sent":"#,
                r#"{{"messageId":"00000000-0000-7000-8000-{:012}","#,
                r#""position":{{"epoch":"floor.g","seq":{}}},"sentAt":"1767225701000"}}}}}}"#,
            ),
            post.id, room.seq, room.seq
        );
        match self.mode {
            Mode::Direct => {
                for member in &room.members {
                    if *member == author {
                        let mut both = self.frame.clone();
                        wire::put(&mut both, wire::TEXT, reply.as_bytes(), None);
                        clients.write(author, &both);
                    } else {
                        clients.write(*member, &self.frame);
                    }
                }
            }
            Mode::Coalesce => {
                if room.gathered.is_empty() {
                    self.hot.push(index);
                }
                room.gathered.extend_from_slice(&self.frame);
                let mut answer = Vec::new();
                wire::put(&mut answer, wire::TEXT, reply.as_bytes(), None);
                clients.write(author, &answer);
            }
        }
    }

    /// Writes what was gathered.
    pub(super) fn flush(&mut self, clients: &mut Clients) {
        for index in self.hot.drain(..) {
            let Some(room) = self.rooms.get_mut(index) else { continue };
            for member in &room.members {
                clients.write(*member, &room.gathered);
            }
            room.gathered.clear();
        }
    }
}

/// A frame as Parlor's is, so that both bring the same bytes to the same reader.
fn event(payload: &mut Vec<u8>, post: &Post, seq: u64) {
    let Post { room, client_id, text, .. } = post;
    payload.clear();
    let head = format!(
        concat!(
            r#"{{"push":{{"event":{{"conversationId":"{room}","#,
            r#""position":{{"epoch":"floor.g","seq":{seq}}},"at":"1767225701000","posted":"#,
            r#"{{"id":"00000000-0000-7000-8000-{seq:012}","conversationId":"{room}","#,
            r#""seq":{seq},"kind":"MESSAGE_KIND_TEXT","author":"#,
            r#"{{"id":"00000000-0000-7000-8000-000000000000","name":"guest"}},"#,
            r#""sentAt":"1767225701000","text":""#,
        ),
        room = room,
        seq = seq
    );
    payload.extend_from_slice(head.as_bytes());
    payload.extend_from_slice(text);
    payload.extend_from_slice(format!(r#"","clientId":"{client_id}"}}}}}}}}"#).as_bytes());
}
