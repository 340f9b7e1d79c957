//! E-mailed codes (L5). One row for each user and address; the code itself is never kept.

use super::error::StoreError;
use super::sql::{Sql, params};
use domain::ids::UserId;
use domain::limits::{CODE_SPAN, CODE_TRIES_MAX};
use domain::text::Email;
use domain::time::Timestamp;

/// When a code was last sent to an address, whoever asked for it.
///
/// # Errors
/// See [`StoreError`].
pub async fn last_sent(sql: &mut Sql, email: &Email) -> Result<Option<Timestamp>, StoreError> {
    let row = sql
        .query_one("SELECT max(created_at) FROM email_codes WHERE email = $1", params![email])
        .await?;
    row.get(0)
}

/// Keeps a code in the place of the one before, and forgets codes that are over.
///
/// # Errors
/// See [`StoreError`].
pub async fn put(
    sql: &mut Sql,
    user: UserId,
    email: &Email,
    code_hash: [u8; 32],
    now: Timestamp,
) -> Result<(), StoreError> {
    let expires_at = now + CODE_SPAN;
    sql.execute("DELETE FROM email_codes WHERE expires_at <= $1", params![now]).await?;
    sql.execute(
        "INSERT INTO email_codes (user_id, email, code_hash, tries, created_at, expires_at)
         VALUES ($1, $2, $3, 0, $4, $5)
         ON CONFLICT (user_id, email) DO UPDATE SET code_hash = EXCLUDED.code_hash, tries = 0,
             created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at",
        params![user, email, code_hash, now, expires_at],
    )
    .await?;
    Ok(())
}

/// Takes one of the tries at a code, in one statement, and gives what the code has to hash to;
/// `None` if there is no code or no try left.
///
/// # Errors
/// See [`StoreError`].
pub async fn take_try(
    sql: &mut Sql,
    user: UserId,
    email: &Email,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = sql
        .query_opt(
            "UPDATE email_codes SET tries = tries + 1
             WHERE user_id = $1 AND email = $2 AND expires_at > $3 AND tries < $4
             RETURNING code_hash",
            params![user, email, now, CODE_TRIES_MAX],
        )
        .await?;
    row.map(|row| row.get(0)).transpose()
}

/// Forgets a code that was used.
///
/// # Errors
/// See [`StoreError`].
pub async fn drop_code(sql: &mut Sql, user: UserId, email: &Email) -> Result<(), StoreError> {
    sql.execute("DELETE FROM email_codes WHERE user_id = $1 AND email = $2", params![user, email])
        .await?;
    Ok(())
}
