//! Taking a whole conversation away: its row, its log, everything that was said, and the files.

use super::error::StoreError;
use super::outbox;
use super::sql::{Sql, params};
use super::words;
use crate::clock::SystemIds;
use domain::decision::Job;
use domain::ids::{AttachmentId, ConversationId, MessageId, PictureId};
use domain::time::Timestamp;

/// Deletes a conversation, if its rules are still those that were looked at. Says whether it did.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete_conversation(
    sql: &mut Sql,
    conversation: ConversationId,
    rules_version: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = sql
        .query_opt(
            "UPDATE conversations SET rules_version = rules_version + 1
            WHERE id = $1 AND rules_version = $2 RETURNING picture_id",
            params![conversation, rules_version],
        )
        .await?;
    let Some(row) = row else { return Ok(false) };
    let picture: Option<PictureId> = row.get(0)?;
    let files = sql
        .query(
            "SELECT DISTINCT a.file_id FROM attachments AS a WHERE a.conversation_id = $1 AND NOT EXISTS
                (SELECT 1 FROM attachments AS b WHERE b.file_id = a.file_id AND b.conversation_id <> $1)",
            params![conversation],
        )
        .await?;
    let attachments: Vec<AttachmentId> =
        files.iter().map(|row| row.get(0)).collect::<Result<_, StoreError>>()?;
    let messages = sql
        .query("SELECT id FROM messages WHERE conversation_id = $1", params![conversation])
        .await?;
    for row in messages {
        let message: MessageId = row.get(0)?;
        words::remove(sql, message).await?;
    }
    for text in [
        "DELETE FROM reactions WHERE message_id IN (SELECT id FROM messages WHERE conversation_id = $1)",
        "DELETE FROM mentions WHERE conversation_id = $1",
        "DELETE FROM attachments WHERE conversation_id = $1",
        "DELETE FROM events WHERE conversation_id = $1",
        "DELETE FROM messages WHERE conversation_id = $1",
        "DELETE FROM drafts WHERE conversation_id = $1",
        "DELETE FROM scheduled WHERE conversation_id = $1",
        "DELETE FROM links WHERE conversation_id = $1",
        "DELETE FROM removals WHERE conversation_id = $1",
        "DELETE FROM members WHERE conversation_id = $1",
        "DELETE FROM conversations WHERE id = $1",
    ] {
        sql.execute(text, params![conversation]).await?;
    }
    words::rows_were_removed(sql).await?;
    let pictures: Vec<PictureId> = picture.into_iter().collect();
    if !attachments.is_empty() || !pictures.is_empty() {
        outbox::add(sql, &Job::DropFiles { attachments, pictures }, now, &mut SystemIds).await?;
    }
    Ok(true)
}
