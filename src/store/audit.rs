//! What `parlor check` reads: rows as they stand, without folding anything. It decides nothing;
//! `check` compares.

mod astray;

pub use astray::astray;

use super::conversations::{role_of, rules};
use super::error::StoreError;
use super::messages::{
    Detail, EVENT_DELETED, EVENT_EDITED, EVENT_PINNED, EVENT_POSTED, EVENT_REACTED, KIND_NOTE,
    KIND_SYSTEM, KIND_TEXT,
};
use super::sql::{Row, Sql, params};
use domain::conversation::{Conversation, Role};
use domain::event::{Heads, Positions};
use domain::ids::{ConversationId, LinkId, MessageId, UserId};
use domain::message::System;
use domain::text::Emoji;
use domain::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The row of a conversation: what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its rules and members.
    pub rules: Conversation,
    /// How many members it says it has.
    pub member_count: i64,
    /// The numbers last given.
    pub heads: Heads,
    /// Messages by people.
    pub ordinal: i64,
    /// Those that external members see.
    pub guest_ordinal: i64,
    /// The last of them, and when it came.
    pub last: (Option<MessageId>, Timestamp),
    /// The last of those that external members see.
    pub guest_last: (Option<MessageId>, Timestamp),
}

/// Ids of conversations, in order, behind one of them.
///
/// # Errors
/// See [`StoreError`].
pub async fn conversations_behind(
    sql: &mut Sql,
    behind: Uuid,
    limit: i64,
) -> Result<Vec<ConversationId>, StoreError> {
    let rows = sql
        .query(
            "SELECT id FROM conversations WHERE id > $1 ORDER BY id LIMIT $2",
            params![behind, limit],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// What the row of a conversation says.
///
/// # Errors
/// See [`StoreError`].
pub async fn stated(sql: &mut Sql, id: ConversationId) -> Result<Stated, StoreError> {
    let rules = rules(sql, id).await?.ok_or(StoreError::Corrupt("conversation"))?;
    let row = sql
        .query_one(
            "SELECT member_count, seq, guest_seq, reader_seq, ordinal, guest_ordinal, last_message_id,
                last_at, guest_last_message_id, guest_last_at FROM conversations WHERE id = $1",
            params![id],
        )
        .await?;
    Ok(Stated {
        rules,
        member_count: row.get(0)?,
        heads: Heads { seq: row.get(1)?, guest_seq: row.get(2)?, reader_seq: row.get(3)? },
        ordinal: row.get(4)?,
        guest_ordinal: row.get(5)?,
        last: (row.get(6)?, row.get(7)?),
        guest_last: (row.get(8)?, row.get(9)?),
    })
}

/// What an event of the log says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// A message has its place.
    Posted,
    /// It has another text.
    Edited,
    /// It lost its content.
    Deleted,
    /// A reaction, on or off, with the count that it left.
    Reacted(Emoji, bool, i64),
    /// Pinned, or unpinned.
    Pinned(bool),
    /// What this server cannot read.
    Unknown,
}

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its numbers.
    pub positions: Positions,
    /// What happened.
    pub happened: Happened,
    /// Who did it.
    pub actor: Option<UserId>,
    /// About which message.
    pub message: MessageId,
    /// When.
    pub at: Timestamp,
}

/// Events of a log after a number.
///
/// # Errors
/// See [`StoreError`].
pub async fn events_after(
    sql: &mut Sql,
    conversation: ConversationId,
    after: i64,
    limit: i64,
) -> Result<Vec<Logged>, StoreError> {
    let rows = sql
        .query(
            "SELECT seq, guest_seq, reader_seq, kind, detail, actor_id, message_id, at FROM events
             WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            params![conversation, after, limit],
        )
        .await?;
    rows.iter().map(logged).collect()
}

fn logged(row: &Row) -> Result<Logged, StoreError> {
    let detail: Option<String> = row.get(4)?;
    let detail: Option<Detail> = detail.and_then(|text| serde_json::from_str(&text).ok());
    let happened = match (row.get(3)?, detail) {
        (EVENT_POSTED, _) => Happened::Posted,
        (EVENT_EDITED, _) => Happened::Edited,
        (EVENT_DELETED, _) => Happened::Deleted,
        (EVENT_REACTED, Some(Detail { emoji: Some(emoji), on, count })) => {
            Happened::Reacted(emoji, on, count)
        }
        (EVENT_PINNED, Some(Detail { on, .. })) => Happened::Pinned(on),
        _ => Happened::Unknown,
    };
    Ok(Logged {
        positions: positions(row, 0)?,
        happened,
        actor: row.get(5)?,
        message: row.get(6)?,
        at: row.get(7)?,
    })
}

fn positions(row: &Row, first: usize) -> Result<Positions, StoreError> {
    Ok(Positions {
        seq: row.get(first)?,
        guest_seq: row.get(first + 1)?,
        reader_seq: row.get(first + 2)?,
    })
}

/// What a stored message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// By a person, for all.
    Text,
    /// By a person, for internal members.
    Note,
    /// By the system.
    System(Box<System>),
    /// What this server cannot read.
    Unknown,
}

/// A stored message: its place and its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: MessageId,
    /// Its numbers.
    pub positions: Positions,
    /// Messages by people up to it.
    pub ordinal: i64,
    /// Those of them that external members see.
    pub guest_ordinal: i64,
    /// What it is.
    pub written: Written,
    /// Who wrote it.
    pub author: Option<UserId>,
    /// When.
    pub sent_at: Timestamp,
    /// When it was edited last.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// When it was pinned.
    pub pinned_at: Option<Timestamp>,
    /// Whether it has anything that a delete takes away.
    pub has_content: bool,
}

