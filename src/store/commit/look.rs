//! What is read under the lock before anything is written.

use super::Proposal;
use crate::store::conversations::{direct_key, kind_number, kind_of, tags_of};
use crate::store::dialect::Twice;
use crate::store::error::StoreError;
use crate::store::messages::{SENT, Sent, attachment_of, quote, sent_of};
use crate::store::sql::{Row, Sql, Statement, params};
use domain::conversation::Kind;
use domain::decision::{Change, Decision, NewMessage};
use domain::event::Heads;
use domain::ids::{ConversationId, LinkId, MessageId, PictureId, UserId};
use domain::limits::{PINS_MAX, REACTION_KINDS_MAX};
use domain::message::{Attachment, Quote};
use domain::refusal::Refusal;
use domain::text::{Description, Emoji, Name, Tag};
use domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The row of a conversation, as it will be written back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ConversationRow {
    pub(super) id: ConversationId,
    pub(super) kind: Kind,
    pub(super) name: Option<Name>,
    pub(super) description: Option<Description>,
    pub(super) read_only: bool,
    pub(super) link: Option<LinkId>,
    pub(super) picture: Option<PictureId>,
    pub(super) tags: BTreeSet<Tag>,
    pub(super) direct_key: Option<String>,
    pub(super) rules_version: i64,
    pub(super) member_count: i64,
    pub(super) heads: Heads,
    pub(super) ordinal: i64,
    pub(super) guest_ordinal: i64,
    pub(super) last_message: Option<MessageId>,
    pub(super) guest_last_message: Option<MessageId>,
    pub(super) last_at: Timestamp,
    pub(super) guest_last_at: Timestamp,
    /// As it was read, to see whether it has to be written.
    pub(super) changed: bool,
}

const LOCK: Twice = Twice {
    sqlite: "SELECT kind, name, description, read_only, link_id, picture_id, tags, direct_key, rules_version,
            member_count, seq, guest_seq, reader_seq, ordinal, guest_ordinal, last_message_id,
            guest_last_message_id, last_at, guest_last_at
        FROM conversations WHERE id = $1",
    postgres: "SELECT kind, name, description, read_only, link_id, picture_id, tags, direct_key, rules_version,
            member_count, seq, guest_seq, reader_seq, ordinal, guest_ordinal, last_message_id,
            guest_last_message_id, last_at, guest_last_at
        FROM conversations WHERE id = $1 FOR UPDATE",
};

/// Locks rows in the order of their ids. SQLite's one writer holds everything already.
pub(super) async fn lock(
    sql: &mut Sql,
    conversations: &BTreeSet<ConversationId>,
) -> Result<BTreeMap<ConversationId, ConversationRow>, StoreError> {
    let text = sql.pick(LOCK);
    let statements =
        conversations.iter().map(|id| Statement { text, params: params![*id] }).collect();
    let answers = sql.batch(statements).await?;
    conversations
        .iter()
        .zip(answers)
        .filter_map(|(id, rows)| rows.into_iter().next().map(|row| (*id, row)))
        .map(|(id, row)| Ok((id, conversation_row(id, &row)?)))
        .collect()
}

fn conversation_row(id: ConversationId, row: &Row) -> Result<ConversationRow, StoreError> {
    let tags: String = row.get(6)?;
    Ok(ConversationRow {
        id,
        kind: kind_of(row.get(0)?)?,
        name: row.get(1)?,
        description: row.get(2)?,
        read_only: row.get(3)?,
        link: row.get(4)?,
        picture: row.get(5)?,
        tags: tags_of(&tags)?,
        direct_key: row.get(7)?,
        rules_version: row.get(8)?,
        member_count: row.get(9)?,
        heads: Heads { seq: row.get(10)?, guest_seq: row.get(11)?, reader_seq: row.get(12)? },
        ordinal: row.get(13)?,
        guest_ordinal: row.get(14)?,
        last_message: row.get(15)?,
        guest_last_message: row.get(16)?,
        last_at: row.get(17)?,
        guest_last_at: row.get(18)?,
        changed: false,
    })
}

