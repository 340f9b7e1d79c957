//! What `parlor check` finds: nothing in what was lived, and each inconsistency that is planted.

use super::install::{Install, Life};
use crate::support::stores::TestStore;
use domain::ids::ConversationId;
use parlor::store::sql::Value;

/// What is planted, one after the other, and what has to be said of it. `$1` is the conversation.
const PLANTED: &[(&str, &str)] = &[
    ("UPDATE conversations SET seq = seq + 1 WHERE id = $1", "the head of class Internal is"),
    ("UPDATE conversations SET reader_seq = reader_seq - 1 WHERE id = $1", "the head of class Reader is"),
    ("UPDATE conversations SET name = 'quay' WHERE id = $1", "its name is not what its log folds into"),
    ("UPDATE conversations SET description = NULL WHERE id = $1", "its description is not"),
    ("UPDATE conversations SET read_only = TRUE WHERE id = $1", "its read-only switch is not"),
    ("UPDATE conversations SET tags = '[]' WHERE id = $1", "its tags is not"),
    ("UPDATE conversations SET picture_id = NULL WHERE id = $1", "its picture is not"),
    ("UPDATE conversations SET rules_version = 99 WHERE id = $1", "its version of the rules is not"),
    ("UPDATE conversations SET ordinal = ordinal + 1 WHERE id = $1", "its count of messages is not"),
    ("UPDATE conversations SET guest_last_at = 7 WHERE id = $1", "its last message for guests is not"),
    ("UPDATE conversations SET member_count = 9 WHERE id = $1", "it counts 9 members and has 3"),
    ("UPDATE conversations SET link_id = NULL WHERE id = $1", "its link is not"),
    ("UPDATE links SET uses = uses + 5 WHERE conversation_id = $1", "uses, and 1 joined by it"),
    ("UPDATE members SET role = 2 WHERE conversation_id = $1 AND role = 1", "has another role"),
    ("UPDATE members SET role = 3 WHERE conversation_id = $1 AND role = 4", "the role of the other side"),
    ("UPDATE members SET read_ordinal = 0 WHERE conversation_id = $1 AND read_ordinal > 0", "has read 0 messages"),
    ("UPDATE members SET read_seq = 9999 WHERE conversation_id = $1", "has read further than the log goes"),
    (
        "UPDATE members SET unread_ordinal = 77 WHERE conversation_id = $1 AND unread_seq IS NOT NULL",
        "is unread from message 77 on",
    ),
    ("INSERT INTO removals (conversation_id, user_id) SELECT $1, id FROM users WHERE internal", "its list of those removed is not"),
    ("UPDATE messages SET pinned_at = NULL WHERE conversation_id = $1 AND pinned_at IS NOT NULL", "is pinned, or is not"),
    ("UPDATE messages SET edited_at = 5 WHERE conversation_id = $1 AND edited_at IS NOT NULL", "was edited at another time"),
    ("UPDATE messages SET text = 'a slip' WHERE conversation_id = $1 AND deleted_at IS NOT NULL", "something of it is still there"),
    ("UPDATE messages SET deleted_at = 5 WHERE conversation_id = $1 AND deleted_at IS NOT NULL", "is deleted, or is not"),
    ("UPDATE messages SET guest_ordinal = 50 WHERE conversation_id = $1 AND seq = 4", "counts 1 and 50 messages up to it"),
    ("UPDATE messages SET guest_seq = 90 WHERE conversation_id = $1 AND seq = 4", "has another number, time or author than it"),
    (
        "DELETE FROM reactions WHERE emoji = '\u{1f44d}' AND message_id IN (SELECT id FROM messages WHERE conversation_id = $1)",
        "lacks a reaction that its log has",
    ),
    (
        "INSERT INTO reactions (message_id, emoji, user_id, seq) SELECT id, 'x', created_by, 3 FROM
            (SELECT m.id, c.created_by FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id
            WHERE c.id = $1 AND m.seq = 4) AS one",
        "has a reaction that its log does not have",
    ),
    (
        "UPDATE events SET detail = '{\"emoji\":\"\u{1f44d}\",\"on\":true,\"count\":9}'
            WHERE conversation_id = $1 AND kind = 4 AND seq = (SELECT MIN(seq) FROM events
                WHERE conversation_id = $1 AND kind = 4)",
        "has a wrong count of reactions",
    ),
    ("UPDATE events SET guest_seq = NULL WHERE conversation_id = $1 AND kind = 5", "is seen by others than its message"),
    ("UPDATE events SET guest_seq = 900 WHERE conversation_id = $1 AND kind = 2", "the numbering of class Guest has 900"),
    ("UPDATE attachments SET bytes = bytes + 1 WHERE conversation_id = $1", "bytes and should have"),
    ("UPDATE attachments SET file_id = id WHERE conversation_id <> $1", "is missing"),
    ("UPDATE mentions SET seq = 1 WHERE conversation_id = $1", "a mention does not belong"),
    (
        "INSERT INTO drafts (user_id, conversation_id, text, updated_at) SELECT id, $1, 'x', 0
            FROM users WHERE name = 'stranger'",
        "has a draft of someone who is no member",
    ),
    ("DELETE FROM events WHERE conversation_id = $1 AND kind = 3", "the numbering of class Internal has"),
    ("DELETE FROM events WHERE conversation_id = $1 AND seq = 4", "has no event that posted it"),
    (
        "INSERT INTO messages (id, conversation_id, seq, ordinal, guest_ordinal, kind, client_id, author_id,
            mention_all, sent_at)
            SELECT link_id, conversation_id, 5000, 0, 0, 2, client_id, author_id, FALSE, 0 FROM
            (SELECT l.id AS link_id, m.conversation_id, m.client_id, m.author_id FROM messages AS m
                JOIN links AS l ON l.conversation_id = m.conversation_id
                WHERE m.conversation_id = $1 AND m.client_id IS NOT NULL ORDER BY m.seq LIMIT 1) AS one",
        "two messages of one sender have the same client id",
    ),
    ("DELETE FROM reactions WHERE message_id IN (SELECT id FROM messages WHERE conversation_id = $1)", ""),
    ("DELETE FROM mentions WHERE conversation_id = $1", ""),
    ("DELETE FROM messages WHERE conversation_id = $1 AND seq = 5", "which does not exist"),
];