/// Messages of a conversation after a number of the log.
///
/// # Errors
/// See [`StoreError`].
pub async fn messages_after(
    sql: &mut Sql,
    conversation: ConversationId,
    after: i64,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    let rows = sql
        .query(
            "SELECT id, seq, guest_seq, reader_seq, ordinal, guest_ordinal, kind, system, author_id,
                sent_at, edited_at, deleted_at, pinned_at,
                text IS NOT NULL OR forwarded IS NOT NULL OR mention_all
             FROM messages WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            params![conversation, after, limit],
        )
        .await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &Row) -> Result<Stored, StoreError> {
    let system: Option<String> = row.get(7)?;
    let system = system.and_then(|text| serde_json::from_str(&text).ok());
    let written = match (row.get(6)?, system) {
        (KIND_TEXT, _) => Written::Text,
        (KIND_NOTE, _) => Written::Note,
        (KIND_SYSTEM, Some(system)) => Written::System(Box::new(system)),
        _ => Written::Unknown,
    };
    Ok(Stored {
        id: row.get(0)?,
        positions: positions(row, 1)?,
        ordinal: row.get(4)?,
        guest_ordinal: row.get(5)?,
        written,
        author: row.get(8)?,
        sent_at: row.get(9)?,
        edited_at: row.get(10)?,
        deleted_at: row.get(11)?,
        pinned_at: row.get(12)?,
        has_content: row.get(13)?,
    })
}

/// Reactions on the messages of a part of the log: message, emoji, who, and the event's number.
///
/// # Errors
/// See [`StoreError`].
pub async fn reactions_between(
    sql: &mut Sql,
    conversation: ConversationId,
    after: i64,
    up_to: i64,
) -> Result<Vec<(MessageId, Emoji, UserId, i64)>, StoreError> {
    let rows = sql
        .query(
            "SELECT r.message_id, r.emoji, r.user_id, r.seq FROM messages AS m
             JOIN reactions AS r ON r.message_id = m.id
             WHERE m.conversation_id = $1 AND m.seq > $2 AND m.seq <= $3",
            params![conversation, after, up_to],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).collect()
}

/// A member's own counts, and what they should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Who.
    pub user: UserId,
    /// Their role.
    pub role: Role,
    /// Whether they are internal.
    pub internal: bool,
    /// The read mark.
    pub read_seq: i64,
    /// How many messages are read, as it is kept.
    pub read_ordinal: i64,
    /// The same, counted anew.
    pub read_recount: i64,
    /// "Unread from here": where, how many were before as it is kept, and counted anew.
    pub unread: Option<(i64, i64, i64)>,
    /// How many messages there were when it was archived.
    pub archived_ordinal: Option<i64>,
}

/// The members of a conversation with their counts, each counted anew from the messages.
///
/// # Errors
/// See [`StoreError`].
pub async fn members(
    sql: &mut Sql,
    conversation: ConversationId,
) -> Result<Vec<Counted>, StoreError> {
    let rows = sql
        .query(
            "SELECT m.user_id, m.role, u.internal, m.read_seq, m.read_ordinal,
                COALESCE((SELECT CASE WHEN u.internal THEN x.ordinal ELSE x.guest_ordinal END
                    FROM messages AS x WHERE x.conversation_id = m.conversation_id
                        AND x.seq <= m.read_seq ORDER BY x.seq DESC LIMIT 1), 0),
                m.unread_seq, m.unread_ordinal,
                COALESCE((SELECT CASE WHEN u.internal THEN y.ordinal ELSE y.guest_ordinal END
                    FROM messages AS y WHERE y.conversation_id = m.conversation_id
                        AND y.seq <= m.unread_seq ORDER BY y.seq DESC LIMIT 1), 0),
                m.archived_ordinal
             FROM members AS m JOIN users AS u ON u.id = m.user_id WHERE m.conversation_id = $1
             ORDER BY m.user_id",
            params![conversation],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let at: Option<i64> = row.get(6)?;
            let kept: Option<i64> = row.get(7)?;
            let recount: i64 = row.get(8)?;
            Ok(Counted {
                user: row.get(0)?,
                role: role_of(row.get(1)?)?,
                internal: row.get(2)?,
                read_seq: row.get(3)?,
                read_ordinal: row.get(4)?,
                read_recount: row.get(5)?,
                unread: at.or(kept).map(|_| (at.unwrap_or(-1), kept.unwrap_or(-1), recount)),
                archived_ordinal: row.get(9)?,
            })
        })
        .collect()
}

/// The links of a conversation: their uses, and whether they were revoked.
///
/// # Errors
/// See [`StoreError`].
pub async fn links(
    sql: &mut Sql,
    conversation: ConversationId,
) -> Result<BTreeMap<LinkId, (i64, bool)>, StoreError> {
    let rows = sql
        .query(
            "SELECT id, uses, revoked_at FROM links WHERE conversation_id = $1",
            params![conversation],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let revoked: Option<Timestamp> = row.get(2)?;
            Ok((row.get(0)?, (row.get(1)?, revoked.is_some())))
        })
        .collect()
}

/// Whether rows still name a stored file or a picture.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_named(sql: &mut Sql, id: Uuid) -> Result<bool, StoreError> {
    let found = sql
        .query_opt(
            "SELECT 1 FROM attachments WHERE file_id = $1 UNION ALL
             SELECT 1 FROM pictures WHERE id = $1 LIMIT 1",
            params![id],
        )
        .await?;
    Ok(found.is_some())
}
