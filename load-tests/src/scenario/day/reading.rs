//! What a frame says to somebody on a mixed day. Every frame is decoded: the rates are those of
//! people.

use crate::crowd::marked;
use protocol::codec::{self, Encoding};
use protocol::generated::{Frame, MessageKind, Reply, event::Fact, frame, push, reply};

/// What a frame says.
#[derive(Debug)]
pub(super) enum Read {
    Connected,
    /// A command was done.
    Done(u32),
    /// A command was refused for now.
    PutOff(u32),
    Event(Event),
    Bad(String),
    Ended(String),
    Other,
}

/// An event of a log.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) conversation: String,
    pub(super) epoch: String,
    pub(super) seq: u64,
    /// Of a message that was posted.
    pub(super) message_id: Option<String>,
    pub(super) is_note: bool,
    /// Room, number and due time of a text of ours.
    pub(super) text: Option<(u64, u64, u64)>,
}

pub(super) fn read(payload: &[u8], encoding: Encoding) -> Read {
    match codec::decode_frame(payload, encoding) {
        Ok(Frame { frame: Some(frame::Frame::Reply(Reply { id, reply: Some(reply) })) }) => {
            replied(id, reply)
        }
        Ok(Frame { frame: Some(frame::Frame::Push(push)) }) => match push.push {
            Some(push::Push::Event(event)) => Read::Event(of(event)),
            Some(push::Push::ResyncRequired(_)) => {
                Read::Bad("somebody was told to fetch anew".to_owned())
            }
            Some(push::Push::Gone(_)) => Read::Bad("somebody was put out".to_owned()),
            Some(_) | None => Read::Other,
        },
        Ok(_) => Read::Other,
        Err(error) => Read::Bad(format!("a frame that is none: {error}")),
    }
}

fn replied(id: u32, reply: reply::Reply) -> Read {
    match reply {
        reply::Reply::Connected(_) => Read::Connected,
        reply::Reply::Error(error) if error.retry_after_ms.is_some() => Read::PutOff(id),
        reply::Reply::Error(error) => {
            Read::Bad(format!("refused: {} {}", error.code, error.message))
        }
        reply::Reply::Done(_)
        | reply::Reply::Sent(_)
        | reply::Reply::History(_)
        | reply::Reply::Presence(_) => Read::Done(id),
    }
}

fn of(event: protocol::generated::Event) -> Event {
    let position = event.position.unwrap_or_default();
    let message = match event.fact {
        Some(Fact::Posted(message)) => Some(message),
        Some(_) | None => None,
    };
    let text = message.as_ref().and_then(|message| marked(message.text.as_bytes()));
    let is_note = message.as_ref().is_some_and(|message| message.kind() == MessageKind::Note);
    Event {
        conversation: event.conversation_id,
        epoch: position.epoch,
        seq: u64::from(position.seq),
        is_note,
        // System messages take no reactions.
        message_id: text.and(message).map(|message| message.id),
        text: text.map(|marked| (marked.room, marked.number, marked.due)),
    }
}
