//! Uploaded files (M7): what is known of them, and who may have them. The bytes are in `media`.

use super::dialect::Twice;
use super::error::StoreError;
use super::sql::{Sql, params};
use domain::event::ViewerClass;
use domain::ids::{AttachmentId, ConversationId, MessageId, UserId};
use domain::person::Side;
use domain::text::FileName;
use domain::time::Timestamp;
use uuid::Uuid;

/// A file that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// Its id.
    pub id: AttachmentId,
    /// Where it may be sent.
    pub conversation: ConversationId,
    /// Who uploaded it.
    pub uploader: UserId,
    /// The stored file.
    pub file: Uuid,
    /// Its name.
    pub name: FileName,
    /// Its media type, found from its bytes.
    pub media_type: String,
    /// Its length.
    pub bytes: i64,
    /// Of a picture: width and height in pixels.
    pub pixels: Option<(u32, u32)>,
    /// Whether there is a preview.
    pub preview: bool,
    /// When it was uploaded.
    pub created_at: Timestamp,
}

/// A file to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The stored file.
    pub file: Uuid,
    /// Its name.
    pub name: FileName,
    /// Its media type.
    pub media_type: String,
    /// Its length.
    pub bytes: i64,
    /// Whether there is a preview.
    pub preview: bool,
}

/// Keeps an upload, unless its uploader has `unsent_max` that are not sent. Says whether it did.
///
/// # Errors
/// See [`StoreError`].
pub async fn add(sql: &mut Sql, new: &NewAttachment, unsent_max: i64) -> Result<bool, StoreError> {
    let unsent: i64 = sql
        .query_one(
            "SELECT COUNT(*) FROM attachments WHERE uploader_id = $1 AND message_id IS NULL",
            params![new.uploader],
        )
        .await?
        .get(0)?;
    if unsent >= unsent_max {
        return Ok(false);
    }
    let (width, height) = new.pixels.unzip();
    sql.execute(
        "INSERT INTO attachments (id, conversation_id, uploader_id, place, file_id, name,
           media_type, bytes, width, height, preview, created_at)
         VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            new.id,
            new.conversation,
            new.uploader,
            new.file,
            &new.name,
            &new.media_type,
            new.bytes,
            width.map(i64::from),
            height.map(i64::from),
            new.preview,
            new.created_at
        ],
    )
    .await?;
    Ok(true)
}

/// A file for someone who may have it now: a member who sees its message, or, until it is sent, its
/// uploader while they are a member. `None` for everybody else, and for what is gone (M4, R8).
///
/// # Errors
/// See [`StoreError`].
pub async fn for_viewer(
    sql: &mut Sql,
    id: AttachmentId,
    viewer: UserId,
    side: Side,
) -> Result<Option<Served>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT a.file_id, a.name, a.media_type, a.preview, a.uploader_id, a.message_id,
               c.read_only, m.guest_seq, m.reader_seq, m.deleted_at, a.bytes
             FROM attachments a
             JOIN members me ON me.conversation_id = a.conversation_id AND me.user_id = $2
             JOIN conversations c ON c.id = a.conversation_id
             LEFT JOIN messages m ON m.id = a.message_id
             WHERE a.id = $1",
            params![id, viewer],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let sent = row.get::<Option<Uuid>>(5)?.is_some();
    let deleted = row.get::<Option<i64>>(9)?.is_some();
    let seen = match ViewerClass::of(side, row.get(6)?) {
        ViewerClass::Internal => true,
        ViewerClass::Guest => row.get::<Option<i64>>(7)?.is_some(),
        ViewerClass::Reader => row.get::<Option<i64>>(8)?.is_some(),
    };
    let own = row.get::<UserId>(4)? == viewer;
    if (sent && (deleted || !seen)) || (!sent && !own) {
        return Ok(None);
    }
    Ok(Some(Served {
        file: row.get(0)?,
        name: row.get(1)?,
        media_type: row.get(2)?,
        bytes: row.get(10)?,
        preview: row.get(3)?,
    }))
}

