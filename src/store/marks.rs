//! What members keep for themselves: read marks, mute, pin, archive, drafts. None of it is in the
//! log: it is nobody else's to fold, but for read marks, which internal members may see.

use super::changes::{self, Own};
use super::error::StoreError;
use super::sql::{Sql, params};
use domain::event::ViewerClass;
use domain::ids::{ConversationId, UserId};
use domain::limits::{DRAFTS_MAX, PINNED_CONVERSATIONS_MAX};
use domain::time::Timestamp;

/// A place in the log, and how many messages by people stand up to it, for one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The number in the log.
    pub seq: i64,
    /// Messages by people up to it that the side sees.
    pub ordinal: i64,
}

/// The last message of a class's numbering up to a number; before the first: zero.
///
/// # Errors
/// See [`StoreError`].
pub async fn place(
    sql: &mut Sql,
    conversation: ConversationId,
    class: ViewerClass,
    up_to: i64,
) -> Result<Place, StoreError> {
    let text = match class {
        ViewerClass::Internal => {
            "SELECT seq, ordinal FROM messages WHERE conversation_id = $1 AND seq <= $2
            ORDER BY seq DESC LIMIT 1"
        }
        ViewerClass::Guest => {
            "SELECT seq, guest_ordinal FROM messages WHERE conversation_id = $1
                AND guest_seq IS NOT NULL AND seq <= COALESCE((
                    SELECT e.seq FROM events AS e WHERE e.conversation_id = $1
                        AND e.guest_seq <= $2 ORDER BY e.guest_seq DESC LIMIT 1), 0)
            ORDER BY seq DESC LIMIT 1"
        }
        ViewerClass::Reader => {
            "SELECT seq, guest_ordinal FROM messages WHERE conversation_id = $1
                AND reader_seq IS NOT NULL AND seq <= COALESCE((
                    SELECT e.seq FROM events AS e WHERE e.conversation_id = $1
                        AND e.reader_seq <= $2 ORDER BY e.reader_seq DESC LIMIT 1), 0)
            ORDER BY seq DESC LIMIT 1"
        }
    };
    let row = sql.query_opt(text, params![conversation, up_to]).await?;
    let Some(row) = row else { return Ok(Place { seq: 0, ordinal: 0 }) };
    Ok(Place { seq: row.get(0)?, ordinal: row.get(1)? })
}

/// Moves a read mark forward, and ends "unread from here" (M8). Says whether anything changed.
///
/// # Errors
/// See [`StoreError`].
pub async fn read(
    sql: &mut Sql,
    conversation: ConversationId,
    user: UserId,
    place: Place,
) -> Result<bool, StoreError> {
    let moved = sql
        .execute(
            "UPDATE members SET read_seq = $3, read_ordinal = $4, unread_ordinal = NULL, unread_seq = NULL
            WHERE conversation_id = $1 AND user_id = $2 AND read_seq < $3",
            params![conversation, user, place.seq, place.ordinal],
        )
        .await?;
    let ended = sql
        .execute(
            "UPDATE members SET unread_ordinal = NULL, unread_seq = NULL
            WHERE conversation_id = $1 AND user_id = $2 AND unread_seq IS NOT NULL AND unread_seq < $3",
            params![conversation, user, place.seq],
        )
        .await?;
    if moved + ended > 0 {
        let what = if moved > 0 { Own::Read { seq: place.seq } } else { Own::Unread };
        changes::note(sql, user, what, &[conversation]).await?;
    }
    Ok(moved + ended > 0)
}

/// Marks everything after a place as unread, without moving the read mark back (C7).
///
/// # Errors
/// See [`StoreError`].
pub async fn mark_unread(
    sql: &mut Sql,
    conversation: ConversationId,
    user: UserId,
    before: Place,
) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE members SET unread_seq = $3, unread_ordinal = $4
        WHERE conversation_id = $1 AND user_id = $2",
        params![conversation, user, before.seq, before.ordinal],
    )
    .await?;
    changes::note(sql, user, Own::Unread, &[conversation]).await
}

