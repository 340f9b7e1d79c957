//! The embedded store opened by commands: to look at it beside its server, or to fill it while
//! there is none.

use super::{BUSY_TIMEOUT_MS, Connection, connect, own};
use crate::store::migrate;
use crate::store::sql::{Connection as AnyConnection, Sql};
use anyhow::Context;
use rusqlite::OpenFlags;
use std::fs::File;
use std::path::Path;

/// Opens a store that may have a running server. The connection never writes.
pub(in crate::store) fn look(folder: &Path) -> anyhow::Result<Sql> {
    let path = folder.join("parlor.db");
    anyhow::ensure!(path.exists(), "there is no store in the folder {}", folder.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(&path, flags)
        .with_context(|| format!("cannot open {}", path.display()))?;
    connection.execute_batch(&format!(
        "PRAGMA query_only = ON; PRAGMA busy_timeout = {BUSY_TIMEOUT_MS};
         PRAGMA temp_store = MEMORY;"
    ))?;
    Ok(Sql(AnyConnection::Sqlite(Connection(connection))))
}

/// Takes a folder as its only owner, and brings its tables to a version. What was migrated further
/// stays so.
pub(in crate::store) fn take(folder: &Path, schema: i64) -> anyhow::Result<(File, Sql)> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let owner = own(folder)?;
    let mut connection = connect(&folder.join("parlor.db"))?;
    migrate::sqlite::migrations::runner()
        .set_target(migrate::target(schema)?)
        .run(&mut connection)
        .context("a migration failed")?;
    Ok((owner, Sql(AnyConnection::Sqlite(Connection(connection)))))
}

/// Brings the tables to the version of this server, and puts everything into the one file.
pub(in crate::store) fn complete(sql: &mut Sql) -> anyhow::Result<()> {
    let AnyConnection::Sqlite(Connection(connection)) = &mut sql.0 else {
        return Ok(());
    };
    migrate::sqlite::migrations::runner().run(connection).context("a migration failed")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
