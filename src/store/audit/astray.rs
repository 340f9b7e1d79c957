//! What does not fit together between tables, asked of the whole store at once.

use crate::store::dialect::Twice;
use crate::store::error::StoreError;
use crate::store::sql::{Sql, params};
use uuid::Uuid;

/// Findings of one kind that are named.
const FINDINGS_MAX: i64 = 100;

/// A question about the whole store whose rows are all wrong, each told by an id, and what to say.
type Question = (Twice, &'static str);

const fn both(text: &'static str) -> Twice {
    Twice { sqlite: text, postgres: text }
}

const QUESTIONS: &[Question] = &[
    (
        both(
            "SELECT 1, conversation_id FROM messages WHERE client_id IS NOT NULL
             GROUP BY conversation_id, author_id, client_id HAVING COUNT(*) > 1 LIMIT $1",
        ),
        "two messages of one sender have the same client id, in conversation",
    ),
    (
        both(
            "SELECT 1, e.message_id FROM events AS e WHERE NOT EXISTS
                (SELECT 1 FROM conversations AS c WHERE c.id = e.conversation_id) LIMIT $1",
        ),
        "an event belongs to no conversation; it is about message",
    ),
    (
        both(
            "SELECT 1, m.id FROM messages AS m WHERE NOT EXISTS
                (SELECT 1 FROM conversations AS c WHERE c.id = m.conversation_id) LIMIT $1",
        ),
        "belongs to no conversation: message",
    ),
    (
        both(
            "SELECT 1, r.message_id FROM reactions AS r WHERE NOT EXISTS
                (SELECT 1 FROM messages AS m WHERE m.id = r.message_id) LIMIT $1",
        ),
        "a reaction is on a message that does not exist:",
    ),
    (
        both(
            "SELECT 1, t.message_id FROM mentions AS t WHERE NOT EXISTS (SELECT 1 FROM messages AS m
                WHERE m.id = t.message_id AND m.conversation_id = t.conversation_id
                    AND m.seq = t.seq AND m.deleted_at IS NULL) LIMIT $1",
        ),
        "a mention does not belong to a message that is there:",
    ),
    (
        both(
            "SELECT 1, a.id FROM attachments AS a WHERE a.message_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.id = a.message_id
                    AND m.conversation_id = a.conversation_id AND m.deleted_at IS NULL) LIMIT $1",
        ),
        "does not belong to a message that is there: attachment",
    ),
    (
        both(
            "SELECT 1, d.conversation_id FROM drafts AS d WHERE NOT EXISTS (SELECT 1 FROM members AS m
                WHERE m.conversation_id = d.conversation_id AND m.user_id = d.user_id) LIMIT $1",
        ),
        "has a draft of someone who is no member: conversation",
    ),
    (
        both(
            "SELECT 1, s.id FROM scheduled AS s WHERE NOT EXISTS (SELECT 1 FROM members AS m
                WHERE m.conversation_id = s.conversation_id AND m.user_id = s.user_id) LIMIT $1",
        ),
        "is of someone who is no member: scheduled message",
    ),
    (
        Twice {
            sqlite: "SELECT 1, m.id FROM messages AS m JOIN message_words AS w ON w.rowid = m.row
                WHERE m.deleted_at IS NOT NULL OR m.kind = 3 LIMIT $1",
            postgres: "SELECT 1, m.id FROM messages AS m JOIN message_words AS w ON w.row = m.row
                WHERE m.deleted_at IS NOT NULL OR m.kind = 3 LIMIT $1",
        },
        "is still found by its words, though it has none: message",
    ),
];

/// What is wrong between tables, in words with ids: at most a hundred of each kind.
///
/// # Errors
/// See [`StoreError`].
pub async fn astray(sql: &mut Sql) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for (question, words) in QUESTIONS {
        let text = sql.pick(*question);
        for row in sql.query(text, params![FINDINGS_MAX]).await? {
            found.push(format!("{words} {}", row.get::<Uuid>(1)?));
        }
    }
    Ok(found)
}
