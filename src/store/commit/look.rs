//! What is read under the lock before anything is written.

use super::Proposal;
use crate::store::conversations::{direct_key, kind_number, kind_of, tags_of};
use crate::store::dialect::Each;
use crate::store::error::StoreError;
use crate::store::messages::{Sent, attachment_of, quote, sent_at};
use crate::store::sql::{Row, Sql, Statement, Value, params};
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
    /// Whether its numbers have to be written.
    pub(super) changed: bool,
    /// Whether all of it has to be.
    pub(super) altered: bool,
}

/// In the order of their ids. On Postgres that is also the order in which they are locked: the lock
/// is the last step, above the sort.
const LOCK: Each = Each {
    sqlite: "SELECT id, kind, name, description, read_only, link_id, picture_id, tags, direct_key,
            rules_version, member_count, seq, guest_seq, reader_seq, ordinal, guest_ordinal,
            last_message_id, guest_last_message_id, last_at, guest_last_at
        FROM conversations WHERE id = ?1",
    postgres:
        "SELECT id, kind, name, description, read_only, link_id, picture_id, tags, direct_key,
            rules_version, member_count, seq, guest_seq, reader_seq, ordinal, guest_ordinal,
            last_message_id, guest_last_message_id, last_at, guest_last_at
        FROM conversations WHERE id = ANY (CAST($1 AS UUID[])) ORDER BY id FOR UPDATE",
};

/// The messages that client keys name already, with the place of the proposal that asks. The inner
/// limit has Postgres look up each key in the index, however small it thinks the table is.
const KEYS: Each = Each {
    sqlite: "SELECT ?4, id, seq, guest_seq, reader_seq, sent_at, content_hash
        FROM messages WHERE conversation_id = ?1 AND author_id = ?2 AND client_id = ?3",
    postgres: "SELECT k.place, m.id, m.seq, m.guest_seq, m.reader_seq, m.sent_at, m.content_hash
        FROM unnest(CAST($1 AS UUID[]), CAST($2 AS UUID[]), CAST($3 AS UUID[]),
                CAST($4 AS BIGINT[])) AS k (conversation_id, author_id, client_id, place)
            CROSS JOIN LATERAL (
                SELECT id, seq, guest_seq, reader_seq, sent_at, content_hash FROM messages
                WHERE conversation_id = k.conversation_id AND author_id = k.author_id
                    AND client_id = k.client_id LIMIT 1) AS m",
};

/// Locks rows in the order of their ids. SQLite's one writer holds everything already.
pub(super) async fn lock(
    sql: &mut Sql,
    conversations: BTreeSet<ConversationId>,
) -> Result<BTreeMap<ConversationId, ConversationRow>, StoreError> {
    let statements = locking(sql, conversations);
    conversation_rows(&sql.batch_first(statements).await?)
}

/// Locks the rows of the proposals' conversations, then reads what the decisions depend on: what
/// every send needs in one round trip.
pub(super) async fn lock_and_look(
    sql: &mut Sql,
    proposals: &[Proposal],
) -> Result<(BTreeMap<ConversationId, ConversationRow>, Vec<Facts>), StoreError> {
    let conversations = proposals.iter().map(|proposal| proposal.decision.conversation).collect();
    let mut statements = locking(sql, conversations);
    let locks = statements.len();
    statements.extend(KEYS.statements(sql.dialect(), keys(proposals)));
    let mut answers = sql.batch_first(statements).await?;
    let sent = answers.split_off(locks.min(answers.len()));
    let rows = conversation_rows(&answers)?;
    let mut all = vec![Facts::default(); proposals.len()];
    for row in sent.iter().flatten() {
        let place: i64 = row.get(0)?;
        let facts = usize::try_from(place).ok().and_then(|place| all.get_mut(place));
        facts.ok_or(StoreError::Corrupt("place"))?.sent = Some(sent_at(row, 1)?);
    }
    for (facts, proposal) in all.iter_mut().zip(proposals) {
        for change in &proposal.decision.changes {
            look_at(sql, facts, &proposal.decision, change).await?;
        }
    }
    Ok((rows, all))
}

fn locking(sql: &Sql, conversations: BTreeSet<ConversationId>) -> Vec<Statement> {
    LOCK.statements(sql.dialect(), conversations.into_iter().map(|id| params![id]).collect())
}

/// The keys of the messages to be posted, with the places of their proposals.
fn keys(proposals: &[Proposal]) -> Vec<Vec<Value>> {
    let mut keys = Vec::new();
    for (place, Proposal { decision, .. }) in (0_i64..).zip(proposals) {
        for change in &decision.changes {
            if let Change::Posted(message) = change {
                let client_id = message.client_id;
                keys.push(params![decision.conversation, decision.actor, client_id, place]);
            }
        }
    }
    keys
}

fn conversation_rows(
    answers: &[Vec<Row>],
) -> Result<BTreeMap<ConversationId, ConversationRow>, StoreError> {
    answers
        .iter()
        .flatten()
        .map(|row| conversation_row(row).map(|conversation| (conversation.id, conversation)))
        .collect()
}

fn conversation_row(row: &Row) -> Result<ConversationRow, StoreError> {
    let tags: String = row.get(7)?;
    Ok(ConversationRow {
        id: row.get(0)?,
        kind: kind_of(row.get(1)?)?,
        name: row.get(2)?,
        description: row.get(3)?,
        read_only: row.get(4)?,
        link: row.get(5)?,
        picture: row.get(6)?,
        tags: tags_of(&tags)?,
        direct_key: row.get(8)?,
        rules_version: row.get(9)?,
        member_count: row.get(10)?,
        heads: Heads { seq: row.get(11)?, guest_seq: row.get(12)?, reader_seq: row.get(13)? },
        ordinal: row.get(14)?,
        guest_ordinal: row.get(15)?,
        last_message: row.get(16)?,
        guest_last_message: row.get(17)?,
        last_at: row.get(18)?,
        guest_last_at: row.get(19)?,
        changed: false,
        altered: false,
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
