//! Filling an empty store with the rows of another one: all in one transaction, so that whatever
//! breaks it off leaves the store empty.
//!
//! The tables are first brought to the version of the rows, and to the version of this server only
//! when they are filled: so migrations move old rows as they would have moved them in place.

use super::changes;
use super::error::StoreError;
use super::migrate;
use super::portable::{Table, tables};
use super::snapshot::{Place, schema};
use super::sql::{Sql, params};
use super::words;
use super::{postgres, sqlite};
use std::fs::File;

/// A store that is being filled, and empty until that is done.
#[derive(Debug)]
pub struct Loading {
    sql: Sql,
    schema: i64,
    /// Of the embedded store: no server starts meanwhile.
    _owner: Option<File>,
}

const OTHERS: &str = "SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'parlor' AND pid <> pg_backend_pid()";
const LOCK: &str = "LOCK TABLE meta IN ACCESS EXCLUSIVE MODE";

impl Loading {
    /// Takes an empty store to fill it with rows of tables of version `rows`.
    ///
    /// # Errors
    /// It is in use, or not empty, or its tables are newer than the rows; what to do about it.
    pub async fn begin(place: &Place, rows: i64) -> anyhow::Result<Self> {
        let (owner, mut sql) = match place {
            Place::Sqlite(folder) => {
                let (owner, sql) = sqlite::offline::take(folder, rows)?;
                (Some(owner), sql)
            }
            Place::Postgres(url) => (None, postgres::offline::take(url, rows).await?),
        };
        let found = schema(&mut sql).await?.unwrap_or(0);
        anyhow::ensure!(
            found == rows,
            "the store has tables of version {found} already, and the archive has rows of version \
             {rows}: name a store that no server has used yet"
        );
        match place {
            Place::Sqlite(_) => {
                sql.execute("BEGIN IMMEDIATE", params![]).await?;
            }
            Place::Postgres(_) => {
                sql.execute("BEGIN", params![]).await?;
                sql.execute(LOCK, params![]).await?;
                let others: i64 = sql.query_one(OTHERS, params![]).await?.get(0)?;
                anyhow::ensure!(others == 0, "a server uses this database: stop it first");
            }
        }
        for table in tables(rows).filter(|table| table.name != "meta") {
            let text = format!("SELECT 1 FROM {} LIMIT 1", table.name);
            anyhow::ensure!(
                sql.query_built(&text, params![]).await?.is_empty(),
                "the store is not empty (there is something in `{}`): name an empty one, nothing \
                 is ever loaded over what is there",
                table.name
            );
        }
        // What a server that was started once has written of itself.
        sql.execute("DELETE FROM meta", params![]).await?;
        Ok(Self { sql, schema: rows, _owner: owner })
    }

    /// Loads rows of a table.
    ///
    /// # Errors
    /// See [`StoreError`]. Drop this then: nothing is kept.
    pub async fn load(&mut self, table: &Table, lines: &str) -> Result<u64, StoreError> {
        table.put(&mut self.sql, self.schema, lines).await
    }

    /// Makes the words of the search, gives the store an epoch that no other has had, keeps
    /// everything and brings the tables to the version of this server. Gives the epoch.
    ///
    /// # Errors
    /// The commit failed: then nothing is kept, or a later migration did: it is tried again when a
    /// server starts.
    pub async fn finish(mut self) -> anyhow::Result<String> {
        words::index_after(&mut self.sql, 0).await?;
        if self.schema >= changes::SINCE {
            changes::forget_all(&mut self.sql).await?;
        }
        let epoch = super::new_epoch();
        // Of which database it was, and what of it is indexed, a server finds out anew.
        for key in ["epoch", "system", "timeline", words::INDEXED] {
            self.sql.execute("DELETE FROM meta WHERE key = $1", params![key]).await?;
        }
        super::meta::set(&mut self.sql, "epoch", &epoch).await?;
        self.sql.execute("COMMIT", params![]).await?;
        if self.schema < migrate::latest() {
            tracing::info!(from = self.schema, to = migrate::latest(), "migrating what was loaded");
        }
        sqlite::offline::complete(&mut self.sql)?;
        postgres::offline::complete(&mut self.sql).await?;
        Ok(epoch)
    }
}
