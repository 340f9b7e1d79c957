//! Messages: reading them in pages and by their ids, and what deciding needs to know of one. The
//! log is read in `log`; writing both is `commit`.

use super::conversations;
use super::dialect::Twice;
use super::error::StoreError;
use super::people::{PERSON_COLUMNS, person_at, person_columns, person_opt_at};
use super::sql::{Row, Sql, params};
use domain::event::{Positions, SeenBy, ViewerClass};
use domain::ids::{ClientId, ConversationId, MessageId, UserId};
use domain::limits::REACTORS_SHOWN_MAX;
use domain::message::change::Target;
use domain::message::{Attachment, Body, Forwarded, Kind, Message, Quote, Reaction, System};
use domain::person::Person;
use domain::text::{Emoji, Text};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) const KIND_TEXT: i64 = 1;
pub(super) const KIND_NOTE: i64 = 2;
pub(super) const KIND_SYSTEM: i64 = 3;

pub(super) const EVENT_POSTED: i64 = 1;
pub(super) const EVENT_EDITED: i64 = 2;
pub(super) const EVENT_DELETED: i64 = 3;
pub(super) const EVENT_REACTED: i64 = 4;
pub(super) const EVENT_PINNED: i64 = 5;

/// What of an event is not in its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Detail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) emoji: Option<Emoji>,
    pub(super) on: bool,
    #[serde(default)]
    pub(super) count: i64,
}

/// The columns of a message `m` with its author and what it quotes, from [`message_joins`]; read
/// with [`message_at`].
macro_rules! message_columns {
    () => {
        concat!(
            "m.id, m.conversation_id, m.seq, m.guest_seq, m.reader_seq, m.kind, m.sent_at,
                m.client_id, m.text, m.system, m.forwarded, m.mention_all, m.edited_at,
                m.deleted_at, m.pinned_at, q.id, q.kind, q.sent_at, q.text, q.deleted_at, ",
            person_columns!("u"),
            ", ",
            person_columns!("v")
        )
    };
}
pub(super) use message_columns;

/// What stands beside a message `m`.
macro_rules! message_joins {
    () => {
        " LEFT JOIN users AS u ON u.id = m.author_id
        LEFT JOIN messages AS q ON q.id = m.reply_to
        LEFT JOIN users AS v ON v.id = q.author_id "
    };
}
pub(super) use message_joins;

/// A message with its author and what it quotes; the conditions follow.
macro_rules! select_messages {
    ($($tail:literal),+) => {
        concat!(
            "SELECT ", message_columns!(), " FROM messages AS m ", message_joins!(), $($tail),+
        )
    };
}
const QUOTE: usize = 15;
const AUTHOR: usize = 20;
/// Counted from the first column of the quote.
const QUOTED_AUTHOR: usize = AUTHOR + PERSON_COLUMNS - QUOTE;

/// Which part of a conversation's history to read, in the numbering of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The last ones before a number.
    Before(i64),
    /// The first ones after a number.
    After(i64),
}

