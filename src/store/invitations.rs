//! One-time addresses that were mailed. They are written by `mailing`.

use super::error::StoreError;
use super::sql::{Sql, params};
use domain::ids::{ConversationId, UserId};
use domain::time::Timestamp;

/// Uses an invitation up, in one statement: of many at once one gets it.
///
/// # Errors
/// See [`StoreError`].
pub async fn redeem(
    sql: &mut Sql,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<(UserId, Option<ConversationId>)>, StoreError> {
    let row = sql
        .query_opt(
            "UPDATE invitations SET used_at = $2
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
             RETURNING user_id, conversation_id",
            params![token_hash, now],
        )
        .await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
