//! The table `meta`: single values of the whole store.

use super::dialect::Twice;
use super::error::StoreError;
use super::sql::{Sql, params};

/// Sets a value, whatever it was.
///
/// # Errors
/// See [`StoreError`].
pub async fn set(sql: &mut Sql, key: &'static str, value: &str) -> Result<(), StoreError> {
    sql.execute(
        "INSERT INTO meta (key, value) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        params![key, value],
    )
    .await?;
    Ok(())
}

/// Sets a value, if there is none.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_if_absent(
    sql: &mut Sql,
    key: &'static str,
    value: &str,
) -> Result<(), StoreError> {
    sql.execute(
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        params![key, value],
    )
    .await?;
    Ok(())
}

/// Whether there is a value and it is this one.
///
/// # Errors
/// See [`StoreError`].
pub async fn is(sql: &mut Sql, key: &'static str, value: &str) -> Result<bool, StoreError> {
    let found = sql
        .query_opt("SELECT 1 FROM meta WHERE key = $1 AND value = $2", params![key, value])
        .await?;
    Ok(found.is_some())
}

/// A value, if there is one.
///
/// # Errors
/// See [`StoreError`].
pub async fn get(sql: &mut Sql, key: &'static str) -> Result<Option<String>, StoreError> {
    let row = sql.query_opt("SELECT value FROM meta WHERE key = $1", params![key]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// Takes a value out.
///
/// # Errors
/// See [`StoreError`].
pub async fn remove(sql: &mut Sql, key: &'static str) -> Result<(), StoreError> {
    sql.execute("DELETE FROM meta WHERE key = $1", params![key]).await?;
    Ok(())
}

const LOCK: Twice = Twice {
    sqlite: "SELECT CAST($1 AS TEXT)",
    postgres: "SELECT CAST($1 AS TEXT) FROM (SELECT pg_advisory_xact_lock(hashtextextended($1, 0)))
               AS locked",
};

/// Waits until no other transaction holds the lock of this name, and holds it until the end of this
/// one: for what has no row to lock. On SQLite there is one writer anyway.
///
/// # Errors
/// See [`StoreError`].
pub async fn lock(sql: &mut Sql, name: &str) -> Result<(), StoreError> {
    let text = sql.pick(LOCK);
    sql.query(text, params![name]).await?;
    Ok(())
}
