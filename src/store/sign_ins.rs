//! Rows of sign-ins: one for each device or browser that holds a token.

use super::dialect::{Twice, ids_in};
use super::error::StoreError;
use super::sql::{self, Sql, params};
use super::users::User;
use domain::ids::{LinkId, SignInId, UserId};
use domain::limits::SIGN_INS_MAX;
use domain::time::Timestamp;

/// A sign-in that is to begin.
#[derive(Debug, Clone)]
pub struct NewSignIn {
    /// Its id.
    pub id: SignInId,
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub user: UserId,
    /// The link that the user came by (L9).
    pub link: Option<LinkId>,
    /// What the user knows it by: the browser's name.
    pub label: String,
    /// When it begins.
    pub at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

/// A sign-in.
#[derive(Debug, Clone)]
pub struct SignInRow {
    /// Its id.
    pub id: SignInId,
    /// What the user knows it by.
    pub label: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, give or take an hour.
    pub used_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

/// Begins a sign-in and ends those that are one too many: the longest unused ones, which it names.
/// The user's row is locked by the caller.
///
/// # Errors
/// See [`StoreError`].
pub async fn begin(sql: &mut Sql, new: &NewSignIn) -> Result<Vec<SignInId>, StoreError> {
    sql.execute(
        "INSERT INTO sign_ins (id, token_hash, user_id, link_id, label, created_at, used_at,
                               expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
        params![
            new.id,
            new.token_hash,
            new.user,
            new.link,
            new.label.clone(),
            new.at,
            new.expires_at
        ],
    )
    .await?;
    let max = i64::try_from(SIGN_INS_MAX).unwrap_or(i64::MAX);
    let rows = sql
        .query(
            "DELETE FROM sign_ins WHERE user_id = $1 AND id NOT IN (
                 SELECT id FROM sign_ins WHERE user_id = $1
                 ORDER BY used_at DESC, created_at DESC, id DESC LIMIT $2)
             RETURNING id",
            params![new.user, max],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Whose token this is: a sign-in that has not ended, of a user who is not deactivated.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_token(
    sql: &mut Sql,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<(User, SignInRow)>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT u.id, u.internal, u.admin, u.name, u.email, u.email_state, u.picture_id,
                    u.status, u.language, u.time_zone, u.created_at, u.deactivated_at,
                    u.unread_mail, s.id, s.label, s.created_at, s.used_at, s.expires_at
             FROM sign_ins s JOIN users u ON u.id = s.user_id
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.deactivated_at IS NULL",
            params![token_hash, now],
        )
        .await?;
    row.map(|row| {
        let sign_in = SignInRow {
            id: row.get(13)?,
            label: row.get(14)?,
            created_at: row.get(15)?,
            used_at: row.get(16)?,
            expires_at: row.get(17)?,
        };
        Ok((User::from_row(&row, 0)?, sign_in))
    })
    .transpose()
}

/// Those of these sign-ins that can be used now, and whose they are.
///
/// # Errors
/// See [`StoreError`].
pub async fn usable(
    sql: &mut Sql,
    ids: &[SignInId],
    now: Timestamp,
) -> Result<Vec<(SignInId, UserId)>, StoreError> {
    const TEXT: Twice = ids_in!(
        "SELECT s.id, s.user_id FROM sign_ins AS s JOIN users AS u ON u.id = s.user_id
        WHERE s.expires_at > $2 AND u.deactivated_at IS NULL AND s.id"
    );
    let text = sql.pick(TEXT);
    let mut asked = params![now];
    asked.insert(0, sql::id_list(ids.iter().map(|id| id.uuid())));
    let rows = sql.query(text, asked).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Notes that a sign-in was used.
///
/// # Errors
/// See [`StoreError`].
pub async fn touch(
    sql: &mut Sql,
    id: SignInId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE sign_ins SET used_at = $2, expires_at = $3 WHERE id = $1",
        params![id, now, expires_at],
    )
    .await?;
    Ok(())
}

/// The sign-ins of a user, the last used first.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_user(
    sql: &mut Sql,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<SignInRow>, StoreError> {
    let rows = sql
        .query(
            "SELECT id, label, created_at, used_at, expires_at FROM sign_ins
             WHERE user_id = $1 AND expires_at > $2 ORDER BY used_at DESC, id DESC",
            params![user, now],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(SignInRow {
                id: row.get(0)?,
                label: row.get(1)?,
                created_at: row.get(2)?,
                used_at: row.get(3)?,
                expires_at: row.get(4)?,
            })
        })
        .collect()
}

/// Ends one sign-in of a user; says whether there was such a one.
///
/// # Errors
/// See [`StoreError`].
pub async fn end(sql: &mut Sql, user: UserId, id: SignInId) -> Result<bool, StoreError> {
    let ended = sql
        .execute("DELETE FROM sign_ins WHERE user_id = $1 AND id = $2", params![user, id])
        .await?;
    Ok(ended == 1)
}

/// Ends all sign-ins of a user but one, or all.
///
/// # Errors
/// See [`StoreError`].
pub async fn end_all(
    sql: &mut Sql,
    user: UserId,
    keep: Option<SignInId>,
) -> Result<Vec<SignInId>, StoreError> {
    let rows = sql
        .query(
            "DELETE FROM sign_ins
             WHERE user_id = $1 AND (CAST($2 AS UUID) IS NULL OR id <> $2) RETURNING id",
            params![user, keep],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Gives a sign-in to another user, who turned out to be the same person (L5).
///
/// # Errors
/// See [`StoreError`].
pub async fn give(sql: &mut Sql, id: SignInId, to: UserId) -> Result<(), StoreError> {
    sql.execute("UPDATE sign_ins SET user_id = $2 WHERE id = $1", params![id, to]).await?;
    Ok(())
}

/// Forgets sign-ins that ended by themselves; says how many.
///
/// # Errors
/// See [`StoreError`].
pub async fn drop_expired(sql: &mut Sql, now: Timestamp) -> Result<u64, StoreError> {
    sql.execute("DELETE FROM sign_ins WHERE expires_at <= $1", params![now]).await
}
