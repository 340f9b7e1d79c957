//! Messages and the log: reading pages of both, and what deciding needs to know of one message.
//! Writing them is `commit`.

use super::conversations;
use super::error::StoreError;
use super::people::{PERSON_COLUMNS, person_at, person_columns, person_opt_at};
use super::sql::{Row, Sql, Statement, params};
use domain::event::{Event, Fact, Positions, SeenBy, ViewerClass};
use domain::ids::{ClientId, ConversationId, MessageId, UserId};
use domain::limits::REACTORS_SHOWN_MAX;
use domain::message::change::Target;
use domain::message::{Attachment, Body, Forwarded, Kind, Message, Quote, Reaction, System};
use domain::person::Person;
use domain::text::{Emoji, Text};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// A message with its author and what it quotes; the conditions follow.
macro_rules! select_messages {
    ($($tail:literal),+) => {
        concat!(
            "SELECT m.id, m.conversation_id, m.seq, m.guest_seq, m.reader_seq, m.kind, m.sent_at,
                m.client_id, m.text, m.system, m.forwarded, m.mention_all, m.edited_at, m.deleted_at,
                m.pinned_at, q.id, q.kind, q.sent_at, q.text, q.deleted_at, ",
            person_columns!("u"), ", ", person_columns!("v"),
            " FROM messages AS m
            LEFT JOIN users AS u ON u.id = m.author_id
            LEFT JOIN messages AS q ON q.id = m.reply_to
            LEFT JOIN users AS v ON v.id = q.author_id ",
            $($tail),+
        )
    };
}
const AUTHOR: usize = 20;
const QUOTED_AUTHOR: usize = AUTHOR + PERSON_COLUMNS;

/// Which part of a conversation's history to read, in the numbering of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The last ones before a number.
    Before(i64),
    /// The first ones after a number.
    After(i64),
}

