//! Committing what was decided: many decisions in one transaction, each whole or not at all.
//!
//! First the rows of the conversations are locked, in the order of their ids, so that no two
//! batches wait for each other. In the next statements, which see everything committed before the
//! locks were had, the facts are read that a decision depends on. A decision made on older rules is
//! *stale* and goes back; a message that was sent before gets its first answer; the others get
//! their numbers. Refused and stale decisions burn none. A check and a write in one statement would
//! not do: it looks before it waits for the lock.

mod look;
mod write;

use super::error::StoreError;
use super::messages::Sent;
use super::sql::{Sql, params};
use domain::decision::{Change, Decision, NewMessage};
use domain::event::{Event, Positions};
use domain::ids::{ConversationId, Ids, MessageId, SessionId};
use domain::message::Kind;
use domain::person::Person;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use look::Facts;
use ring::digest::{SHA256, digest};
use std::collections::{BTreeMap, BTreeSet};

/// A decision that is to be committed.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What was decided.
    pub decision: Decision,
    /// The decision's actor, as events show them.
    pub actor: Option<Person>,
    /// Of which session it is, if it has a place among what that one sent: behind one that is
    /// stale, nothing of it is committed.
    pub in_order: Option<SessionId>,
}

/// What became of a proposal.
#[derive(Debug)]
pub enum Outcome {
    /// It was committed; these are its events, in their order. None: it was so already.
    Done(Vec<Event>),
    /// The message was sent before: its first answer.
    Repeated {
        /// Which message.
        message: MessageId,
        /// Its numbers.
        positions: Positions,
        /// When it was committed.
        at: Timestamp,
    },
    /// The rules changed since they were looked at: decide again.
    Stale,
    /// What could only be seen under the lock says no.
    Refused(Refusal),
    /// There is such a direct conversation already.
    Exists(ConversationId),
}

impl Proposal {
    /// What the proposal looks at or changes beside its conversation's numbers. Proposals that
    /// share one of these do not go into one batch, since what was read for the second would no
    /// longer be so.
    #[must_use]
    pub fn touches(&self) -> Vec<u128> {
        let conversation = self.decision.conversation.uuid().as_u128();
        let mut touched = Vec::new();
        for change in &self.decision.changes {
            match change {
                Change::Posted(message) => {
                    touched.push(message.client_id.uuid().as_u128());
                    touched.extend(message.reply_to.map(|id| id.uuid().as_u128()));
                    touched.extend(message.attachments.iter().map(|id| id.uuid().as_u128()));
                }
                Change::Edited { message, .. }
                | Change::Deleted { message, .. }
                | Change::Reacted { message, .. } => touched.push(message.uuid().as_u128()),
                Change::Pinned { message, .. } => {
                    touched.extend([message.uuid().as_u128(), conversation]);
                }
                Change::LinkUsed(link) => touched.push(link.uuid().as_u128()),
                Change::ConversationMade(_) => touched.push(conversation),
                Change::System { .. } | Change::LinkMade(_) | Change::LinkRevoked => (),
            }
        }
        touched
    }

    /// How many bytes of text it brings.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.decision
            .changes
            .iter()
            .map(|change| match change {
                Change::Posted(message) => {
                    message.text.as_ref().map_or(0, |text| text.as_str().len())
                }
                Change::Edited { text, .. } => text.as_ref().map_or(0, |text| text.as_str().len()),
                Change::System { .. }
                | Change::ConversationMade(_)
                | Change::Deleted { .. }
                | Change::Reacted { .. }
                | Change::Pinned { .. }
                | Change::LinkMade(_)
                | Change::LinkRevoked
                | Change::LinkUsed(_) => 0,
            })
            .sum()
    }
}

