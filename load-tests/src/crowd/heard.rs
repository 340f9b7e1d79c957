//! What a frame says, as far as a crowd needs it. Frequent frames are searched, not decoded:
//! decoding would cost the generator more than writing them costs the server.

use crate::wire;
use memchr::memmem;
use protocol::codec::{self, Encoding};
use protocol::generated::{Frame, Reply, event::Fact, frame, push, reply};
use std::time::Duration;

/// How a push of an event begins in JSON.
const EVENT: &[u8] = br#"{"push":{"event":{"#;
/// How the reply to a sent message goes on behind its id.
const SENT: &[u8] = br#","sent":{"#;
const REPLY: &[u8] = br#"{"reply":{"id":"#;
/// How the text of a message of ours begins.
const MARK: &[u8] = b"load:";

/// A message of a crowd: its room, its number there, when it was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marked {
    pub(crate) room: u64,
    pub(crate) number: u64,
    pub(crate) due: u64,
}

/// What a frame says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Connected,
    CaughtUp,
    /// An event with its number in the log, and the message of ours that it is.
    Event(u64, Option<Marked>),
    /// A message of one's own is at this place in the log.
    Sent(u64),
    /// Again after this time.
    Later(Duration),
    Bad(String),
    Other,
}

impl Heard {
    pub(super) fn of(payload: &[u8], encoding: Encoding) -> Self {
        let quick = match encoding {
            Encoding::Json if payload.starts_with(EVENT) => event(payload),
            Encoding::Json if payload.starts_with(REPLY) => sent(payload),
            Encoding::Json | Encoding::Proto => None,
        };
        quick.unwrap_or_else(|| match codec::decode_frame(payload, encoding) {
            Ok(frame) => Self::whole(frame),
            Err(error) => Self::Bad(format!("a frame that is none: {error}")),
        })
    }

    fn whole(frame: Frame) -> Self {
        match frame.frame {
            Some(frame::Frame::Reply(Reply { reply: Some(reply), .. })) => Self::reply(reply),
            Some(frame::Frame::Push(push)) => match push.push {
                Some(push::Push::Event(event)) => {
                    let seq = event.position.map_or(0, |position| u64::from(position.seq));
                    let text = match &event.fact {
                        Some(Fact::Posted(message)) => marked(message.text.as_bytes()),
                        Some(_) | None => None,
                    };
                    Self::Event(seq, text)
                }
                Some(push::Push::CaughtUp(_)) => Self::CaughtUp,
                Some(push::Push::ResyncRequired(_)) => {
                    Self::Bad("a member was told to fetch anew".to_owned())
                }
                Some(push::Push::Gone(_)) => Self::Bad("a member was put out".to_owned()),
                Some(_) | None => Self::Other,
            },
            Some(frame::Frame::Reply(_)) | None => Self::Other,
        }
    }

    fn reply(reply: reply::Reply) -> Self {
        match reply {
            reply::Reply::Connected(_) => Self::Connected,
            reply::Reply::Sent(sent) => {
                Self::Sent(sent.position.map_or(0, |position| u64::from(position.seq)))
            }
            reply::Reply::Error(error) => match error.retry_after_ms {
                Some(wait) => Self::Later(Duration::from_millis(u64::from(wait))),
                None => Self::Bad(format!("refused: {} {}", error.code, error.message)),
            },
            reply::Reply::Done(_) | reply::Reply::History(_) | reply::Reply::Presence(_) => {
                Self::Other
            }
        }
    }
}

fn event(payload: &[u8]) -> Option<Heard> {
    let seq = seq(payload)?;
    let text = memmem::find(payload, br#""text":"load:"#)
        .and_then(|at| marked(payload.get(at + br#""text":""#.len()..)?));
    // Without a text of ours it is worth a second look: a text may stand elsewhere.
    text.map(|marked| Heard::Event(seq, Some(marked)))
}

fn sent(payload: &[u8]) -> Option<Heard> {
    let (_, rest) = wire::digits(payload.get(REPLY.len()..)?)?;
    if rest.starts_with(SENT) { seq(rest).map(Heard::Sent) } else { None }
}

/// The first place in a log that is named.
fn seq(payload: &[u8]) -> Option<u64> {
    let at = memmem::find(payload, br#""seq":"#)?;
    wire::digits(payload.get(at + br#""seq":"#.len()..)?).map(|(seq, _)| seq)
}

/// The epoch that is named first in JSON; as it is rare, it is decoded otherwise.
pub(super) fn epoch(payload: &[u8], encoding: Encoding) -> Option<String> {
    let frame = codec::decode_frame(payload, encoding).ok()?;
    let Some(frame::Frame::Push(push)) = frame.frame else { return None };
    let Some(push::Push::Event(event)) = push.push else { return None };
    event.position.map(|position| position.epoch)
}

/// Reads `load:ROOM:NUMBER:DUE:`.
pub(crate) fn marked(text: &[u8]) -> Option<Marked> {
    let (room, rest) = wire::digits(text.strip_prefix(MARK)?)?;
    let (number, rest) = wire::digits(rest.strip_prefix(b":")?)?;
    let (due, _) = wire::digits(rest.strip_prefix(b":")?)?;
    Some(Marked { room, number, due })
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::frame as frames;
    use protocol::generated::{Event, Message, Position};

    fn frame(text: &str) -> Frame {
        let position = Position { epoch: "3f.g".to_owned(), seq: 12 };
        let message = Message { seq: 12, text: text.to_owned(), ..Message::default() };
        frames::push(push::Push::Event(Event {
            conversation_id: "c".to_owned(),
            position: Some(position),
            fact: Some(Fact::Posted(message)),
            ..Event::default()
        }))
    }

    #[test]
    fn a_searched_frame_says_what_a_decoded_one_does() {
        let marked = Marked { room: 3, number: 40, due: 1_234 };
        for encoding in Encoding::ALL {
            let of = |text| {
                let payload = codec::encode_frame(&frame(text), encoding);
                (Heard::of(&payload, encoding), epoch(&payload, encoding))
            };
            let epoch = Some("3f.g".to_owned());
            assert_eq!(of("load:3:40:1234:xx"), (Heard::Event(12, Some(marked)), epoch.clone()));
            assert_eq!(of("another"), (Heard::Event(12, None), epoch));
        }
    }

    #[test]
    fn replies_are_told_apart() {
        let sent =
            br#"{"reply":{"id":3,"sent":{"messageId":"m","position":{"epoch":"e","seq":3}}}}"#;
        assert_eq!(Heard::of(sent, Encoding::Json), Heard::Sent(3));
        let error = br#"{"reply":{"id":3,"error":{"code":"not_found","message":"no"}}}"#;
        assert_eq!(
            Heard::of(error, Encoding::Json),
            Heard::Bad("refused: not_found no".to_owned())
        );
    }
}