async fn plant(store: &TestStore, text: &'static str, talk: ConversationId) {
    store
        .store
        .write(move |sql| Box::pin(async move { sql.execute(text, vec![Value::from(talk)]).await }))
        .await
        .unwrap_or_else(|error| panic!("{text}: {error:?}"));
}

/// Invariants 4, 9 and 10.
async fn every_inconsistency_is_found(install: Install) {
    let server = install.serve().await;
    let life = Life::live(&server).await;
    let talk: ConversationId = life.talk.id.parse().unwrap();
    install.is_sound().await;
    for index in ["DROP INDEX messages_client_id", "DROP INDEX events_guest_seq"] {
        let dropped = server.under.store.write(move |sql| Box::pin(sql.execute(index, Vec::new())));
        dropped.await.unwrap();
    }
    for (text, words) in PLANTED {
        plant(&server.under, text, talk).await;
        let report = install.check().await;
        let told = report.problems.iter().any(|problem| problem.contains(words));
        assert!(told, "{text}\nhas to be told as: {words}\n{:#?}", report.problems);
    }
    server.stop().await;
}

#[tokio::test]
async fn every_inconsistency_is_found_on_sqlite() {
    every_inconsistency_is_found(Install::sqlite()).await;
}

#[tokio::test]
async fn every_inconsistency_is_found_on_postgres() {
    if let Some(install) = Install::postgres().await {
        every_inconsistency_is_found(install).await;
    }
}
