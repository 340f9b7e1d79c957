//! Attachments of a forwarded message: entries of their own that share the stored file.

use super::error::StoreError;
use super::sql::{Sql, params};
use crate::clock::SystemIds;
use domain::ids::{AttachmentId, ConversationId, UserId};
use domain::time::Timestamp;

/// Copies attachments for a message that is about to be posted, as if `uploader` had uploaded them
/// to `conversation`. Those that are gone are left out.
///
/// # Errors
/// See [`StoreError`].
pub async fn copy(
    sql: &mut Sql,
    attachments: &[AttachmentId],
    conversation: ConversationId,
    uploader: UserId,
    now: Timestamp,
) -> Result<Vec<AttachmentId>, StoreError> {
    let mut copies = Vec::with_capacity(attachments.len());
    for attachment in attachments {
        let copy = AttachmentId::next(&mut SystemIds);
        let row = sql
            .query_opt(
                "SELECT file_id, name, media_type, bytes, width, height, preview
                FROM attachments WHERE id = $1",
                params![*attachment],
            )
            .await?;
        let Some(row) = row else { continue };
        sql.execute(
            "INSERT INTO attachments (id, conversation_id, uploader_id, place, file_id, name, media_type,
                bytes, width, height, preview, created_at)
            VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11)",
            params![
                copy,
                conversation,
                uploader,
                row.get::<AttachmentId>(0)?,
                row.get::<String>(1)?,
                row.get::<String>(2)?,
                row.get::<i64>(3)?,
                row.get::<Option<i64>>(4)?,
                row.get::<Option<i64>>(5)?,
                row.get::<bool>(6)?,
                now,
            ],
        )
        .await?;
        copies.push(copy);
    }
    Ok(copies)
}
