//! Finding messages by their words (M9), among those that the viewer sees. Keeping the words is
//! `words`; no syntax of either database is ever made of what somebody typed.

use super::dialect::{Dialect, Twice};
use super::error::StoreError;
use super::sql::{Row, Sql, params};
use domain::event::ViewerClass;
use domain::ids::{ConversationId, MessageId, UserId};
use domain::person::Side;
use domain::time::Timestamp;
use uuid::Uuid;

/// What a message must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Has {
    /// An attachment.
    File,
    /// A picture among its attachments.
    Image,
    /// An address of the web in its text.
    Link,
}

/// What to find, for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Who searches.
    pub viewer: UserId,
    /// Their side.
    pub side: Side,
    /// Folded words, not empty; all of them must be there, the last one as a beginning.
    pub words: Vec<String>,
    /// Only by this author.
    pub from: Option<UserId>,
    /// Only in this conversation.
    pub conversation: Option<ConversationId>,
    /// Only sent before.
    pub before: Option<Timestamp>,
    /// Only sent at or after.
    pub after: Option<Timestamp>,
    /// Only with.
    pub has: Option<Has>,
    /// Only older than this one, in the order of results.
    pub older: Option<Place>,
}

/// A place in the order of results: newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Which message.
    pub message: MessageId,
}

/// A message that has the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where it stands among the results.
    pub place: Place,
    /// Its text, by which it is ranked.
    pub text: String,
    /// How the viewer sees its conversation.
    pub class: ViewerClass,
}

/// One text for both but for the words. Of each side the messages with a number in its class.
macro_rules! find {
    ($words:literal, $matches:literal) => {
        concat!(
            "SELECT m.id, m.sent_at, m.text, c.read_only
             FROM message_words w JOIN messages m ON m.row = ",
            $words,
            " JOIN members me ON me.conversation_id = m.conversation_id AND me.user_id = $1
             JOIN conversations c ON c.id = m.conversation_id
             WHERE ",
            $matches,
            " AND m.deleted_at IS NULL AND m.kind <> 3
               AND (CAST($3 AS BIGINT) = 1
                 OR (c.read_only AND m.reader_seq IS NOT NULL)
                 OR (NOT c.read_only AND m.guest_seq IS NOT NULL))
               AND m.author_id = COALESCE($4, m.author_id)
               AND m.conversation_id = COALESCE($5, m.conversation_id)
               AND m.sent_at < $6 AND m.sent_at >= $7
               AND (CAST($8 AS TEXT) = ''
                 OR (CAST($8 AS TEXT) = 'link'
                   AND (m.text LIKE '%http://%' OR m.text LIKE '%https://%'))
                 OR EXISTS (SELECT 1 FROM attachments a WHERE a.message_id = m.id
                   AND (CAST($8 AS TEXT) = 'file'
                     OR (CAST($8 AS TEXT) = 'image' AND a.media_type LIKE 'image/%'))))
               AND (m.sent_at, m.id) < ($9, $10)
             ORDER BY m.sent_at DESC, m.id DESC LIMIT $11"
        )
    };
}

const FIND: Twice = Twice {
    sqlite: find!("w.rowid", "message_words MATCH $2"),
    postgres: find!("w.row", "w.words @@ to_tsquery('simple', CAST($2 AS TEXT))"),
};

/// The newest messages that have the words and that the viewer sees now, at most `limit`.
///
/// Their order and number say nothing of messages that the viewer does not see (R5): no statistics
/// of the whole index take part.
///
/// # Errors
/// See [`StoreError`].
pub async fn find(sql: &mut Sql, query: &Query, limit: i64) -> Result<Vec<Hit>, StoreError> {
    let words = match sql.dialect() {
        Dialect::Sqlite => for_sqlite(&query.words),
        Dialect::Postgres => for_postgres(&query.words),
    };
    let has = match query.has {
        None => "",
        Some(Has::File) => "file",
        Some(Has::Image) => "image",
        Some(Has::Link) => "link",
    };
    let last = Place { sent_at: Timestamp::NEVER, message: MessageId::from(Uuid::max()) };
    let older = query.older.unwrap_or(last);
    let text = sql.pick(FIND);
    let rows = sql
        .query(
            text,
            params![
                query.viewer,
                words,
                i64::from(query.side == Side::Internal),
                query.from,
                query.conversation,
                query.before.unwrap_or(Timestamp::NEVER),
                query.after.unwrap_or_default(),
                has,
                older.sent_at,
                older.message,
                limit
            ],
        )
        .await?;
    rows.iter().map(|row| hit_of(row, query.side)).collect()
}

fn hit_of(row: &Row, side: Side) -> Result<Hit, StoreError> {
    let text: Option<String> = row.get(2)?;
    Ok(Hit {
        place: Place { message: row.get(0)?, sent_at: row.get(1)? },
        text: text.unwrap_or_default(),
        class: ViewerClass::of(side, row.get(3)?),
    })
}

/// `"one" "two" "thr"*`. A folded word has letters and digits alone, so nothing has to be escaped.
fn for_sqlite(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("{}*", quoted.join(" "))
}

/// `'one' & 'two' & 'thr':*`.
fn for_postgres(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    format!("{}:*", quoted.join(" & "))
}
