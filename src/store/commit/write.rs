//! What is written: the log, and the tables that are its fold, gathered for one round trip.

mod fold;
mod rows;
mod step;

use super::look::{ConversationRow, Facts};
use super::{Proposal, content_hash};
use crate::store::conversations::{kind_number, tags_text};
use crate::store::dialect::Dialect;
use crate::store::error::StoreError;
use crate::store::messages::{
    self, Detail, EVENT_DELETED, EVENT_EDITED, EVENT_PINNED, EVENT_POSTED, EVENT_REACTED,
    KIND_NOTE, KIND_SYSTEM, KIND_TEXT,
};
use crate::store::outbox;
use crate::store::sql::{Sql, Statement, Value, params};
use crate::store::words;
use domain::decision::{Change, Decision, Job, NewMessage};
use domain::event::{Event, Fact, Positions, SeenBy};
use domain::ids::{AttachmentId, ConversationId, Ids, MessageId, UserId};
use domain::message::{Body, Kind, Message, System};
use domain::text::{Emoji, Text};
use domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use step::{Step, placeholder};

/// What to write: what every message has as rows, for few statements, and what is rarer as
/// statements of its own, which run first.
#[derive(Debug)]
pub(super) struct Writes {
    dialect: Dialect,
    at: Timestamp,
    statements: Vec<Statement>,
    events: Vec<Vec<Value>>,
    messages: Vec<Vec<Value>>,
    words: Vec<Vec<Value>>,
    /// How far authors have read, once for each: of several places the last.
    reads: BTreeMap<(ConversationId, Option<UserId>), Vec<Value>>,
    conversations: Vec<Vec<Value>>,
    /// Of those of which nothing else changed.
    heads: Vec<Vec<Value>>,
    edited: Vec<MessageId>,
    deleted: Vec<MessageId>,
}

impl Writes {
    /// Nothing to write yet.
    pub(super) fn new(dialect: Dialect, at: Timestamp) -> Self {
        Self {
            dialect,
            at,
            statements: Vec::new(),
            events: Vec::new(),
            messages: Vec::new(),
            words: Vec::new(),
            reads: BTreeMap::new(),
            conversations: Vec::new(),
            heads: Vec::new(),
            edited: Vec::new(),
            deleted: Vec::new(),
        }
    }

    fn add(&mut self, text: &'static str, params: Vec<Value>) {
        self.statements.push(Statement { text, params });
    }

    /// Writes one change of a proposal. `None`: it was so already.
    pub(super) fn change(
        &mut self,
        row: &mut ConversationRow,
        proposal: &Proposal,
        change: &Change,
        facts: &Facts,
    ) -> Result<Option<Event>, StoreError> {
        let step = Step { proposal, at: proposal.decision.at };
        match change {
            Change::ConversationMade(_) => Ok(None),
            Change::Posted(message) => Ok(Some(self.posted(row, &step, message, facts))),
            Change::System { id, system } => self.system(row, &step, *id, system).map(Some),
            Change::Edited { message, text, mentions, mention_all, seen_by } => {
                let positions = self.event(row, &step, *seen_by, EVENT_EDITED, *message, None);
                self.edited(row, *message, text.as_ref(), step.at, *mention_all);
                self.mentions(row, *message, mentions);
                Ok(Some(step.event(
                    row,
                    positions,
                    Fact::Edited(Box::new(placeholder(row, *message))),
                )))
            }
            Change::Deleted { message, seen_by } => {
                if facts.gone {
                    return Ok(None);
                }
                let positions = self.event(row, &step, *seen_by, EVENT_DELETED, *message, None);
                self.deleted(*message, step.at);
                Ok(Some(step.event(row, positions, Fact::Deleted { message: *message })))
            }
            Change::Reacted { message, emoji, on, seen_by } => {
                Ok(self.reacted(row, &step, (*message, *seen_by), (emoji, *on), facts))
            }
            Change::Pinned { message, on, seen_by } => {
                if facts.pinned == *on || facts.gone {
                    return Ok(None);
                }
                let detail = Detail { emoji: None, on: *on, count: 0 };
                let positions =
                    self.event(row, &step, *seen_by, EVENT_PINNED, *message, Some(&detail));
                let pinned_at = on.then_some(step.at);
                self.add(
                    "UPDATE messages SET pinned_at = $2 WHERE id = $1",
                    params![*message, pinned_at],
                );
                Ok(Some(step.event(row, positions, Fact::Pinned { message: *message, on: *on })))
            }
            Change::LinkMade(link) => {
                self.link_made(row, &step, link);
                Ok(None)
            }
            Change::LinkRevoked => {
                self.links_revoked(row, step.at);
                row.link = None;
                row.altered = true;
                Ok(None)
            }
            Change::LinkUsed(link) => {
                self.add("UPDATE links SET uses = uses + 1 WHERE id = $1", params![*link]);
                Ok(None)
            }
        }
    }