/// A page of the history that a class of viewers sees, oldest first, and at most `limit` long.
///
/// Where a number of external viewers stands, the log tells, which has an index for each class.
/// `viewer` is whose own reactions are marked.
///
/// # Errors
/// See [`StoreError`].
pub async fn page(
    sql: &mut Sql,
    conversation: ConversationId,
    class: ViewerClass,
    page: Page,
    limit: i64,
    viewer: UserId,
) -> Result<Vec<Message>, StoreError> {
    let (text, from) = match (class, page) {
        (ViewerClass::Internal, Page::Before(from)) => (
            select_messages!(
                "WHERE m.conversation_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3"
            ),
            from,
        ),
        (ViewerClass::Internal, Page::After(from)) => (
            select_messages!("WHERE m.conversation_id = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3"),
            from,
        ),
        (ViewerClass::Guest, Page::Before(from)) => (
            select_messages!(
                "WHERE m.conversation_id = $1 AND m.guest_seq IS NOT NULL AND m.seq < COALESCE((
                    SELECT e.seq FROM events AS e WHERE e.conversation_id = $1
                        AND e.guest_seq >= $2 ORDER BY e.guest_seq LIMIT 1), 9223372036854775807)
                ORDER BY m.seq DESC LIMIT $3"
            ),
            from,
        ),
        (ViewerClass::Guest, Page::After(from)) => (
            select_messages!(
                "WHERE m.conversation_id = $1 AND m.guest_seq IS NOT NULL AND m.seq > COALESCE((
                    SELECT e.seq FROM events AS e WHERE e.conversation_id = $1
                        AND e.guest_seq <= $2 ORDER BY e.guest_seq DESC LIMIT 1), 0)
                ORDER BY m.seq LIMIT $3"
            ),
            from,
        ),
        (ViewerClass::Reader, Page::Before(from)) => (
            select_messages!(
                "WHERE m.conversation_id = $1 AND m.reader_seq IS NOT NULL AND m.seq < COALESCE((
                    SELECT e.seq FROM events AS e WHERE e.conversation_id = $1
                        AND e.reader_seq >= $2 ORDER BY e.reader_seq LIMIT 1), 9223372036854775807)
                ORDER BY m.seq DESC LIMIT $3"
            ),
            from,
        ),
        (ViewerClass::Reader, Page::After(from)) => (
            select_messages!(
                "WHERE m.conversation_id = $1 AND m.reader_seq IS NOT NULL AND m.seq > COALESCE((
                    SELECT e.seq FROM events AS e WHERE e.conversation_id = $1
                        AND e.reader_seq <= $2 ORDER BY e.reader_seq DESC LIMIT 1), 0)
                ORDER BY m.seq LIMIT $3"
            ),
            from,
        ),
    };
    let rows = sql.query(text, params![conversation, from, limit]).await?;
    let mut messages: Vec<Message> =
        rows.iter().map(message_of).collect::<Result<_, StoreError>>()?;
    messages.sort_by_key(|message| message.positions.seq);
    complete(sql, &mut messages, viewer).await?;
    Ok(messages)
}

const BY_IDS: Twice = Twice {
    sqlite: select_messages!("WHERE m.id IN (SELECT unhex(value) FROM json_each($1))"),
    postgres: select_messages!(
        "WHERE m.id IN (SELECT CAST(value AS uuid)
            FROM json_array_elements_text(CAST(CAST($1 AS TEXT) AS json)))"
    ),
};

/// Ids as one parameter: a list in JSON, of digits alone, as both databases read them.
pub(super) fn json_ids(ids: &[impl Copy + Into<Uuid>]) -> String {
    let ids: Vec<_> = ids.iter().map(|id| format!("\"{}\"", (*id).into().simple())).collect();
    format!("[{}]", ids.join(","))
}

/// Messages by their ids, in no meaningful order; those that are not there are left out.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_ids(
    sql: &mut Sql,
    ids: &[MessageId],
    viewer: UserId,
) -> Result<Vec<Message>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql.query(sql.pick(BY_IDS), params![json_ids(ids)]).await?;
    let mut messages: Vec<Message> =
        rows.iter().map(message_of).collect::<Result<_, StoreError>>()?;
    complete(sql, &mut messages, viewer).await?;
    Ok(messages)
}

/// The messages that are pinned, the last pinned first (M10).
///
/// # Errors
/// See [`StoreError`].
pub async fn pinned(
    sql: &mut Sql,
    conversation: ConversationId,
    viewer: UserId,
) -> Result<Vec<Message>, StoreError> {
    const TEXT: &str = select_messages!(
        "WHERE m.conversation_id = $1 AND m.pinned_at IS NOT NULL ORDER BY m.pinned_at DESC"
    );
    let rows = sql.query(TEXT, params![conversation]).await?;
    let mut messages: Vec<Message> =
        rows.iter().map(message_of).collect::<Result<_, StoreError>>()?;
    complete(sql, &mut messages, viewer).await?;
    Ok(messages)
}

pub(super) fn positions_at(row: &Row, first: usize) -> Result<Positions, StoreError> {
    Ok(Positions {
        seq: row.get(first)?,
        guest_seq: row.get(first + 1)?,
        reader_seq: row.get(first + 2)?,
    })
}

fn message_of(row: &Row) -> Result<Message, StoreError> {
    message_at(row, 0)
}

