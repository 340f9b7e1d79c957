//! What the client holds of a conversation: its place in the log, and which number is which
//! message.
//!
//! Decides for each event whether it is the next one, was seen before, came before the history that
//! it belongs after, or follows a hole. Does not ask the server for anything.

use protocol::generated::{Event, Message, Position, command::Held, event::Fact};
use std::collections::BTreeMap;

/// Messages whose numbers can be named in commands; older ones can be fetched again.
const KNOWN_MAX: usize = 5_000;
/// Live events kept until the history before them is there. More than that: fetch it again.
const EARLY_MAX: usize = 1_000;

/// What to do with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is the next one: show it.
    Next,
    /// It was seen before, or is kept until the history is there.
    Nothing,
    /// It does not follow what is held: the history is to be fetched anew.
    Hole,
}

#[derive(Debug, Default)]
pub(super) struct Log {
    /// `None` until the first page of history is there.
    position: Option<Position>,
    early: Vec<Event>,
    /// The ids of messages by their number.
    known: BTreeMap<u32, String>,
    more_before: bool,
}

impl Log {
    /// What to name in `connect`, if anything is held.
    pub(super) fn held(&self, conversation_id: &str) -> Option<Held> {
        let position = self.position.as_ref()?;
        Some(Held {
            conversation_id: conversation_id.to_owned(),
            epoch: position.epoch.clone(),
            seq: position.seq,
        })
    }

    /// The number of the last event that was seen; 0 before the first.
    pub(super) fn head(&self) -> u32 {
        self.position.as_ref().map_or(0, |position| position.seq)
    }

    /// Whether history was fetched and continues without a hole.
    pub(super) fn is_current(&self) -> bool {
        self.position.is_some()
    }

    /// Forgets everything: numbers of another epoch say nothing.
    pub(super) fn reset(&mut self) {
        *self = Self { early: std::mem::take(&mut self.early), ..Self::default() };
    }

    /// Takes the newest page of history; returns the events that came early and follow it.
    pub(super) fn begin(
        &mut self,
        messages: &[Message],
        position: Position,
        more_before: bool,
    ) -> Vec<Event> {
        self.known.clear();
        self.position = Some(position);
        self.note_older(messages, more_before);
        std::mem::take(&mut self.early)
    }

    /// Takes an older page of history.
    pub(super) fn note_older(&mut self, messages: &[Message], more_before: bool) {
        self.more_before = more_before;
        for message in messages {
            self.note(message);
        }
    }

    /// Takes an event.
    pub(super) fn take(&mut self, event: &Event) -> Taken {
        let Some(place) = &event.position else { return Taken::Nothing };
        let Some(held) = &mut self.position else {
            self.early.push(event.clone());
            return if self.early.len() > EARLY_MAX { self.overflow() } else { Taken::Nothing };
        };
        if place.epoch != held.epoch {
            self.early.push(event.clone());
            return Taken::Hole;
        }
        if place.seq <= held.seq {
            return Taken::Nothing;
        }
        if place.seq - held.seq > 1 {
            self.early.push(event.clone());
            return Taken::Hole;
        }
        held.seq = place.seq;
        if let Some(Fact::Posted(message)) = &event.fact {
            self.note(message);
        }
        Taken::Next
    }

    fn overflow(&mut self) -> Taken {
        self.early.clear();
        Taken::Hole
    }

    fn note(&mut self, message: &Message) {
        self.known.insert(message.seq, message.id.clone());
        if self.known.len() > KNOWN_MAX {
            self.known.pop_first();
        }
    }

    /// The id of the message with this number.
    pub(super) fn id(&self, seq: u32) -> Option<&str> {
        self.known.get(&seq).map(String::as_str)
    }

    /// The number of the message with this id.
    pub(super) fn seq(&self, id: &str) -> Option<u32> {
        self.known.iter().find(|(_, known)| *known == id).map(|(seq, _)| *seq)
    }

    /// Where an older page begins, if there is one.
    pub(super) fn before(&self) -> Option<u32> {
        self.known.keys().next().copied().filter(|_| self.more_before)
    }
}