/// Which files of a conversation to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesOf {
    /// All.
    Any,
    /// Pictures of which there is a preview.
    Pictures,
    /// All others.
    Others,
}

/// The messages with files that a class of viewers sees, the newest first and at most `limit`;
/// `before`: older than that message, if it is one of those.
///
/// # Errors
/// See [`StoreError`].
pub async fn messages_with_files(
    sql: &mut Sql,
    conversation: ConversationId,
    class: ViewerClass,
    files: FilesOf,
    before: Option<MessageId>,
    limit: i64,
) -> Result<Vec<MessageId>, StoreError> {
    let class = match class {
        ViewerClass::Internal => 1_i64,
        ViewerClass::Guest => 2,
        ViewerClass::Reader => 3,
    };
    let files = match files {
        FilesOf::Any => 0_i64,
        FilesOf::Pictures => 1,
        FilesOf::Others => 2,
    };
    let rows = sql
        .query(
            "SELECT DISTINCT m.id, m.seq
             FROM attachments a JOIN messages m ON m.id = a.message_id
             WHERE a.conversation_id = $1 AND a.message_id IS NOT NULL AND m.deleted_at IS NULL
               AND (CAST($2 AS BIGINT) = 1
                 OR (CAST($2 AS BIGINT) = 2 AND m.guest_seq IS NOT NULL)
                 OR (CAST($2 AS BIGINT) = 3 AND m.reader_seq IS NOT NULL))
               AND (CAST($3 AS BIGINT) = 0
                 OR (CAST($3 AS BIGINT) = 1 AND a.preview)
                 OR (CAST($3 AS BIGINT) = 2 AND NOT a.preview))
               AND m.seq < COALESCE((SELECT b.seq FROM messages b
                 WHERE b.id = $4 AND b.conversation_id = $1
                   AND (CAST($2 AS BIGINT) = 1
                     OR (CAST($2 AS BIGINT) = 2 AND b.guest_seq IS NOT NULL)
                     OR (CAST($2 AS BIGINT) = 3 AND b.reader_seq IS NOT NULL))), $5)
             ORDER BY m.seq DESC LIMIT $6",
            params![conversation, class, files, before, i64::MAX, limit],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

const TAKE_UNSENT: Twice = Twice {
    sqlite: "DELETE FROM attachments WHERE id IN (
               SELECT id FROM attachments WHERE message_id IS NULL AND created_at < $1
                 AND NOT EXISTS (SELECT 1 FROM scheduled s WHERE s.user_id = uploader_id
                   AND s.failed IS NULL AND s.conversation_id = attachments.conversation_id)
               LIMIT $2)
             RETURNING file_id",
    postgres: "DELETE FROM attachments WHERE id IN (
                 SELECT id FROM attachments WHERE message_id IS NULL AND created_at < $1
                   AND NOT EXISTS (SELECT 1 FROM scheduled s WHERE s.user_id = uploader_id
                     AND s.failed IS NULL AND s.conversation_id = attachments.conversation_id)
                 LIMIT $2 FOR UPDATE SKIP LOCKED)
               RETURNING file_id",
};

/// Takes away what was uploaded before a time and never sent, and gives the stored files. What
/// someone may need for a message that they scheduled in the conversation stays.
///
/// # Errors
/// See [`StoreError`].
pub async fn take_unsent(
    sql: &mut Sql,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Uuid>, StoreError> {
    let text = sql.pick(TAKE_UNSENT);
    let rows = sql.query(text, params![before, limit]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Whether an attachment has this stored file.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_named(sql: &mut Sql, file: Uuid) -> Result<bool, StoreError> {
    let found = sql
        .query_opt("SELECT id FROM attachments WHERE file_id = $1 LIMIT 1", params![file])
        .await?;
    Ok(found.is_some())
}
