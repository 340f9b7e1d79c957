//! A whole store as of one moment, read beside the server that runs on it, or while none does.
//!
//! On SQLite it is a read transaction on a connection that cannot write, without the lock of the
//! owner; on Postgres a transaction that repeats its reads. Nothing is migrated, nothing written.

use super::dialect::Twice;
use super::error::StoreError;
use super::migrate;
use super::portable::{Page, Table};
use super::sql::{Sql, Value, params};
use super::{postgres, sqlite};
use anyhow::Context;
use std::path::PathBuf;
use uuid::Uuid;

/// Where a store is, for commands that take or give it whole.
#[derive(Clone)]
pub enum Place {
    /// The embedded store in a folder.
    Sqlite(PathBuf),
    /// The Postgres database at an address, which can hold a password.
    Postgres(String),
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.engine())
    }
}

impl Place {
    /// The name of the engine: `sqlite` or `postgres`.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// A store as of one moment.
#[derive(Debug)]
pub struct Snapshot {
    sql: Sql,
    schema: i64,
    epoch: String,
}

/// A stored file that attachments name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedFile {
    /// Its id.
    pub file: Uuid,
    /// Its length in bytes, as it was uploaded.
    pub bytes: i64,
    /// Whether it has a preview.
    pub preview: bool,
}

impl Snapshot {
    /// Takes a snapshot of what is committed now. It is held until this is dropped.
    ///
    /// # Errors
    /// There is no store, it cannot be reached, or it is of a newer server.
    pub async fn take(place: &Place) -> anyhow::Result<Self> {
        let (mut sql, begin) = match place {
            Place::Sqlite(folder) => (sqlite::offline::look(folder)?, "BEGIN"),
            Place::Postgres(url) => (
                postgres::offline::connect(url).await?,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
        };
        sql.execute(begin, params![]).await?;
        let schema = schema(&mut sql).await?.context("there is no store here yet")?;
        anyhow::ensure!(
            schema <= migrate::latest(),
            "the store has tables of version {schema}, this server knows those up to {}: use the \
             newer server",
            migrate::latest()
        );
        let epoch = sql
            .query_opt("SELECT value FROM meta WHERE key = 'epoch'", params![])
            .await?
            .context("no server has used this store yet")?
            .get(0)?;
        Ok(Self { sql, schema, epoch })
    }

    /// The version of its tables.
    #[must_use]
    pub fn schema(&self) -> i64 {
        self.schema
    }

    /// Its epoch.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The connection, to read what the snapshot holds.
    pub(crate) fn sql(&mut self) -> &mut Sql {
        &mut self.sql
    }

    /// Rows of a table behind a key.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn page(&mut self, table: &Table, behind: Vec<Value>) -> Result<Page, StoreError> {
        table.page(&mut self.sql, self.schema, behind).await
    }

    /// Stored files that attachments name, each once, behind one of them.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn files_behind(
        &mut self,
        behind: Uuid,
        limit: i64,
    ) -> Result<Vec<NamedFile>, StoreError> {
        let rows = self
            .sql
            .query(
                "SELECT file_id, MAX(bytes), MAX(CASE WHEN preview THEN 1 ELSE 0 END)
                 FROM attachments WHERE file_id > $1 GROUP BY file_id ORDER BY file_id LIMIT $2",
                params![behind, limit],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let preview: i64 = row.get(2)?;
                Ok(NamedFile { file: row.get(0)?, bytes: row.get(1)?, preview: preview == 1 })
            })
            .collect()
    }

    /// Pictures, behind one of them.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn pictures_behind(
        &mut self,
        behind: Uuid,
        limit: i64,
    ) -> Result<Vec<Uuid>, StoreError> {
        let rows = self
            .sql
            .query(
                "SELECT id FROM pictures WHERE id > $1 ORDER BY id LIMIT $2",
                params![behind, limit],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }
}

const HAS_HISTORY: Twice = Twice {
    sqlite: "SELECT COUNT(*) FROM sqlite_master WHERE name = 'refinery_schema_history'",
    postgres: "SELECT COUNT(*) FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name = 'refinery_schema_history'",
};

/// The version of the tables; `None` if there are none.
pub(super) async fn schema(sql: &mut Sql) -> Result<Option<i64>, StoreError> {
    let text = sql.pick(HAS_HISTORY);
    let found: i64 = sql.query_one(text, params![]).await?.get(0)?;
    if found == 0 {
        return Ok(None);
    }
    sql.query_one("SELECT MAX(version) FROM refinery_schema_history", params![]).await?.get(0)
}
