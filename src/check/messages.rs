//! A part of a conversation's messages against the events about them: edited, deleted, pinned,
//! reactions and their counts.

use super::Report;
use crate::store::audit::{Happened, Logged, Stored, Written};
use domain::event::Positions;
use domain::ids::{ConversationId, MessageId, UserId};
use domain::text::Emoji;
use domain::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// Messages of a part of the log, and what the events say of them so far.
#[derive(Default)]
pub(super) struct Window {
    conversation: Option<ConversationId>,
    messages: HashMap<MessageId, Folded>,
    /// The numbers of the log that it holds: after the first, up to the second.
    range: (i64, i64),
    /// Nothing is behind it: every event is about a message that was seen.
    is_last: bool,
}

/// A message as it is stored, and as its events fold.
struct Folded {
    stored: Stored,
    posted: bool,
    edited: Option<Timestamp>,
    deleted: Option<Timestamp>,
    pinned: Option<Timestamp>,
    /// Who reacted with what, and the number of the event.
    reactions: BTreeMap<(Emoji, UserId), i64>,
    unknown: bool,
}

impl Window {
    pub(super) fn of(
        conversation: ConversationId,
        messages: Vec<Stored>,
        range: (i64, i64),
        is_last: bool,
    ) -> Self {
        let fold = |stored: Stored| Folded {
            unknown: stored.written == Written::Unknown,
            stored,
            posted: false,
            edited: None,
            deleted: None,
            pinned: None,
            reactions: BTreeMap::new(),
        };
        let messages = messages.into_iter().map(|stored| (stored.id, fold(stored))).collect();
        Self { conversation: Some(conversation), messages, range, is_last }
    }

    /// Folds an event into the message that it is about.
    pub(super) fn apply(&mut self, event: &Logged, report: &mut Report) {
        let seq = event.positions.seq;
        let name = self.conversation.map(|id| id.to_string()).unwrap_or_default();
        let Some(message) = self.messages.get_mut(&event.message) else {
            let here = self.range.0 < seq && (seq <= self.range.1 || self.is_last);
            if event.happened == Happened::Posted && here {
                report.problem(format!(
                    "conversation {name}: event {seq} posted message {}, which does not exist",
                    event.message
                ));
            }
            return;
        };
        let own = message.stored.positions;
        if seen(own) != seen(event.positions) && event.happened != Happened::Unknown {
            report.problem(format!(
                "conversation {name}: event {seq} is seen by others than its message {}",
                event.message
            ));
        }
        match message.apply(event) {
            Ok(()) => (),
            Err(what) => report.problem(format!(
                "conversation {name}: event {seq} about message {} {what}",
                event.message
            )),
        }
    }

    /// Invariants 9 and 10: what is stored of the messages against the fold.
    pub(super) fn compare(
        mut self,
        reactions: Vec<(MessageId, Emoji, UserId, i64)>,
        report: &mut Report,
    ) {
        let name = self.conversation.map(|id| id.to_string()).unwrap_or_default();
        let mut wrong: Vec<(i64, MessageId, &str)> = Vec::new();
        for (message, emoji, user, seq) in reactions {
            if let Some(folded) = self.messages.get_mut(&message)
                && folded.reactions.remove(&(emoji, user)) != Some(seq)
                && !folded.unknown
            {
                let place = folded.stored.positions.seq;
                wrong.push((place, message, "has a reaction that its log does not have"));
            }
        }
        for (id, folded) in &self.messages {
            let place = folded.stored.positions.seq;
            wrong.extend(folded.differs().into_iter().map(|words| (place, *id, words)));
        }
        wrong.sort_unstable();
        for (seq, id, words) in wrong {
            report.problem(format!("conversation {name}: message {id} (number {seq}) {words}"));
        }
    }
}

fn seen(positions: Positions) -> (bool, bool) {
    (positions.guest_seq.is_some(), positions.reader_seq.is_some())
}

impl Folded {
    fn apply(&mut self, event: &Logged) -> Result<(), &'static str> {
        match &event.happened {
            Happened::Posted => {
                self.posted = true;
                let same = self.stored.positions == event.positions
                    && self.stored.sent_at == event.at
                    && self.stored.author == event.actor;
                if same { Ok(()) } else { Err("has another number, time or author than it") }
            }
            Happened::Edited => {
                self.edited = Some(event.at);
                Ok(())
            }
            Happened::Deleted => {
                self.deleted = Some(event.at);
                self.pinned = None;
                self.reactions.clear();
                Ok(())
            }
            Happened::Pinned(on) => {
                self.pinned = on.then_some(event.at);
                Ok(())
            }
            Happened::Reacted(emoji, on, count) => self.react(event, emoji, *on, *count),
            Happened::Unknown => {
                self.unknown = true;
                Ok(())
            }
        }
    }

    fn react(
        &mut self,
        event: &Logged,
        emoji: &Emoji,
        on: bool,
        count: i64,
    ) -> Result<(), &'static str> {
        let Some(actor) = event.actor else { return Err("is a reaction of nobody") };
        let key = (emoji.clone(), actor);
        if on {
            self.reactions.insert(key, event.positions.seq);
        } else {
            self.reactions.remove(&key);
        }
        let counted = self.reactions.keys().filter(|(kind, _)| kind == emoji).count();
        let right = i64::try_from(counted).is_ok_and(|counted| counted == count);
        if right || self.unknown { Ok(()) } else { Err("has a wrong count of reactions") }
    }

    /// What of the message is not what its events say.
    fn differs(&self) -> Vec<&'static str> {
        let stored = &self.stored;
        if self.unknown {
            return Vec::new();
        }
        [
            ("has no event that posted it", !self.posted),
            ("was edited at another time than by its log", stored.edited_at != self.edited),
            ("is deleted, or is not, otherwise than by its log", stored.deleted_at != self.deleted),
            ("is pinned, or is not, otherwise than by its log", stored.pinned_at != self.pinned),
            ("lacks a reaction that its log has", !self.reactions.is_empty()),
            (
                "was deleted, and something of it is still there",
                stored.deleted_at.is_some() && stored.has_content,
            ),
        ]
        .into_iter()
        .filter_map(|(words, wrong)| wrong.then_some(words))
        .collect()
    }
}