/// The read marks of internal and external members, in the numbering of the log (M8).
///
/// # Errors
/// See [`StoreError`].
pub async fn read_marks(
    sql: &mut Sql,
    conversation: ConversationId,
) -> Result<Vec<(UserId, i64)>, StoreError> {
    let rows = sql
        .query(
            "SELECT user_id, read_seq FROM members WHERE conversation_id = $1 ORDER BY user_id",
            params![conversation],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Mutes until a time, or no longer (C7).
///
/// # Errors
/// See [`StoreError`].
pub async fn mute(
    sql: &mut Sql,
    conversation: ConversationId,
    user: UserId,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE members SET muted_until = $3 WHERE conversation_id = $1 AND user_id = $2",
        params![conversation, user, until],
    )
    .await?;
    changes::note(sql, user, Own::Preferences, &[conversation]).await
}

/// Archives until a new message comes, or no longer (C7).
///
/// # Errors
/// See [`StoreError`].
pub async fn archive(
    sql: &mut Sql,
    conversation: ConversationId,
    user: UserId,
    on: bool,
) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE members SET archived_ordinal = CASE WHEN $3 THEN (
            SELECT CASE WHEN members.role = 4 THEN c.guest_ordinal ELSE c.ordinal END
            FROM conversations AS c WHERE c.id = members.conversation_id
        ) END WHERE conversation_id = $1 AND user_id = $2",
        params![conversation, user, on],
    )
    .await?;
    changes::note(sql, user, Own::Preferences, &[conversation]).await
}

/// Pins conversations to the top of a user's list, in this order; those that are not named are
/// pinned no longer (C7). Says `false` and changes nothing if there are too many.
///
/// # Errors
/// See [`StoreError`].
pub async fn pin(
    sql: &mut Sql,
    user: UserId,
    conversations: &[ConversationId],
) -> Result<bool, StoreError> {
    if conversations.len() > PINNED_CONVERSATIONS_MAX {
        return Ok(false);
    }
    let mut touched = pins(sql, user).await?;
    touched.extend(conversations);
    touched.sort_unstable();
    touched.dedup();
    sql.execute(
        "UPDATE members SET pin = NULL WHERE user_id = $1 AND pin IS NOT NULL",
        params![user],
    )
    .await?;
    for (place, conversation) in (1_i64..).zip(conversations) {
        sql.execute(
            "UPDATE members SET pin = $3 WHERE conversation_id = $1 AND user_id = $2",
            params![*conversation, user, place],
        )
        .await?;
    }
    changes::note(sql, user, Own::Preferences, &touched).await?;
    Ok(true)
}

/// The conversations that a user pinned, in their order.
///
/// # Errors
/// See [`StoreError`].
pub async fn pins(sql: &mut Sql, user: UserId) -> Result<Vec<ConversationId>, StoreError> {
    let rows = sql
        .query(
            "SELECT conversation_id FROM members WHERE user_id = $1 AND pin IS NOT NULL ORDER BY pin",
            params![user],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Keeps a draft; an empty one is none. Says `false` if the user keeps too many others.
///
/// # Errors
/// See [`StoreError`].
pub async fn save_draft(
    sql: &mut Sql,
    user: UserId,
    conversation: ConversationId,
    text: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if text.is_empty() {
        sql.execute(
            "DELETE FROM drafts WHERE user_id = $1 AND conversation_id = $2",
            params![user, conversation],
        )
        .await?;
        changes::note(sql, user, Own::Draft, &[conversation]).await?;
        return Ok(true);
    }
    let row = sql
        .query_one(
            "SELECT COUNT(*) FROM drafts WHERE user_id = $1 AND conversation_id <> $2",
            params![user, conversation],
        )
        .await?;
    if usize::try_from(row.get::<i64>(0)?).unwrap_or(usize::MAX) >= DRAFTS_MAX {
        return Ok(false);
    }
    sql.execute(
        "INSERT INTO drafts (user_id, conversation_id, text, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id, conversation_id) DO UPDATE SET text = excluded.text,
            updated_at = excluded.updated_at",
        params![user, conversation, text, now],
    )
    .await?;
    changes::note(sql, user, Own::Draft, &[conversation]).await?;
    Ok(true)
}

/// A user's draft in a conversation; empty if there is none.
///
/// # Errors
/// See [`StoreError`].
pub async fn draft(
    sql: &mut Sql,
    user: UserId,
    conversation: ConversationId,
) -> Result<String, StoreError> {
    let row = sql
        .query_opt(
            "SELECT text FROM drafts WHERE user_id = $1 AND conversation_id = $2",
            params![user, conversation],
        )
        .await?;
    row.map_or_else(|| Ok(String::new()), |row| row.get(0))
}

/// All drafts of a user, the newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn drafts(
    sql: &mut Sql,
    user: UserId,
) -> Result<Vec<(ConversationId, String)>, StoreError> {
    let rows = sql
        .query(
            "SELECT conversation_id, text FROM drafts WHERE user_id = $1 ORDER BY updated_at DESC",
            params![user],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
