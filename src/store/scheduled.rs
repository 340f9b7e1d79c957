//! Messages to be sent later (M10). What they say is JSON that the app writes and reads.

use super::error::StoreError;
use super::sql::{Row, Sql, params};
use domain::ids::{ClientId, ConversationId, ScheduledId, UserId};
use domain::time::Timestamp;

/// A message to be sent later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub id: ScheduledId,
    /// Who wrote it.
    pub user: UserId,
    /// Where to.
    pub conversation: ConversationId,
    /// When.
    pub send_at: Timestamp,
    /// The name that makes it one message however often it is posted.
    pub client_id: ClientId,
    /// What it says, as JSON.
    pub post: String,
    /// Under which code it was refused.
    pub failed: Option<String>,
}

fn due_of(row: &Row) -> Result<Due, StoreError> {
    Ok(Due {
        id: row.get(0)?,
        user: row.get(1)?,
        conversation: row.get(2)?,
        send_at: row.get(3)?,
        client_id: row.get(4)?,
        post: row.get(5)?,
        failed: row.get(6)?,
    })
}

/// Keeps a message for later, unless its author has `max` already. Says whether it did.
///
/// # Errors
/// `Duplicate` if there is one of this id.
pub async fn add(sql: &mut Sql, new: &Due, now: Timestamp, max: i64) -> Result<bool, StoreError> {
    let added = sql
        .execute(
            "INSERT INTO scheduled (id, user_id, conversation_id, send_at, client_id, post,
               created_at)
             SELECT $1, $2, $3, CAST($4 AS BIGINT), $5, CAST($6 AS TEXT), CAST($7 AS BIGINT)
             WHERE (SELECT COUNT(*) FROM scheduled WHERE user_id = $2) < $8",
            params![
                new.id,
                new.user,
                new.conversation,
                new.send_at,
                new.client_id,
                &new.post,
                now,
                max
            ],
        )
        .await?;
    Ok(added > 0)
}

/// What one user has scheduled, the next one first.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_user(sql: &mut Sql, user: UserId) -> Result<Vec<Due>, StoreError> {
    let rows = sql
        .query(
            "SELECT id, user_id, conversation_id, send_at, client_id, post, failed
             FROM scheduled WHERE user_id = $1 ORDER BY send_at, id",
            params![user],
        )
        .await?;
    rows.iter().map(due_of).collect()
}

/// Takes back what a user scheduled. Says whether it was there.
///
/// # Errors
/// See [`StoreError`].
pub async fn cancel(sql: &mut Sql, user: UserId, id: ScheduledId) -> Result<bool, StoreError> {
    let gone = sql
        .execute("DELETE FROM scheduled WHERE id = $1 AND user_id = $2", params![id, user])
        .await?;
    Ok(gone > 0)
}

/// What is due, the longest due first.
///
/// # Errors
/// See [`StoreError`].
pub async fn due(sql: &mut Sql, now: Timestamp, limit: i64) -> Result<Vec<Due>, StoreError> {
    let rows = sql
        .query(
            "SELECT id, user_id, conversation_id, send_at, client_id, post, failed
             FROM scheduled WHERE failed IS NULL AND send_at <= $1 ORDER BY send_at LIMIT $2",
            params![now, limit],
        )
        .await?;
    rows.iter().map(due_of).collect()
}

/// Writes down that a message was sent, or under which code it never will be.
///
/// # Errors
/// See [`StoreError`].
pub async fn settle(
    sql: &mut Sql,
    id: ScheduledId,
    failed: Option<&'static str>,
) -> Result<(), StoreError> {
    match failed {
        None => sql.execute("DELETE FROM scheduled WHERE id = $1", params![id]).await?,
        Some(code) => {
            let text = "UPDATE scheduled SET failed = $2 WHERE id = $1";
            sql.execute(text, params![id, code]).await?
        }
    };
    Ok(())
}