/// Makes the rows of new conversations, so that they can be locked like the others. Where a pair
/// has its direct conversation already, gives that one instead.
pub(super) async fn make_rows(
    sql: &mut Sql,
    proposals: &[Proposal],
) -> Result<BTreeMap<ConversationId, ConversationId>, StoreError> {
    const MAKE: &str = "INSERT INTO conversations (id, kind, name, description, read_only, tags, direct_key,
            created_by, created_by_external, created_at, rules_version, member_count, seq, guest_seq,
            reader_seq, ordinal, guest_ordinal, last_at, guest_last_at)
        VALUES ($1, $2, $3, $4, $5, '[]', $6, $7, $8, $9, 0, 0, 0, 0, 0, 0, 0, $9, $9)
        ON CONFLICT DO NOTHING RETURNING id";
    let mut existing = BTreeMap::new();
    for proposal in proposals {
        let Some(Change::ConversationMade(new)) = proposal.decision.changes.first() else {
            continue;
        };
        let key = new.direct.map(direct_key);
        let made = sql
            .query_opt(
                MAKE,
                params![
                    new.id,
                    kind_number(new.kind),
                    new.name.as_ref(),
                    new.description.as_ref(),
                    new.read_only,
                    key.as_ref(),
                    new.created_by,
                    new.created_by_external,
                    new.created_at,
                ],
            )
            .await?;
        if made.is_none() {
            let row = sql
                .query_opt("SELECT id FROM conversations WHERE direct_key = $1", params![key])
                .await?;
            let found: Option<ConversationId> = row.map(|row| row.get(0)).transpose()?;
            match found.filter(|found| *found != new.id) {
                Some(found) => existing.insert(new.id, found),
                // The id is this proposal's own: an earlier try, whose commit was not heard of.
                None => return Err(StoreError::Unknown(anyhow::anyhow!("it was made meanwhile"))),
            };
        }
    }
    Ok(existing)
}

/// What one decision depends on beside the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The message that its client key names already.
    pub(super) sent: Option<Sent>,
    /// What its reply quotes.
    pub(super) quote: Option<Quote>,
    /// Its attachments that may be sent.
    pub(super) attachments: Vec<Attachment>,
    /// How many attachments it names.
    pub(super) attachments_named: usize,
    /// Whether the message that it is about has lost its content, or is gone.
    pub(super) gone: bool,
    /// Whether that message is pinned.
    pub(super) pinned: bool,
    /// The kinds of reaction on that message, with their counts.
    pub(super) reactions: BTreeMap<Emoji, i64>,
    /// Whether the actor has that reaction already.
    pub(super) reacted: bool,
    /// Pinned messages of the conversation.
    pub(super) pins: usize,
    /// Whether the link can no longer be used.
    pub(super) link_ended: bool,
}

/// Reads what the decisions depend on. Client keys, which every send has, in one round trip.
pub(super) async fn facts(sql: &mut Sql, proposals: &[Proposal]) -> Result<Vec<Facts>, StoreError> {
    let mut statements = Vec::new();
    let mut owners = Vec::new();
    for (index, proposal) in proposals.iter().enumerate() {
        let decision = &proposal.decision;
        for change in &decision.changes {
            if let Change::Posted(message) = change {
                let params = params![decision.conversation, decision.actor, message.client_id];
                statements.push(Statement { text: SENT, params });
                owners.push(index);
            }
        }
    }
    let mut all = vec![Facts::default(); proposals.len()];
    for (index, rows) in owners.into_iter().zip(sql.batch(statements).await?) {
        if let (Some(facts), Some(row)) = (all.get_mut(index), rows.first()) {
            facts.sent = Some(sent_of(row)?);
        }
    }
    for (facts, proposal) in all.iter_mut().zip(proposals) {
        for change in &proposal.decision.changes {
            look_at(sql, facts, &proposal.decision, change).await?;
        }
    }
    Ok(all)
}

async fn look_at(
    sql: &mut Sql,
    facts: &mut Facts,
    decision: &Decision,
    change: &Change,
) -> Result<(), StoreError> {
    match change {
        Change::Posted(message) => look_at_post(sql, facts, decision, message).await,
        Change::Edited { message, .. } | Change::Deleted { message, .. } => {
            look_at_message(sql, facts, *message).await
        }
        Change::Reacted { message, emoji, .. } => {
            look_at_message(sql, facts, *message).await?;
            look_at_reactions(sql, facts, decision.actor, *message, emoji).await
        }
        Change::Pinned { message, .. } => {
            look_at_message(sql, facts, *message).await?;
            look_at_pins(sql, facts, decision.conversation).await
        }
        Change::LinkUsed(link) => look_at_link(sql, facts, *link, decision.at).await,
        Change::ConversationMade(_)
        | Change::System { .. }
        | Change::LinkMade(_)
        | Change::LinkRevoked => Ok(()),
    }
}