    /// Gives an event its numbers and writes it to the log.
    fn event(
        &mut self,
        row: &mut ConversationRow,
        step: &Step<'_>,
        seen_by: SeenBy,
        kind: i64,
        message: MessageId,
        detail: Option<&Detail>,
    ) -> Positions {
        let positions = row.heads.advance(seen_by);
        row.changed = true;
        let detail = detail.and_then(|detail| serde_json::to_string(detail).ok());
        self.events.push(params![
            row.id,
            positions.seq,
            positions.guest_seq,
            positions.reader_seq,
            kind,
            step.proposal.decision.actor,
            message,
            detail,
            step.at,
        ]);
        positions
    }

    fn posted(
        &mut self,
        row: &mut ConversationRow,
        step: &Step<'_>,
        new: &NewMessage,
        facts: &Facts,
    ) -> Event {
        let (kind, seen_by) = match new.kind {
            Kind::Text => (KIND_TEXT, SeenBy::ALL),
            Kind::Note => (KIND_NOTE, SeenBy::INTERNAL),
        };
        let positions = self.event(row, step, seen_by, EVENT_POSTED, new.id, None);
        row.ordinal += 1;
        row.last_message = Some(new.id);
        row.last_at = step.at;
        if new.kind == Kind::Text {
            row.guest_ordinal += 1;
            row.guest_last_message = Some(new.id);
            row.guest_last_at = step.at;
        }
        let author = step.proposal.decision.actor;
        let forwarded =
            new.forwarded.as_ref().and_then(|origin| serde_json::to_string(origin).ok());
        self.messages.push(params![
            new.id,
            row.id,
            positions.seq,
            positions.guest_seq,
            positions.reader_seq,
            row.ordinal,
            row.guest_ordinal,
            kind,
            author,
            new.client_id,
            content_hash(new),
            new.text.as_ref(),
            Value::Null,
            new.reply_to,
            forwarded,
            new.mention_all,
            step.at,
        ]);
        self.attach(new.id, &new.attachments);
        self.add_mentions(row, new.id, positions.seq, &new.mentions);
        let author = step.proposal.actor.as_ref().map(|author| author.name.as_str());
        self.index(new.id, author.into_iter().chain(new.text.as_ref().map(Text::as_str)), facts);
        self.author_has_read(row, step, positions);
        let message = step.message(row, positions, new, facts);
        step.event(row, positions, Fact::Posted(Box::new(message)))
    }

    fn attach(&mut self, message: MessageId, attachments: &[AttachmentId]) {
        for (place, attachment) in (0_i64..).zip(attachments) {
            self.add(
                "UPDATE attachments SET message_id = $2, place = $3 WHERE id = $1",
                params![*attachment, message, place],
            );
        }
    }