/// Reads a message whose columns begin at `first`. Its files, reactions and mentions are added by
/// [`complete`].
pub(super) fn message_at(row: &Row, first: usize) -> Result<Message, StoreError> {
    let deleted: Option<Timestamp> = row.get(first + 13)?;
    let text: Option<Text> = row.get(first + 8)?;
    let system: Option<String> = row.get(first + 9)?;
    let forwarded: Option<String> = row.get(first + 10)?;
    let pinned: Option<Timestamp> = row.get(first + 14)?;
    let kind: i64 = row.get(first + 5)?;
    let body = match (kind, deleted) {
        (KIND_TEXT, Some(_)) => Body::Deleted(Kind::Text),
        (KIND_NOTE, Some(_)) => Body::Deleted(Kind::Note),
        (KIND_TEXT, None) => Body::Text(text),
        (KIND_NOTE, None) => Body::Note(text),
        (KIND_SYSTEM, _) => system.and_then(|text| system_of(&text)).unwrap_or(Body::Unsupported),
        _ => Body::Unsupported,
    };
    if matches!(body, Body::Unsupported) {
        return unsupported(row, first);
    }
    Ok(Message {
        id: row.get(first)?,
        conversation: row.get(first + 1)?,
        positions: positions_at(row, first + 2)?,
        author: person_opt_at(row, first + AUTHOR)?,
        sent_at: row.get(first + 6)?,
        client_id: row.get(first + 7)?,
        body,
        edited_at: row.get(first + 12)?,
        reply_to: quote_at(row, first + QUOTE)?,
        // One that cannot be read says still that it was forwarded.
        forwarded: forwarded.map(|text| {
            serde_json::from_str(&text).unwrap_or(Forwarded { author: None, sent_at: None })
        }),
        attachments: Vec::new(),
        reactions: Vec::new(),
        mentions: std::collections::BTreeSet::new(),
        mention_all: row.get(first + 11)?,
        pinned: pinned.is_some(),
    })
}

/// `None` for what a newer server says.
fn system_of(text: &str) -> Option<Body> {
    serde_json::from_str::<System>(text).ok().map(|system| Body::System(Box::new(system)))
}

/// The place of a message that this server cannot read: nothing of it is shown, for nobody here
/// knows who may see what.
fn unsupported(row: &Row, first: usize) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.get(first)?,
        conversation: row.get(first + 1)?,
        positions: positions_at(row, first + 2)?,
        author: person_opt_at(row, first + AUTHOR)?,
        sent_at: row.get(first + 6)?,
        client_id: None,
        body: Body::Unsupported,
        edited_at: None,
        reply_to: None,
        forwarded: None,
        attachments: Vec::new(),
        reactions: Vec::new(),
        mentions: std::collections::BTreeSet::new(),
        mention_all: false,
        pinned: false,
    })
}

/// Whether it is one of the kinds that people write and this server knows.
fn is_by_people(kind: i64) -> bool {
    kind == KIND_TEXT || kind == KIND_NOTE
}

/// A quote as the quoted message is now (M4), of the columns from `first` on. What is
/// of no known kind is kept from external viewers as a note is.
fn quote_at(row: &Row, first: usize) -> Result<Option<Quote>, StoreError> {
    let Some(message) = row.get::<Option<MessageId>>(first)? else { return Ok(None) };
    let kind: i64 = row.get(first + 1)?;
    let text: Option<Text> = row.get(first + 3)?;
    let deleted: Option<Timestamp> = row.get(first + 4)?;
    Ok(Some(Quote {
        message,
        author: person_opt_at(row, first + QUOTED_AUTHOR)?,
        sent_at: row.get(first + 2)?,
        excerpt: text
            .filter(|_| deleted.is_none() && is_by_people(kind))
            .map(|text| text.excerpt()),
        deleted: deleted.is_some(),
        note: kind != KIND_TEXT && kind != KIND_SYSTEM,
    }))
}

