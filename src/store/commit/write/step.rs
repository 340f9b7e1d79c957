//! The events of a proposal whose changes are being written, as those who are live will see them.

use crate::store::commit::Proposal;
use crate::store::commit::look::{ConversationRow, Facts};
use domain::decision::NewMessage;
use domain::event::{Event, Fact, Positions};
use domain::ids::MessageId;
use domain::message::{Body, Kind, Message, System};
use domain::time::Timestamp;
use std::collections::BTreeSet;

/// A message of which only the place is known yet; it is read back whole before anyone sees it.
pub(super) fn placeholder(row: &ConversationRow, id: MessageId) -> Message {
    Message {
        id,
        conversation: row.id,
        positions: Positions::default(),
        author: None,
        sent_at: Timestamp::default(),
        client_id: None,
        body: Body::Deleted(Kind::Note),
        edited_at: None,
        reply_to: None,
        forwarded: None,
        attachments: Vec::new(),
        reactions: Vec::new(),
        mentions: BTreeSet::new(),
        mention_all: false,
        pinned: false,
    }
}

/// The proposal whose changes are being written.
pub(super) struct Step<'a> {
    pub(super) proposal: &'a Proposal,
    pub(super) at: Timestamp,
}

impl Step<'_> {
    pub(super) fn event(&self, row: &ConversationRow, positions: Positions, fact: Fact) -> Event {
        Event {
            conversation: row.id,
            positions,
            at: self.at,
            actor: self.proposal.actor.clone(),
            fact,
        }
    }

    pub(super) fn message(
        &self,
        row: &ConversationRow,
        positions: Positions,
        new: &NewMessage,
        facts: &Facts,
    ) -> Message {
        let text = new.text.clone();
        Message {
            id: new.id,
            conversation: row.id,
            positions,
            author: self.proposal.actor.clone(),
            sent_at: self.at,
            client_id: Some(new.client_id),
            body: match new.kind {
                Kind::Text => Body::Text(text),
                Kind::Note => Body::Note(text),
            },
            edited_at: None,
            reply_to: facts.quote.clone(),
            forwarded: new.forwarded.clone(),
            attachments: facts.attachments.clone(),
            reactions: Vec::new(),
            mentions: new.mentions.clone(),
            mention_all: new.mention_all,
            pinned: false,
        }
    }

    pub(super) fn system_message(
        &self,
        row: &ConversationRow,
        positions: Positions,
        id: MessageId,
        system: &System,
    ) -> Message {
        Message {
            author: self.proposal.actor.clone(),
            sent_at: self.at,
            positions,
            body: Body::System(Box::new(system.clone())),
            ..placeholder(row, id)
        }
    }
}