/// Commits proposals that touch different things, inside the transaction that `sql` is in. Gives
/// an outcome for each.
///
/// # Errors
/// See [`StoreError`]: then none of them was committed.
pub async fn apply(
    sql: &mut Sql,
    proposals: &[Proposal],
    ids: &mut (dyn Ids + Send),
) -> Result<Vec<Outcome>, StoreError> {
    let made = look::make_rows(sql, proposals).await?;
    let (mut rows, all_facts) = look::lock_and_look(sql, proposals).await?;
    let at = proposals.first().map(|proposal| proposal.decision.at).unwrap_or_default();
    let mut writes = write::Writes::new(sql.dialect(), at);
    let mut outcomes = Vec::with_capacity(proposals.len());
    let mut gone_back = BTreeSet::new();
    for (proposal, facts) in proposals.iter().zip(all_facts) {
        let decision = &proposal.decision;
        if proposal.in_order.is_some_and(|session| gone_back.contains(&session)) {
            outcomes.push(Outcome::Stale);
            continue;
        }
        if let Some(existing) = made.get(&decision.conversation) {
            outcomes.push(Outcome::Exists(*existing));
            continue;
        }
        let outcome = match rows.get_mut(&decision.conversation) {
            Some(row) => one(row, proposal, &facts, &mut writes)?,
            None => Outcome::Stale,
        };
        if let Outcome::Done(_) = outcome {
            writes.jobs(decision, ids)?;
        }
        if let Outcome::Stale = outcome {
            gone_back.extend(proposal.in_order);
        }
        outcomes.push(outcome);
    }
    for row in rows.values() {
        writes.conversation(row);
    }
    let edited = writes.run(sql, ids).await?;
    fill_in_edited(&mut outcomes, &edited);
    Ok(outcomes)
}

/// Whether the log has this event at this place: of a commit whose answer was lost. Locks the
/// conversation's row first, so that a transaction that is being committed is waited for.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_there(
    sql: &mut Sql,
    conversation: ConversationId,
    seq: i64,
    message: MessageId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    look::lock(sql, BTreeSet::from([conversation])).await?;
    let found = sql
        .query_opt(
            "SELECT seq FROM events
            WHERE conversation_id = $1 AND seq = $2 AND message_id = $3 AND at = $4",
            params![conversation, seq, message, at],
        )
        .await?;
    Ok(found.is_some())
}

/// Decides what becomes of one proposal, now that its conversation is locked.
fn one(
    row: &mut look::ConversationRow,
    proposal: &Proposal,
    facts: &Facts,
    writes: &mut write::Writes,
) -> Result<Outcome, StoreError> {
    let decision = &proposal.decision;
    if let Some(sent) = &facts.sent {
        return Ok(repeated(decision, sent));
    }
    if row.rules_version != decision.rules_version {
        return Ok(Outcome::Stale);
    }
    if let Some(refusal) = look::refusal(decision, facts) {
        return Ok(Outcome::Refused(refusal));
    }
    let mut events = Vec::new();
    for change in &decision.changes {
        let event = writes.change(row, proposal, change, facts)?;
        events.extend(event);
    }
    Ok(Outcome::Done(events))
}

/// The first answer again, if the content is the same (M2).
fn repeated(decision: &Decision, sent: &Sent) -> Outcome {
    let same = decision.changes.iter().any(|change| match change {
        Change::Posted(message) => content_hash(message).as_slice() == sent.content_hash,
        Change::ConversationMade(_)
        | Change::System { .. }
        | Change::Edited { .. }
        | Change::Deleted { .. }
        | Change::Reacted { .. }
        | Change::Pinned { .. }
        | Change::LinkMade(_)
        | Change::LinkRevoked
        | Change::LinkUsed(_) => false,
    });
    if same {
        Outcome::Repeated { message: sent.message, positions: sent.positions, at: sent.at }
    } else {
        Outcome::Refused(Refusal::KeyConflict)
    }
}

/// What a message is made of, as SHA-256: to tell the same message from another under one key.
#[must_use]
pub fn content_hash(message: &NewMessage) -> [u8; 32] {
    let mut content = vec![match message.kind {
        Kind::Text => 1,
        Kind::Note => 2,
    }];
    let mut part = |bytes: &[u8]| {
        content.extend(bytes.len().to_be_bytes());
        content.extend(bytes);
    };
    part(message.text.as_ref().map_or("", |text| text.as_str()).as_bytes());
    part(message.reply_to.map(|id| id.uuid().into_bytes()).unwrap_or_default().as_slice());
    part(&[u8::from(message.mention_all), u8::from(message.forwarded.is_some())]);
    for user in &message.mentions {
        part(user.uuid().as_bytes());
    }
    if message.forwarded.is_none() {
        for attachment in &message.attachments {
            part(attachment.uuid().as_bytes());
        }
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &content).as_ref());
    hash
}

/// Puts the messages that were edited, read back whole, into their events.
fn fill_in_edited(
    outcomes: &mut [Outcome],
    edited: &BTreeMap<MessageId, domain::message::Message>,
) {
    for outcome in outcomes {
        let Outcome::Done(events) = outcome else { continue };
        for event in events {
            if let domain::event::Fact::Edited(message) = &mut event.fact
                && let Some(whole) = edited.get(&message.id)
            {
                **message = whole.clone();
            }
        }
    }
}