/// What a reply to `message` quotes, as it is now.
///
/// # Errors
/// See [`StoreError`].
pub(super) async fn quote(sql: &mut Sql, message: MessageId) -> Result<Option<Quote>, StoreError> {
    const TEXT: &str = concat!(
        "SELECT m.kind, m.sent_at, m.text, m.deleted_at, ",
        person_columns!("u"),
        " FROM messages AS m LEFT JOIN users AS u ON u.id = m.author_id WHERE m.id = $1"
    );
    let Some(row) = sql.query_opt(TEXT, params![message]).await? else { return Ok(None) };
    let kind: i64 = row.get(0)?;
    let text: Option<Text> = row.get(2)?;
    let deleted: Option<Timestamp> = row.get(3)?;
    Ok(Some(Quote {
        message,
        author: person_opt_at(&row, 4)?,
        sent_at: row.get(1)?,
        excerpt: text
            .filter(|_| deleted.is_none() && is_by_people(kind))
            .map(|text| text.excerpt()),
        deleted: deleted.is_some(),
        note: kind != KIND_TEXT && kind != KIND_SYSTEM,
    }))
}

/// What belongs to messages: reactions (1), files (2) and mentions (3), by message and in order.
macro_rules! select_parts {
    ($wanted:literal) => {
        concat!(
            "WITH wanted AS (",
            $wanted,
            ")
            SELECT 1 AS part, r.message_id, r.first_seq, r.seq, ",
            person_columns!("u"),
            ", r.emoji, r.total, r.mine, NULL, NULL
            FROM (
                SELECT x.message_id, x.emoji, x.user_id, x.seq,
                    COUNT(*) OVER (PARTITION BY x.message_id, x.emoji) AS total,
                    MAX(CASE WHEN x.user_id = $2 THEN 1 ELSE 0 END)
                        OVER (PARTITION BY x.message_id, x.emoji) AS mine,
                    MIN(x.seq) OVER (PARTITION BY x.message_id, x.emoji) AS first_seq,
                    ROW_NUMBER() OVER (PARTITION BY x.message_id, x.emoji ORDER BY x.seq) AS place
                FROM wanted AS w CROSS JOIN reactions AS x WHERE x.message_id = w.id
            ) AS r JOIN users AS u ON u.id = r.user_id
            WHERE r.place <= $3
            UNION ALL
            SELECT 2, a.message_id, a.place, NULL, a.id, a.name, NULL, NULL, NULL,
                a.media_type, a.bytes, a.width, a.height, a.preview
            FROM wanted AS w CROSS JOIN attachments AS a WHERE a.message_id = w.id
            UNION ALL
            SELECT 3, t.message_id, NULL, NULL, t.user_id, NULL, NULL, NULL, NULL,
                NULL, NULL, NULL, NULL, NULL
            FROM wanted AS w CROSS JOIN mentions AS t WHERE t.message_id = w.id
            ORDER BY 1, 3, 4"
        )
    };
}
const PARTS: Twice = Twice {
    sqlite: select_parts!("SELECT unhex(value) AS id FROM json_each($1)"),
    postgres: select_parts!(
        "SELECT CAST(value AS uuid) AS id
            FROM json_array_elements_text(CAST(CAST($1 AS TEXT) AS json))"
    ),
};
const PART_REACTION: i64 = 1;
const PART_FILE: i64 = 2;
const PART_MENTION: i64 = 3;

/// Adds files, reactions and mentions to messages: one statement for all of them.
pub(super) async fn complete(
    sql: &mut Sql,
    messages: &mut [Message],
    viewer: UserId,
) -> Result<(), StoreError> {
    let mut told: BTreeMap<MessageId, &mut Message> = messages
        .iter_mut()
        .filter(|message| matches!(message.body, Body::Text(_) | Body::Note(_)))
        .map(|message| (message.id, message))
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    let ids: Vec<MessageId> = told.keys().copied().collect();
    let shown = i64::try_from(REACTORS_SHOWN_MAX).unwrap_or(i64::MAX);
    let rows = sql.query(sql.pick(PARTS), params![json_ids(&ids), viewer, shown]).await?;
    for row in &rows {
        let Some(message) = told.get_mut(&row.get(1)?) else {
            return Err(StoreError::Corrupt("message of a part"));
        };
        match row.get(0)? {
            PART_REACTION => add_reaction(&mut message.reactions, row)?,
            PART_FILE => message.attachments.push(Attachment {
                id: row.get(4)?,
                name: row.get(5)?,
                media_type: row.get(9)?,
                bytes: row.get(10)?,
                width: row.get(11)?,
                height: row.get(12)?,
                preview: row.get(13)?,
            }),
            PART_MENTION => {
                message.mentions.insert(row.get(4)?);
            }
            _ => return Err(StoreError::Corrupt("part of a message")),
        }
    }
    Ok(())
}