/// A page of the history that a class of viewers sees, oldest first, and at most `limit` long.
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
                "WHERE m.conversation_id = $1 AND m.guest_seq < $2 ORDER BY m.guest_seq DESC LIMIT $3"
            ),
            from,
        ),
        (ViewerClass::Guest, Page::After(from)) => (
            select_messages!(
                "WHERE m.conversation_id = $1 AND m.guest_seq > $2 ORDER BY m.guest_seq LIMIT $3"
            ),
            from,
        ),
        (ViewerClass::Reader, Page::Before(from)) => (
            select_messages!(
                "WHERE m.conversation_id = $1 AND m.reader_seq < $2 ORDER BY m.reader_seq DESC LIMIT $3"
            ),
            from,
        ),
        (ViewerClass::Reader, Page::After(from)) => (
            select_messages!(
                "WHERE m.conversation_id = $1 AND m.reader_seq > $2 ORDER BY m.reader_seq LIMIT $3"
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

/// Messages by their ids, in no meaningful order; those that are not there are left out.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_ids(
    sql: &mut Sql,
    ids: &[MessageId],
    viewer: UserId,
) -> Result<Vec<Message>, StoreError> {
    const TEXT: &str = select_messages!("WHERE m.id = $1");
    let statements = ids.iter().map(|id| Statement { text: TEXT, params: params![*id] }).collect();
    let answers = sql.batch(statements).await?;
    let mut messages: Vec<Message> =
        answers.iter().flatten().map(message_of).collect::<Result<_, StoreError>>()?;
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

fn positions_at(row: &Row, first: usize) -> Result<Positions, StoreError> {
    Ok(Positions {
        seq: row.get(first)?,
        guest_seq: row.get(first + 1)?,
        reader_seq: row.get(first + 2)?,
    })
}

fn message_of(row: &Row) -> Result<Message, StoreError> {
    let deleted: Option<Timestamp> = row.get(13)?;
    let text: Option<Text> = row.get(8)?;
    let system: Option<String> = row.get(9)?;
    let forwarded: Option<String> = row.get(10)?;
    let pinned: Option<Timestamp> = row.get(14)?;
    let kind: i64 = row.get(5)?;
    let body = match (kind, deleted) {
        (KIND_TEXT, Some(_)) => Body::Deleted(Kind::Text),
        (KIND_NOTE, Some(_)) => Body::Deleted(Kind::Note),
        (KIND_TEXT, None) => Body::Text(text),
        (KIND_NOTE, None) => Body::Note(text),
        (KIND_SYSTEM, _) => system.and_then(|text| system_of(&text)).unwrap_or(Body::Unsupported),
        _ => Body::Unsupported,
    };
    if matches!(body, Body::Unsupported) {
        return unsupported(row);
    }
    Ok(Message {
        id: row.get(0)?,
        conversation: row.get(1)?,
        positions: positions_at(row, 2)?,
        author: person_opt_at(row, AUTHOR)?,
        sent_at: row.get(6)?,
        client_id: row.get(7)?,
        body,
        edited_at: row.get(12)?,
        reply_to: quote_of(row)?,
        // One that cannot be read says still that it was forwarded.
        forwarded: forwarded.map(|text| {
            serde_json::from_str(&text).unwrap_or(Forwarded { author: None, sent_at: None })
        }),
        attachments: Vec::new(),
        reactions: Vec::new(),
        mentions: std::collections::BTreeSet::new(),
        mention_all: row.get(11)?,
        pinned: pinned.is_some(),
    })
}

/// `None` for what a newer server says.
fn system_of(text: &str) -> Option<Body> {
    serde_json::from_str::<System>(text).ok().map(|system| Body::System(Box::new(system)))
}

/// The place of a message that this server cannot read: nothing of it is shown, for nobody here
/// knows who may see what.
fn unsupported(row: &Row) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.get(0)?,
        conversation: row.get(1)?,
        positions: positions_at(row, 2)?,
        author: person_opt_at(row, AUTHOR)?,
        sent_at: row.get(6)?,
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

/// A quote as the quoted message is now (M4), of columns 15 on. What is of no known kind is kept
/// from external viewers as a note is.
fn quote_of(row: &Row) -> Result<Option<Quote>, StoreError> {
    let Some(message) = row.get::<Option<MessageId>>(15)? else { return Ok(None) };
    let kind: i64 = row.get(16)?;
    let text: Option<Text> = row.get(18)?;
    let deleted: Option<Timestamp> = row.get(19)?;
    Ok(Some(Quote {
        message,
        author: person_opt_at(row, QUOTED_AUTHOR)?,
        sent_at: row.get(17)?,
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

/// Adds files, reactions and mentions to messages: a round trip for all of them.
async fn complete(
    sql: &mut Sql,
    messages: &mut [Message],
    viewer: UserId,
) -> Result<(), StoreError> {
    const ATTACHMENTS: &str = "SELECT id, name, media_type, bytes, width, height, preview
        FROM attachments WHERE message_id = $1 ORDER BY place";
    const REACTIONS: &str = concat!(
        "SELECT r.emoji, r.total, r.mine, ",
        person_columns!("u"),
        " FROM (
            SELECT emoji, user_id, seq, COUNT(*) OVER (PARTITION BY emoji) AS total,
                MAX(CASE WHEN user_id = $2 THEN 1 ELSE 0 END) OVER (PARTITION BY emoji) AS mine,
                MIN(seq) OVER (PARTITION BY emoji) AS first_seq,
                ROW_NUMBER() OVER (PARTITION BY emoji ORDER BY seq) AS place
            FROM reactions WHERE message_id = $1
        ) AS r JOIN users AS u ON u.id = r.user_id
        WHERE r.place <= $3 ORDER BY r.first_seq, r.seq"
    );
    const MENTIONS: &str = "SELECT user_id FROM mentions WHERE message_id = $1";
    let shown = i64::try_from(REACTORS_SHOWN_MAX).unwrap_or(i64::MAX);
    let mut statements = Vec::new();
    let mut told: Vec<&mut Message> = Vec::new();
    for message in messages {
        if matches!(message.body, Body::Text(_) | Body::Note(_)) {
            statements.push(Statement { text: ATTACHMENTS, params: params![message.id] });
            statements
                .push(Statement { text: REACTIONS, params: params![message.id, viewer, shown] });
            statements.push(Statement { text: MENTIONS, params: params![message.id] });
            told.push(message);
        }
    }
    let answers = sql.batch(statements).await?;
    for (message, answers) in told.into_iter().zip(answers.chunks_exact(3)) {
        let [attachments, reactions, mentions] = answers else {
            return Err(StoreError::Corrupt("a batch of three"));
        };
        message.attachments =
            attachments.iter().map(attachment_of).collect::<Result<_, StoreError>>()?;
        message.reactions = reactions_of(reactions)?;
        message.mentions = mentions.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
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

fn reactions_of(rows: &[Row]) -> Result<Vec<Reaction>, StoreError> {
    let mut reactions: Vec<Reaction> = Vec::new();
    for row in rows {
        let emoji: Emoji = row.get(0)?;
        let person = person_at(row, 3)?;
        match reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
            Some(reaction) => reaction.people.push(person),
            None => reactions.push(Reaction {
                emoji,
                count: row.get(1)?,
                mine: row.get::<i64>(2)? == 1,
                people: vec![person],
            }),
        }
    }
    Ok(reactions)
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

pub(super) const SENT: &str = "SELECT id, seq, guest_seq, reader_seq, sent_at, content_hash
    FROM messages WHERE conversation_id = $1 AND author_id = $2 AND client_id = $3";

pub(super) fn sent_of(row: &Row) -> Result<Sent, StoreError> {
    Ok(Sent {
        message: row.get(0)?,
        positions: positions_at(row, 1)?,
        at: row.get(4)?,
        content_hash: row.get(5)?,
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
    let row = sql.query_opt(SENT, params![conversation, author, client_id]).await?;
    row.map(|row| sent_of(&row)).transpose()
}

/// Events of the log that a class sees, after a number of its numbering, at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub async fn events_after(
    sql: &mut Sql,
    conversation: ConversationId,
    class: ViewerClass,
    after: i64,
    limit: i64,
) -> Result<Vec<Event>, StoreError> {
    macro_rules! select_events {
        ($numbered:literal) => {
            concat!(
                "SELECT e.seq, e.guest_seq, e.reader_seq, e.kind, e.message_id, e.detail, e.at, ",
                person_columns!("u"),
                " FROM events AS e LEFT JOIN users AS u ON u.id = e.actor_id
                WHERE e.conversation_id = $1 AND e.",
                $numbered,
                " > $2 ORDER BY e.",
                $numbered,
                " LIMIT $3"
            )
        };
    }
    let text = match class {
        ViewerClass::Internal => select_events!("seq"),
        ViewerClass::Guest => select_events!("guest_seq"),
        ViewerClass::Reader => select_events!("reader_seq"),
    };
    let rows = sql.query(text, params![conversation, after, limit]).await?;
    let mut whole: Vec<MessageId> = Vec::new();
    for row in &rows {
        let kind: i64 = row.get(3)?;
        if matches!(kind, EVENT_POSTED | EVENT_EDITED) {
            whole.push(row.get(4)?);
        }
    }
    whole.sort_unstable();
    whole.dedup();
    let nobody = UserId::from(uuid::Uuid::nil());
    let messages: BTreeMap<MessageId, Message> = by_ids(sql, &whole, nobody)
        .await?
        .into_iter()
        .map(|message| (message.id, message))
        .collect();
    rows.iter().map(|row| event_of(row, conversation, &messages)).collect()
}

fn event_of(
    row: &Row,
    conversation: ConversationId,
    messages: &BTreeMap<MessageId, Message>,
) -> Result<Event, StoreError> {
    let id: MessageId = row.get(4)?;
    let detail: Option<String> = row.get(5)?;
    let detail: Option<Detail> = detail.and_then(|text| serde_json::from_str(&text).ok());
    let whole = || messages.get(&id).map(|message| Box::new(message.clone()));
    // One event that cannot be read, of a newer server or damaged, holds up none of the others.
    let fact = match (row.get(3)?, detail) {
        (EVENT_POSTED, _) => whole().map_or(Fact::Unsupported, Fact::Posted),
        (EVENT_EDITED, _) => whole().map_or(Fact::Unsupported, Fact::Edited),
        (EVENT_DELETED, _) => Fact::Deleted { message: id },
        (EVENT_REACTED, Some(Detail { emoji: Some(emoji), on, count })) => {
            Fact::Reacted { message: id, emoji, on, count }
        }
        (EVENT_PINNED, Some(Detail { on, .. })) => Fact::Pinned { message: id, on },
        _ => Fact::Unsupported,
    };
    let actor: Option<Person> = person_opt_at(row, 7)?;
    Ok(Event { conversation, positions: positions_at(row, 0)?, at: row.get(6)?, actor, fact })
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
