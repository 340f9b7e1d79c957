//! The words by which messages are found: folding text into them, and keeping the index (M9).
//! Searching is `search`.

use super::dialect::{Each, Twice};
use super::error::StoreError;
use super::sql::{Sql, params};
use domain::ids::MessageId;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Makes messages, which are there, findable by words that [`fold`] made. The inner limit has
/// Postgres look up each of them in the index, however small it thinks the table is.
pub(super) const ADD: Each = Each {
    sqlite: "INSERT INTO message_words (rowid, words) SELECT row, ?2 FROM messages WHERE id = ?1",
    postgres: "INSERT INTO message_words (row, words)
        SELECT m.row, to_tsvector('simple', new.words)
        FROM unnest(CAST($1 AS UUID[]), CAST($2 AS TEXT[])) AS new (id, words)
            CROSS JOIN LATERAL (SELECT row FROM messages WHERE id = new.id LIMIT 1) AS m",
};

const REMOVE: Twice = Twice {
    sqlite: "DELETE FROM message_words WHERE rowid = (SELECT row FROM messages WHERE id = $1)",
    postgres: "DELETE FROM message_words WHERE row = (SELECT row FROM messages WHERE id = $1)",
};

/// Folds texts into words: without case, diacritics and punctuation, a blank between two.
#[must_use]
pub fn fold(texts: impl Iterator<Item: AsRef<str>>) -> String {
    let mut words = String::new();
    for text in texts {
        words.push(' ');
        for character in text.as_ref().nfkd().filter(|character| !is_combining_mark(*character)) {
            if character.is_alphanumeric() {
                words.extend(character.to_lowercase());
            } else if !words.ends_with(' ') {
                words.push(' ');
            }
        }
    }
    words.trim().to_owned()
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
