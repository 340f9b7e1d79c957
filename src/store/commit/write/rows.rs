//! The statements of what every message writes, for many rows at once.

use crate::store::dialect::Each;

/// The log.
pub(super) const EVENTS: Each = Each {
    sqlite: "INSERT INTO events (conversation_id, seq, guest_seq, reader_seq, kind, actor_id, message_id,
            detail, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    postgres: "INSERT INTO events (conversation_id, seq, guest_seq, reader_seq, kind, actor_id,
            message_id, detail, at)
        SELECT * FROM unnest(CAST($1 AS UUID[]), CAST($2 AS BIGINT[]), CAST($3 AS BIGINT[]),
            CAST($4 AS BIGINT[]), CAST($5 AS BIGINT[]), CAST($6 AS UUID[]), CAST($7 AS UUID[]),
            CAST($8 AS TEXT[]), CAST($9 AS BIGINT[])) AS new",
};

/// Messages of people, and system messages.
pub(super) const MESSAGES: Each = Each {
    sqlite: "INSERT INTO messages (id, conversation_id, seq, guest_seq, reader_seq, ordinal,
            guest_ordinal, kind, author_id, client_id, content_hash, text, system, reply_to, forwarded,
            mention_all, sent_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    postgres: "INSERT INTO messages (id, conversation_id, seq, guest_seq, reader_seq, ordinal,
            guest_ordinal, kind, author_id, client_id, content_hash, text, system, reply_to, forwarded,
            mention_all, sent_at)
        SELECT * FROM unnest(CAST($1 AS UUID[]), CAST($2 AS UUID[]), CAST($3 AS BIGINT[]),
            CAST($4 AS BIGINT[]), CAST($5 AS BIGINT[]), CAST($6 AS BIGINT[]), CAST($7 AS BIGINT[]),
            CAST($8 AS BIGINT[]), CAST($9 AS UUID[]), CAST($10 AS UUID[]), CAST($11 AS BYTEA[]),
            CAST($12 AS TEXT[]), CAST($13 AS TEXT[]), CAST($14 AS UUID[]), CAST($15 AS TEXT[]),
            CAST($16 AS BOOLEAN[]), CAST($17 AS BIGINT[])) AS new",
};

/// How far authors have read.
pub(super) const READS: Each = Each {
    sqlite: "UPDATE members SET read_seq = ?3, read_ordinal = ?4, unread_ordinal = NULL,
            unread_seq = NULL
        WHERE conversation_id = ?1 AND user_id = ?2",
    postgres: "UPDATE members AS m SET read_seq = new.read_seq, read_ordinal = new.read_ordinal,
            unread_ordinal = NULL, unread_seq = NULL
        FROM unnest(CAST($1 AS UUID[]), CAST($2 AS UUID[]), CAST($3 AS BIGINT[]),
            CAST($4 AS BIGINT[])) AS new (conversation_id, user_id, read_seq, read_ordinal)
        WHERE m.conversation_id = new.conversation_id AND m.user_id = new.user_id",
};

/// The numbers of conversations.
pub(super) const HEADS: Each = Each {
    sqlite: "UPDATE conversations SET seq = ?2, guest_seq = ?3, reader_seq = ?4, ordinal = ?5,
            guest_ordinal = ?6, last_message_id = ?7, guest_last_message_id = ?8, last_at = ?9,
            guest_last_at = ?10
        WHERE id = ?1",
    postgres: "UPDATE conversations AS c SET seq = new.seq, guest_seq = new.guest_seq,
            reader_seq = new.reader_seq, ordinal = new.ordinal, guest_ordinal = new.guest_ordinal,
            last_message_id = new.last_message_id,
            guest_last_message_id = new.guest_last_message_id, last_at = new.last_at,
            guest_last_at = new.guest_last_at
        FROM unnest(
            CAST($1 AS UUID[]), CAST($2 AS BIGINT[]), CAST($3 AS BIGINT[]), CAST($4 AS BIGINT[]),
            CAST($5 AS BIGINT[]), CAST($6 AS BIGINT[]), CAST($7 AS UUID[]), CAST($8 AS UUID[]),
            CAST($9 AS BIGINT[]), CAST($10 AS BIGINT[]))
            AS new (id, seq, guest_seq, reader_seq, ordinal, guest_ordinal, last_message_id,
                guest_last_message_id, last_at, guest_last_at)
        WHERE c.id = new.id",
};

/// The same with all else in their rows.
pub(super) const CONVERSATIONS: Each = Each {
    sqlite: "UPDATE conversations SET seq = ?2, guest_seq = ?3, reader_seq = ?4, ordinal = ?5,
            guest_ordinal = ?6, last_message_id = ?7, guest_last_message_id = ?8, last_at = ?9,
            guest_last_at = ?10, kind = ?11, name = ?12, description = ?13, read_only = ?14,
            link_id = ?15, picture_id = ?16, tags = ?17, direct_key = ?18, rules_version = ?19,
            member_count = ?20
        WHERE id = ?1",
    postgres: "UPDATE conversations AS c SET seq = new.seq, guest_seq = new.guest_seq,
            reader_seq = new.reader_seq, ordinal = new.ordinal, guest_ordinal = new.guest_ordinal,
            last_message_id = new.last_message_id,
            guest_last_message_id = new.guest_last_message_id, last_at = new.last_at,
            guest_last_at = new.guest_last_at, kind = new.kind, name = new.name,
            description = new.description, read_only = new.read_only, link_id = new.link_id,
            picture_id = new.picture_id, tags = new.tags, direct_key = new.direct_key,
            rules_version = new.rules_version, member_count = new.member_count
        FROM unnest(
            CAST($1 AS UUID[]), CAST($2 AS BIGINT[]), CAST($3 AS BIGINT[]), CAST($4 AS BIGINT[]),
            CAST($5 AS BIGINT[]), CAST($6 AS BIGINT[]), CAST($7 AS UUID[]), CAST($8 AS UUID[]),
            CAST($9 AS BIGINT[]), CAST($10 AS BIGINT[]), CAST($11 AS BIGINT[]),
            CAST($12 AS TEXT[]), CAST($13 AS TEXT[]), CAST($14 AS BOOLEAN[]), CAST($15 AS UUID[]),
            CAST($16 AS UUID[]), CAST($17 AS TEXT[]), CAST($18 AS TEXT[]), CAST($19 AS BIGINT[]),
            CAST($20 AS BIGINT[]))
            AS new (id, seq, guest_seq, reader_seq, ordinal, guest_ordinal, last_message_id,
                guest_last_message_id, last_at, guest_last_at, kind, name, description, read_only,
                link_id, picture_id, tags, direct_key, rules_version, member_count)
        WHERE c.id = new.id",
};