    /// The words of its author's name and its text, and of its files' names (M9). On SQLite they
    /// are indexed later.
    fn index<'t>(
        &mut self,
        message: MessageId,
        texts: impl Iterator<Item = &'t str>,
        facts: &'t Facts,
    ) {
        if self.dialect == Dialect::Sqlite {
            return;
        }
        let names = facts.attachments.iter().map(|attachment| attachment.name.as_str());
        let folded = words::fold(texts.chain(names));
        if !folded.is_empty() {
            self.words.push(params![message, folded]);
        }
    }

    /// Who writes has read what stands above.
    fn author_has_read(&mut self, row: &ConversationRow, step: &Step<'_>, positions: Positions) {
        let internal = step
            .proposal
            .actor
            .as_ref()
            .is_some_and(|actor| actor.side == Some(domain::person::Side::Internal));
        let ordinal = if internal { row.ordinal } else { row.guest_ordinal };
        let reader = step.proposal.decision.actor;
        self.reads.insert((row.id, reader), params![row.id, reader, positions.seq, ordinal]);
    }

    fn edited(
        &mut self,
        row: &ConversationRow,
        message: MessageId,
        text: Option<&Text>,
        at: Timestamp,
        mention_all: bool,
    ) {
        debug_assert!(row.changed, "an edit has its event");
        self.edited.push(message);
        self.add(
            "UPDATE messages SET text = $2, edited_at = $3, mention_all = $4 WHERE id = $1",
            params![message, text, at, mention_all],
        );
    }

    fn mentions(&mut self, row: &ConversationRow, message: MessageId, users: &BTreeSet<UserId>) {
        self.add("DELETE FROM mentions WHERE message_id = $1", params![message]);
        for user in users {
            self.add(
                "INSERT INTO mentions (conversation_id, user_id, seq, message_id)
                SELECT m.conversation_id, u.id, m.seq, m.id FROM messages AS m, users AS u
                WHERE m.id = $1 AND u.id = $2",
                params![message, *user],
            );
        }
        debug_assert!(row.changed, "mentions belong to an event");
    }

    fn add_mentions(
        &mut self,
        row: &ConversationRow,
        message: MessageId,
        seq: i64,
        users: &BTreeSet<UserId>,
    ) {
        for user in users {
            self.add(
                "INSERT INTO mentions (conversation_id, user_id, seq, message_id) VALUES ($1, $2, $3, $4)",
                params![row.id, *user, seq, message],
            );
        }
    }

    /// Nothing of the content stays: text, files, reactions, mentions, words (M4). The key and the
    /// hash stay, so that sending it again still gives the first answer.
    fn deleted(&mut self, message: MessageId, at: Timestamp) {
        self.deleted.push(message);
        self.add(
            "UPDATE messages SET text = NULL, forwarded = NULL, mention_all = FALSE, deleted_at = $2,
                pinned_at = NULL WHERE id = $1",
            params![message, at],
        );
        self.add("DELETE FROM mentions WHERE message_id = $1", params![message]);
        self.add("DELETE FROM reactions WHERE message_id = $1", params![message]);
    }

    fn reacted(
        &mut self,
        row: &mut ConversationRow,
        step: &Step<'_>,
        (message, seen_by): (MessageId, SeenBy),
        (emoji, on): (&Emoji, bool),
        facts: &Facts,
    ) -> Option<Event> {
        if facts.reacted == on || facts.gone {
            return None;
        }
        let before = facts.reactions.get(emoji).copied().unwrap_or(0);
        let count = if on { before + 1 } else { before - 1 };
        let detail = Detail { emoji: Some(emoji.clone()), on, count };
        let positions = self.event(row, step, seen_by, EVENT_REACTED, message, Some(&detail));
        let actor = step.proposal.decision.actor;
        if on {
            self.add(
                "INSERT INTO reactions (message_id, emoji, user_id, seq) VALUES ($1, $2, $3, $4)",
                params![message, emoji, actor, positions.seq],
            );
        } else {
            self.add(
                "DELETE FROM reactions WHERE message_id = $1 AND emoji = $2 AND user_id = $3",
                params![message, emoji, actor],
            );
        }
        let fact = Fact::Reacted { message, emoji: emoji.clone(), on, count };
        Some(step.event(row, positions, fact))
    }

    fn system(
        &mut self,
        row: &mut ConversationRow,
        step: &Step<'_>,
        id: MessageId,
        system: &System,
    ) -> Result<Event, StoreError> {
        let positions = self.event(row, step, system.seen_by(), EVENT_POSTED, id, None);
        row.rules_version += 1;
        row.altered = true;
        let text =
            serde_json::to_string(system).map_err(|error| StoreError::Internal(error.into()))?;
        self.messages.push(params![
            id,
            row.id,
            positions.seq,
            positions.guest_seq,
            positions.reader_seq,
            row.ordinal,
            row.guest_ordinal,
            KIND_SYSTEM,
            step.proposal.decision.actor,
            Value::Null,
            Value::Null,
            Value::Null,
            text,
            Value::Null,
            Value::Null,
            false,
            step.at,
        ]);
        self.fold(row, step, system, positions.seq);
        let message = step.system_message(row, positions, id, system);
        Ok(step.event(row, positions, Fact::Posted(Box::new(message))))
    }

    /// The follow-ups of a decision that is committed.
    pub(super) fn jobs(
        &mut self,
        decision: &Decision,
        ids: &mut (dyn Ids + Send),
    ) -> Result<(), StoreError> {
        for job in &decision.jobs {
            self.statements.push(outbox::statement(job, decision.at, ids)?);
        }
        Ok(())
    }

    /// The row of a conversation, with its numbers, once for all changes of the batch.
    pub(super) fn conversation(&mut self, row: &ConversationRow) {
        if !row.changed {
            return;
        }
        let numbers = params![
            row.id,
            row.heads.seq,
            row.heads.guest_seq,
            row.heads.reader_seq,
            row.ordinal,
            row.guest_ordinal,
            row.last_message,
            row.guest_last_message,
            row.last_at,
            row.guest_last_at,
        ];
        if !row.altered {
            self.heads.push(numbers);
            return;
        }
        let mut all = numbers;
        all.extend(params![
            kind_number(row.kind),
            row.name.as_ref(),
            row.description.as_ref(),
            row.read_only,
            row.link,
            row.picture,
            tags_text(&row.tags),
            row.direct_key.as_ref(),
            row.rules_version,
            row.member_count,
        ]);
        self.conversations.push(all);
    }

    /// Runs everything. Gives the edited messages whole, as their events carry them.
    pub(super) async fn run(
        self,
        sql: &mut Sql,
        ids: &mut (dyn Ids + Send),
    ) -> Result<BTreeMap<MessageId, Message>, StoreError> {
        let Self { dialect, at, edited, deleted, .. } = &self;
        let (dialect, at, edited, deleted) = (*dialect, *at, edited.clone(), deleted.clone());
        let posted = !self.messages.is_empty();
        let statements = self.statements();
        if edited.is_empty() && deleted.is_empty() {
            sql.batch_last(statements).await?;
            if posted {
                words::catch_up(sql, words::WAITING_MAX).await?;
            }
            return Ok(BTreeMap::new());
        }
        sql.batch(statements).await?;
        for message in &deleted {
            words::remove(sql, *message).await?;
            drop_attachments(sql, *message, at, ids).await?;
        }
        let nobody = UserId::from(uuid::Uuid::nil());
        let edited = messages::by_ids(sql, &edited, nobody).await?;
        for message in &edited {
            words::remove(sql, message.id).await?;
            let folded = words::fold(texts_of(message));
            if !folded.is_empty() {
                sql.batch(words::ADD.statements(dialect, vec![params![message.id, folded]]))
                    .await?;
            }
        }
        Ok(edited.into_iter().map(|message| (message.id, message)).collect())
    }

    /// All of it, in an order in which each finds what it needs.
    fn statements(self) -> Vec<Statement> {
        let rows = [
            (rows::EVENTS, self.events),
            (rows::MESSAGES, self.messages),
            (words::ADD, self.words),
            (rows::READS, self.reads.into_values().collect()),
            (rows::CONVERSATIONS, self.conversations),
            (rows::HEADS, self.heads),
        ];
        let mut statements = self.statements;
        for (each, rows) in rows {
            statements.extend(each.statements(self.dialect, rows));
        }
        statements
    }
}

