//! The words by which messages are found: folding text into them, and keeping the index (M9).
//! Searching is `search`.
//!
//! Postgres gets a message's words in the transaction that commits it. In SQLite that took a third
//! of a message's processor time, and a tenth of that for many messages at once: there they wait,
//! durable as rows of `messages` above the last that was indexed, until they are many or somebody
//! searches.

use super::dialect::{Dialect, Each, Twice};
use super::error::StoreError;
use super::meta;
use super::sql::{Sql, Value, params};
use domain::ids::MessageId;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Makes messages, which are there, findable by words that [`fold`] made. The inner limit has
/// Postgres look up each of them in the index, however small it thinks the table is.
pub(super) const ADD: Each = Each {
    sqlite: "INSERT OR REPLACE INTO message_words (rowid, words)
        SELECT row, ?2 FROM messages WHERE id = ?1",
    postgres: "INSERT INTO message_words (row, words)
        SELECT m.row, to_tsvector('simple', new.words)
        FROM unnest(CAST($1 AS UUID[]), CAST($2 AS TEXT[])) AS new (id, words)
            CROSS JOIN LATERAL (SELECT row FROM messages WHERE id = new.id LIMIT 1) AS m",
};

const REMOVE: Twice = Twice {
    sqlite: "DELETE FROM message_words WHERE rowid = (SELECT row FROM messages WHERE id = $1)",
    postgres: "DELETE FROM message_words WHERE row = (SELECT row FROM messages WHERE id = $1)",
};

/// The same for rows of messages that are known.
const ADD_ROWS: Twice = Twice {
    sqlite: "INSERT OR REPLACE INTO message_words (rowid, words)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each($1)",
    postgres: "INSERT INTO message_words (row, words)
        SELECT CAST(value ->> 0 AS BIGINT), to_tsvector('simple', value ->> 1)
        FROM json_array_elements(CAST(CAST($1 AS TEXT) AS json)) AS x (value)",
};

/// The key in `meta`, on SQLite alone: the last row of `messages` whose words are in the index.
pub(super) const INDEXED: &str = "indexed_row";
/// So many messages may wait for the index while others are committed.
pub const WAITING_MAX: i64 = 256;
/// Messages that are read and indexed at once.
const PAGE_ROWS: i64 = 256;

/// Rows above the last message are given again, and the release before indexes what it commits:
/// what is indexed never lies above what is there. Where nothing says how far it is, it is all.
pub(super) const SET_INDEXED: &str = "INSERT INTO meta (key, value)
    SELECT 'indexed_row', COALESCE(MAX(row), 0) FROM messages WHERE TRUE
    ON CONFLICT (key) DO UPDATE SET
        value = MIN(CAST(value AS INTEGER), CAST(EXCLUDED.value AS INTEGER))";

const WAITING: &str = "SELECT CAST(value AS INTEGER),
        COALESCE((SELECT MAX(row) FROM messages), 0) - CAST(value AS INTEGER)
    FROM meta WHERE key = 'indexed_row'";

/// How many messages, at most, wait to be findable.
///
/// # Errors
/// See [`StoreError`].
pub async fn waiting(sql: &mut Sql) -> Result<i64, StoreError> {
    Ok(behind(sql).await?.map_or(0, |(_, waiting)| waiting))
}

/// After which row they wait, and how many. `None`: here nothing ever does.
async fn behind(sql: &mut Sql) -> Result<Option<(i64, i64)>, StoreError> {
    match sql.dialect() {
        Dialect::Postgres => Ok(None),
        Dialect::Sqlite => {
            let row = sql.query_opt(WAITING, params![]).await?;
            row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
        }
    }
}

/// Makes all messages findable that wait for it, if they are as many as `least`.
///
/// # Errors
/// See [`StoreError`].
pub async fn catch_up(sql: &mut Sql, least: i64) -> Result<(), StoreError> {
    let Some((after, waiting)) = behind(sql).await? else { return Ok(()) };
    if waiting > 0 && waiting >= least {
        let last = index_after(sql, after).await?;
        meta::set(sql, INDEXED, &last.to_string()).await?;
    }
    Ok(())
}

