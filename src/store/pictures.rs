//! Pictures of users and conversations: which there are, who shows them, who may see them.

use super::error::StoreError;
use super::sql::{Sql, params};
use domain::ids::{PictureId, UserId};
use domain::person::Side;
use domain::time::Timestamp;

/// Keeps a picture; one that is there already counts as used at `now`.
///
/// # Errors
/// See [`StoreError`].
pub async fn keep(
    sql: &mut Sql,
    picture: PictureId,
    media_type: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql.execute(
        "INSERT INTO pictures (id, media_type, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at",
        params![picture, media_type, now],
    )
    .await?;
    Ok(())
}

/// Gives a user another picture, or none, and says which they had.
///
/// # Errors
/// `Corrupt` if there is no such user.
pub async fn set_own(
    sql: &mut Sql,
    user: UserId,
    picture: Option<PictureId>,
) -> Result<Option<PictureId>, StoreError> {
    let before =
        sql.query_one("SELECT picture_id FROM users WHERE id = $1", params![user]).await?.get(0)?;
    sql.execute("UPDATE users SET picture_id = $2 WHERE id = $1", params![user, picture]).await?;
    Ok(before)
}

/// The media type of a picture, for someone who may see it.
///
/// Internal users see all. External users see their own, those of conversations that they are in,
/// of people in open conversations of theirs, and of people who wrote a message that they see (R2,
/// R4, R7).
///
/// # Errors
/// See [`StoreError`].
pub async fn for_viewer(
    sql: &mut Sql,
    picture: PictureId,
    viewer: UserId,
    side: Side,
) -> Result<Option<String>, StoreError> {
    let row = match side {
        Side::Internal => {
            let text = "SELECT media_type FROM pictures WHERE id = $1";
            sql.query_opt(text, params![picture]).await?
        }
        Side::External => {
            sql.query_opt(
                "SELECT p.media_type FROM pictures p WHERE p.id = $1 AND (
                   EXISTS (SELECT 1 FROM members me
                     JOIN conversations c ON c.id = me.conversation_id
                     WHERE me.user_id = $2 AND c.picture_id = $1)
                   OR EXISTS (SELECT 1 FROM users u WHERE u.picture_id = $1 AND (
                     u.id = $2
                     OR EXISTS (SELECT 1 FROM members me
                       JOIN conversations c ON c.id = me.conversation_id AND NOT c.read_only
                       JOIN members other ON other.conversation_id = c.id
                       WHERE me.user_id = $2 AND other.user_id = u.id)
                     OR EXISTS (SELECT 1 FROM members me
                       JOIN conversations c ON c.id = me.conversation_id
                       JOIN messages m ON m.conversation_id = c.id
                       WHERE me.user_id = $2 AND m.author_id = u.id
                         AND (m.kind = 1 OR NOT c.read_only)
                         AND ((c.read_only AND m.reader_seq IS NOT NULL)
                           OR (NOT c.read_only AND m.guest_seq IS NOT NULL))))))",
                params![picture, viewer],
            )
            .await?
        }
    };
    row.map(|row| row.get(0)).transpose()
}

/// When a picture that nothing shows was last used; `None` if something shows it, or it is gone.
///
/// # Errors
/// See [`StoreError`].
pub async fn unnamed(sql: &mut Sql, picture: PictureId) -> Result<Option<Timestamp>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT p.created_at FROM pictures p WHERE p.id = $1
               AND NOT EXISTS (SELECT 1 FROM users u WHERE u.picture_id = p.id)
               AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.picture_id = p.id)",
            params![picture],
        )
        .await?;
    row.map(|row| row.get(0)).transpose()
}

/// Pictures that nothing shows and that were last used before a time.
///
/// # Errors
/// See [`StoreError`].
pub async fn unnamed_before(
    sql: &mut Sql,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<PictureId>, StoreError> {
    let rows = sql
        .query(
            "SELECT p.id FROM pictures p WHERE p.created_at < $1
               AND NOT EXISTS (SELECT 1 FROM users u WHERE u.picture_id = p.id)
               AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.picture_id = p.id)
             LIMIT $2",
            params![before, limit],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Forgets a picture whose files are gone.
///
/// # Errors
/// See [`StoreError`].
pub async fn remove(sql: &mut Sql, picture: PictureId) -> Result<(), StoreError> {
    sql.execute("DELETE FROM pictures WHERE id = $1", params![picture]).await?;
    Ok(())
}
