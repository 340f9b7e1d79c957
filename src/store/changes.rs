//! What was changed that sessions on other nodes have to hear of, in case the bus lost it.
//!
//! Written with the change and read by every node; on Postgres alone, for an embedded store has one
//! node. Holds hints, not truth: what has changed is asked of the tables themselves.

use super::dialect::Dialect;
use super::error::StoreError;
use super::sql::{Row, Sql, Statement, params};
use domain::ids::{ConversationId, SignInId, UserId};
use uuid::Uuid;

/// The version of the tables that brought the one of changes.
pub const SINCE: i64 = 2;
/// Rows that are read at once; behind more a node looks at everything anew.
const ROWS_MAX: usize = 20_000;
/// The kind of a change of the organisation's name.
const ORGANISATION: i64 = 8;
/// Up to which transaction changes were forgotten, as a number.
const FORGOTTEN_KEY: &str = "changes_forgotten";

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A user's name, picture or standing.
    User {
        /// Whose.
        user: UserId,
        /// Whether they are deactivated by now.
        deactivated: bool,
    },
    /// A sign-in ended.
    SignInEnded {
        /// Whose.
        user: UserId,
        /// Which.
        sign_in: SignInId,
    },
    /// The organisation's name.
    Organisation,
    /// A user and what they keep of a conversation.
    Own {
        /// Whose.
        user: UserId,
        /// Where.
        conversation: ConversationId,
        /// What.
        what: Own,
    },
}

/// What concerns a user in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// They became a member.
    Joined,
    /// Their read mark moved.
    Read {
        /// The number in the log.
        seq: i64,
    },
    /// "Unread from here" was set.
    Unread,
    /// Their draft.
    Draft,
    /// Mute, pin or archive.
    Preferences,
}

impl Own {
    fn number(self) -> i64 {
        match self {
            Self::Joined => 3,
            Self::Read { .. } => 4,
            Self::Unread => 5,
            Self::Draft => 6,
            Self::Preferences => 7,
        }
    }
}

/// What is new since a look before.
#[derive(Debug)]
pub struct Look {
    /// From where the next look reads. Its answer repeats what of this one may not be all.
    pub next: i64,
    /// Whether this is everything. Else much time or too much has passed, or it is the first look.
    pub complete: bool,
    /// The changes, each with a number of its own that stays the same, in about their order.
    pub changes: Vec<(i64, Change)>,
}

/// Reads what is new; `None` on an embedded store.
///
/// # Errors
/// See [`StoreError`].
pub async fn since(sql: &mut Sql, since: Option<i64>) -> Result<Option<Look>, StoreError> {
    if sql.dialect() == Dialect::Sqlite {
        return Ok(None);
    }
    // First up to where everything has ended, then the rows: what ends in between may come twice.
    let row = sql
        .query_one(
            "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT),
                (SELECT CAST(value AS BIGINT) FROM meta WHERE key = $1)",
            params![FORGOTTEN_KEY],
        )
        .await?;
    let (next, forgotten): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
    let forgotten = forgotten.filter(|forgotten| *forgotten <= next).unwrap_or(0);
    let known = since.filter(|since| (forgotten..=next).contains(since));
    let Some(known) = known else {
        return Ok(Some(Look { next, complete: false, changes: Vec::new() }));
    };
    let rows = sql
        .query(
            "SELECT MIN(c.id), c.kind, c.user_id, c.about, MAX(c.seq),
                BOOL_OR(u.deactivated_at IS NOT NULL)
            FROM changes AS c LEFT JOIN users AS u ON u.id = c.user_id
            WHERE c.xact >= $1 GROUP BY c.xact, c.kind, c.user_id, c.about
            ORDER BY c.xact, c.kind LIMIT CAST($2 AS BIGINT)",
            params![known, i64::try_from(ROWS_MAX).unwrap_or(i64::MAX)],
        )
        .await?;
    let complete = rows.len() < ROWS_MAX;
    // Kinds of later releases are not for this one.
    let changes =
        rows.iter().filter_map(|row| change_of(row).transpose()).collect::<Result<_, _>>()?;
    Ok(Some(Look { next, complete, changes }))
}

fn change_of(row: &Row) -> Result<Option<(i64, Change)>, StoreError> {
    let (id, kind, user): (i64, i64, UserId) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let own = |what| -> Result<Change, StoreError> {
        Ok(Change::Own { user, conversation: row.get(3)?, what })
    };
    let change = match kind {
        1 => Change::User { user, deactivated: row.get(5)? },
        2 => Change::SignInEnded { user, sign_in: row.get(3)? },
        3 => own(Own::Joined)?,
        4 => own(Own::Read { seq: row.get(4)? })?,
        5 => own(Own::Unread)?,
        6 => own(Own::Draft)?,
        7 => own(Own::Preferences)?,
        ORGANISATION => Change::Organisation,
        _ => return Ok(None),
    };
    Ok(Some((id, change)))
}

/// Notes what a user keeps of conversations; the database notes what concerns access by itself.
///
/// # Errors
/// See [`StoreError`].
pub async fn note(
    sql: &mut Sql,
    user: UserId,
    what: Own,
    conversations: &[ConversationId],
) -> Result<(), StoreError> {
    if sql.dialect() == Dialect::Sqlite || conversations.is_empty() {
        return Ok(());
    }
    let seq = match what {
        Own::Read { seq } => Some(seq),
        Own::Joined | Own::Unread | Own::Draft | Own::Preferences => None,
    };
    let statements = conversations.iter().map(|conversation| Statement {
        text: "INSERT INTO changes (kind, user_id, about, seq) VALUES ($1, $2, $3, $4)",
        params: params![what.number(), user, *conversation, seq],
    });
    let statements = statements.collect();
    sql.batch(statements).await?;
    Ok(())
}

/// Notes that the organisation has another name.
///
/// # Errors
/// See [`StoreError`].
pub async fn note_organisation(sql: &mut Sql) -> Result<(), StoreError> {
    if sql.dialect() == Dialect::Postgres {
        let nobody = UserId::from(Uuid::nil());
        let text = "INSERT INTO changes (kind, user_id) VALUES ($1, $2)";
        sql.execute(text, params![ORGANISATION, nobody]).await?;
    }
    Ok(())
}

/// Forgets changes of transactions before this one, and such as no transaction of this server has
/// made: they came with a dump.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget(sql: &mut Sql, before: i64) -> Result<u64, StoreError> {
    if sql.dialect() == Dialect::Sqlite {
        return Ok(0);
    }
    sql.execute(
        // Another node may have forgotten more; one of a dump that was restored counts otherwise.
        "INSERT INTO meta AS kept (key, value) VALUES ($1, CAST(CAST($2 AS BIGINT) AS TEXT))
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
            WHERE CAST(kept.value AS BIGINT) < CAST(EXCLUDED.value AS BIGINT)
            OR CAST(kept.value AS BIGINT)
                > CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)",
        params![FORGOTTEN_KEY, before],
    )
    .await?;
    sql.execute(
        "DELETE FROM changes WHERE xact < $1
            OR xact >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)",
        params![before],
    )
    .await
}

/// Forgets everything: for a store that was filled with the rows of another, which no node reads.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_all(sql: &mut Sql) -> Result<(), StoreError> {
    if sql.dialect() == Dialect::Postgres {
        sql.execute("DELETE FROM changes", params![]).await?;
    }
    sql.execute("DELETE FROM meta WHERE key = $1", params![FORGOTTEN_KEY]).await?;
    Ok(())
}