/// What of a message can be searched for.
fn texts_of(message: &Message) -> impl Iterator<Item = &str> {
    let text = match &message.body {
        Body::Text(text) | Body::Note(text) => text.as_ref().map(Text::as_str),
        Body::System(_) | Body::Deleted(_) | Body::Unsupported => None,
    };
    let names = message.attachments.iter().map(|attachment| attachment.name.as_str());
    let author = message.author.as_ref().map(|author| author.name.as_str());
    author.into_iter().chain(text).chain(names)
}

/// Takes a message's files away; those that no forwarded message shares are dropped by a job.
async fn drop_attachments(
    sql: &mut Sql,
    message: MessageId,
    at: Timestamp,
    ids: &mut (dyn Ids + Send),
) -> Result<(), StoreError> {
    let rows = sql
        .query(
            "SELECT a.file_id FROM attachments AS a WHERE a.message_id = $1 AND NOT EXISTS
                (SELECT 1 FROM attachments AS b WHERE b.file_id = a.file_id AND b.id <> a.id)",
            params![message],
        )
        .await?;
    let files: Vec<AttachmentId> =
        rows.iter().map(|row| row.get(0)).collect::<Result<_, StoreError>>()?;
    sql.execute("DELETE FROM attachments WHERE message_id = $1", params![message]).await?;
    if !files.is_empty() {
        let job = Job::DropFiles { attachments: files, pictures: Vec::new() };
        outbox::add(sql, &job, at, ids).await?;
    }
    Ok(())
}