/// After messages were taken away: what takes their rows is indexed again.
///
/// # Errors
/// See [`StoreError`].
pub async fn rows_were_removed(sql: &mut Sql) -> Result<(), StoreError> {
    if sql.dialect() == Dialect::Sqlite {
        sql.execute(SET_INDEXED, params![]).await?;
    }
    Ok(())
}

/// Makes the messages after a row findable by their text, their author's name and the names of
/// their files, as they are now. Gives the last row.
///
/// # Errors
/// See [`StoreError`].
pub async fn index_after(sql: &mut Sql, row: i64) -> Result<i64, StoreError> {
    let mut behind = row;
    loop {
        let messages = sql
            .query(
                "SELECT m.row, m.id, u.name, m.text, m.kind <> 3 AND m.deleted_at IS NULL
                 FROM messages AS m LEFT JOIN users AS u ON u.id = m.author_id
                 WHERE m.row > $1 ORDER BY m.row LIMIT $2",
                params![behind, PAGE_ROWS],
            )
            .await?;
        let Some(last) = messages.last() else { return Ok(behind) };
        let last: i64 = last.get(0)?;
        let names = file_names(sql, behind, last).await?;
        let mut words = Vec::new();
        for row in &messages {
            let id: MessageId = row.get(1)?;
            let texts = [row.get::<Option<String>>(2)?, row.get(3)?].into_iter().flatten();
            let names = names.get(&id).into_iter().flatten().cloned();
            let folded = fold(texts.chain(names));
            if !folded.is_empty() && row.get::<bool>(4)? {
                words.push((row.get::<i64>(0)?, folded));
            }
        }
        let array =
            serde_json::to_string(&words).map_err(|error| StoreError::Internal(error.into()))?;
        let text = sql.pick(ADD_ROWS);
        sql.execute(text, vec![Value::Text(array)]).await?;
        behind = last;
    }
}

async fn file_names(
    sql: &mut Sql,
    behind: i64,
    last: i64,
) -> Result<BTreeMap<MessageId, Vec<String>>, StoreError> {
    let rows = sql
        .query(
            "SELECT a.message_id, a.name FROM messages AS m
             JOIN attachments AS a ON a.message_id = m.id
             WHERE m.row > $1 AND m.row <= $2 ORDER BY m.row, a.place",
            params![behind, last],
        )
        .await?;
    let mut names: BTreeMap<MessageId, Vec<String>> = BTreeMap::new();
    for row in rows {
        names.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(names)
}

/// Folds texts into words: without case, diacritics and punctuation, a blank between two.
#[must_use]
pub fn fold(texts: impl Iterator<Item: AsRef<str>>) -> String {
    let mut words = String::new();
    for text in texts {
        let text = text.as_ref();
        words.push(' ');
        words.reserve(text.len());
        if text.is_ascii() {
            // It is decomposed already, and has no marks.
            text.chars().for_each(|character| add(&mut words, character));
        } else {
            let bare = text.nfkd().filter(|character| !is_combining_mark(*character));
            bare.for_each(|character| add(&mut words, character));
        }
    }
    words.trim().to_owned()
}

fn add(words: &mut String, character: char) {
    if character.is_ascii_alphanumeric() {
        words.push(character.to_ascii_lowercase());
    } else if character.is_alphanumeric() {
        words.extend(character.to_lowercase());
    } else if !words.ends_with(' ') {
        words.push(' ');
    }
}

/// Makes a message findable no more.
///
/// # Errors
/// See [`StoreError`].
pub async fn remove(sql: &mut Sql, message: MessageId) -> Result<(), StoreError> {
    let text = sql.pick(REMOVE);
    sql.execute(text, params![message]).await?;
    Ok(())
}