pub(super) fn attachment_of(row: &Row) -> Result<Attachment, StoreError> {
    Ok(Attachment {
        id: row.get(0)?,
        name: row.get(1)?,
        media_type: row.get(2)?,
        bytes: row.get(3)?,
        width: row.get(4)?,
        height: row.get(5)?,
        preview: row.get(6)?,
    })
}

fn add_reaction(reactions: &mut Vec<Reaction>, row: &Row) -> Result<(), StoreError> {
    let (person, emoji): (Person, Emoji) = (person_at(row, 4)?, row.get(9)?);
    match reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
        Some(reaction) => reaction.people.push(person),
        None => reactions.push(Reaction {
            emoji,
            count: row.get(10)?,
            mine: row.get::<i64>(11)? == 1,
            people: vec![person],
        }),
    }
    Ok(())
}

/// What deciding needs to know of a message, and where it stands.
///
/// # Errors
/// See [`StoreError`].
pub async fn target(
    sql: &mut Sql,
    message: MessageId,
) -> Result<Option<(ConversationId, Target)>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT m.conversation_id, m.author_id, m.kind, m.deleted_at, m.sent_at, m.guest_seq,
                m.reader_seq, EXISTS (SELECT 1 FROM attachments AS a WHERE a.message_id = m.id)
            FROM messages AS m WHERE m.id = $1",
            params![message],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let kind: i64 = row.get(2)?;
    let deleted: Option<Timestamp> = row.get(3)?;
    let guest_seq: Option<i64> = row.get(5)?;
    let reader_seq: Option<i64> = row.get(6)?;
    let target = Target {
        id: message,
        author: row.get(1)?,
        kind: if kind == KIND_NOTE { Kind::Note } else { Kind::Text },
        // What this server cannot read nobody edits, deletes or reacts to here.
        system: !is_by_people(kind),
        deleted: deleted.is_some(),
        has_attachments: row.get(7)?,
        sent_at: row.get(4)?,
        seen_by: SeenBy { guests: guest_seq.is_some(), readers: reader_seq.is_some() },
    };
    Ok(Some((row.get(0)?, target)))
}

/// A message that a client key names already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub message: MessageId,
    /// Its numbers.
    pub positions: Positions,
    /// When it was sent.
    pub at: Timestamp,
    /// What it was made of, as a hash.
    pub content_hash: Vec<u8>,
}

/// From the columns of the id, the numbers, the time and the hash.
pub(super) fn sent_at(row: &Row, first: usize) -> Result<Sent, StoreError> {
    Ok(Sent {
        message: row.get(first)?,
        positions: positions_at(row, first + 1)?,
        at: row.get(first + 4)?,
        content_hash: row.get(first + 5)?,
    })
}

/// The message that its sender's client named so (M2).
///
/// # Errors
/// See [`StoreError`].
pub async fn sent(
    sql: &mut Sql,
    conversation: ConversationId,
    author: UserId,
    client_id: ClientId,
) -> Result<Option<Sent>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT id, seq, guest_seq, reader_seq, sent_at, content_hash
            FROM messages WHERE conversation_id = $1 AND author_id = $2 AND client_id = $3",
            params![conversation, author, client_id],
        )
        .await?;
    row.map(|row| sent_at(&row, 0)).transpose()
}

/// Whether a user is a member, and how the conversation stands for them: the look before every
/// read, so that someone removed reads nothing more (R8).
///
/// # Errors
/// See [`StoreError`].
pub async fn membership(
    sql: &mut Sql,
    conversation: ConversationId,
    user: UserId,
) -> Result<Option<conversations::Standing>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT c.read_only, c.seq, c.guest_seq, c.reader_seq
            FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.user_id = $2",
            params![conversation, user],
        )
        .await?;
    row.map(|row| {
        let positions = domain::event::Heads {
            seq: row.get(1)?,
            guest_seq: row.get(2)?,
            reader_seq: row.get(3)?,
        };
        Ok(conversations::Standing { conversation, read_only: row.get(0)?, heads: positions })
    })
    .transpose()
}