async fn look_at_post(
    sql: &mut Sql,
    facts: &mut Facts,
    decision: &Decision,
    message: &NewMessage,
) -> Result<(), StoreError> {
    const ATTACHMENT: &str =
        "SELECT id, name, media_type, bytes, width, height, preview FROM attachments
        WHERE id = $1 AND conversation_id = $2 AND uploader_id = $3 AND message_id IS NULL";
    if let Some(reply_to) = message.reply_to {
        facts.quote = quote(sql, reply_to).await?;
        facts.gone = facts.quote.as_ref().is_none_or(|quote| quote.deleted);
    }
    facts.attachments_named = message.attachments.len();
    for attachment in &message.attachments {
        let params = params![*attachment, decision.conversation, decision.actor];
        if let Some(row) = sql.query_opt(ATTACHMENT, params).await? {
            facts.attachments.push(attachment_of(&row)?);
        }
    }
    Ok(())
}

async fn look_at_message(
    sql: &mut Sql,
    facts: &mut Facts,
    message: MessageId,
) -> Result<(), StoreError> {
    let row = sql
        .query_opt("SELECT deleted_at, pinned_at FROM messages WHERE id = $1", params![message])
        .await?;
    facts.gone = true;
    if let Some(row) = row {
        facts.gone = row.get::<Option<Timestamp>>(0)?.is_some();
        facts.pinned = row.get::<Option<Timestamp>>(1)?.is_some();
    }
    Ok(())
}

async fn look_at_reactions(
    sql: &mut Sql,
    facts: &mut Facts,
    actor: Option<UserId>,
    message: MessageId,
    emoji: &Emoji,
) -> Result<(), StoreError> {
    let rows = sql
        .query(
            "SELECT emoji, COUNT(*), MAX(CASE WHEN user_id = $2 THEN 1 ELSE 0 END)
            FROM reactions WHERE message_id = $1 GROUP BY emoji",
            params![message, actor],
        )
        .await?;
    for row in rows {
        let kind: Emoji = row.get(0)?;
        if kind == *emoji {
            facts.reacted = row.get::<i64>(2)? == 1;
        }
        facts.reactions.insert(kind, row.get(1)?);
    }
    Ok(())
}

async fn look_at_pins(
    sql: &mut Sql,
    facts: &mut Facts,
    conversation: ConversationId,
) -> Result<(), StoreError> {
    let row = sql
        .query_one(
            "SELECT COUNT(*) FROM messages WHERE conversation_id = $1 AND pinned_at IS NOT NULL",
            params![conversation],
        )
        .await?;
    facts.pins = usize::try_from(row.get::<i64>(0)?).unwrap_or(usize::MAX);
    Ok(())
}

async fn look_at_link(
    sql: &mut Sql,
    facts: &mut Facts,
    link: LinkId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let open = sql
        .query_opt(
            "SELECT id FROM links WHERE id = $1 AND revoked_at IS NULL
                AND (expires_at IS NULL OR expires_at > $2)
                AND (uses_max IS NULL OR uses < uses_max)",
            params![link, now],
        )
        .await?;
    facts.link_ended = open.is_none();
    Ok(())
}

/// What says no, of what could only be seen under the lock.
pub(super) fn refusal(decision: &Decision, facts: &Facts) -> Option<Refusal> {
    decision.changes.iter().find_map(|change| match change {
        Change::Posted(message) => {
            if message.reply_to.is_some() && facts.gone {
                Some(Refusal::NotFound { what: "message" })
            } else if facts.attachments.len() < facts.attachments_named {
                Some(Refusal::NotFound { what: "attachment" })
            } else {
                None
            }
        }
        Change::Edited { .. } if facts.gone => Some(Refusal::NotFound { what: "message" }),
        Change::Reacted { emoji, on: true, .. } => {
            if facts.gone {
                Some(Refusal::NotFound { what: "message" })
            } else if !facts.reactions.contains_key(emoji)
                && facts.reactions.len() >= REACTION_KINDS_MAX
            {
                Some(Refusal::TooMany {
                    what: "kinds of reaction on a message",
                    max: REACTION_KINDS_MAX,
                })
            } else {
                None
            }
        }
        Change::Pinned { on: true, .. } => {
            if facts.gone {
                Some(Refusal::NotFound { what: "message" })
            } else if !facts.pinned && facts.pins >= PINS_MAX {
                Some(Refusal::TooMany { what: "pinned messages", max: PINS_MAX })
            } else {
                None
            }
        }
        Change::LinkUsed(_) if facts.link_ended => Some(Refusal::LinkInvalid),
        Change::ConversationMade(_)
        | Change::System { .. }
        | Change::Edited { .. }
        | Change::Deleted { .. }
        | Change::Reacted { .. }
        | Change::Pinned { .. }
        | Change::LinkMade(_)
        | Change::LinkRevoked
        | Change::LinkUsed(_) => None,
    })
}
