//! The embedded store: one file, one writer thread, a few reader threads, one owning process.
//!
//! Commits wait for the disk (`synchronous=FULL`): what was acknowledged survives a power cut.

mod checkpoint;
pub(super) mod offline;

use super::ended::{Ended, Ending};
use super::error::StoreError;
use super::migrate;
use super::sql::{Connection as AnyConnection, Row, Sql, Value};
use super::words;
use crate::tasks::spawn_thread;
use anyhow::Context;
use checkpoint::{Checkpoints, LOG_PAGES};
use domain::limits::COMMIT_QUEUE_MAX;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{ErrorCode, OpenFlags, ToSql};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Readers beside the writer; in WAL mode they do not wait for it.
const READERS: usize = 2;
const STATEMENTS_CACHED: usize = 256;
/// Memory for pages of the writer, KiB. A message changes a page of its own in each of eight trees:
/// where a batch finds no room for them, SQLite writes each several times.
const WRITER_CACHE_KIB: u32 = 16 * 1024;
/// What work waits in a thread's queue for: to begin, or that nobody asks any more.
const WAITS: u8 = 0;
const BEGUN: u8 = 1;
const GIVEN_UP: u8 = 2;
/// Errors after which it is not known what is on the disk.
const DISK_FAILED: [i32; 4] = [
    rusqlite::ffi::SQLITE_IOERR_WRITE,
    rusqlite::ffi::SQLITE_IOERR_FSYNC,
    rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC,
    rusqlite::ffi::SQLITE_IOERR_TRUNCATE,
];
/// How long the writer waits for another process that writes to the file.
const BUSY_TIMEOUT_MS: i64 = 1_000;

/// The embedded store. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Sqlite {
    writer: mpsc::Sender<Work>,
    readers: mpsc::Sender<Work>,
    ending: Ending,
    _owner: Arc<File>,
}

/// What a thread does with its connection.
struct Work(Box<dyn FnOnce(&mut Sql) + Send>);

impl Sqlite {
    /// Opens, or makes, `parlor.db` in `folder`, and brings its tables up to date.
    ///
    /// # Errors
    /// Another process owns the folder, or the file cannot be opened, or a migration failed.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let folder = folder.to_owned();
        crate::tasks::blocking(move || Self::open_blocking(&folder))
            .await
            .map_err(|error| StoreError::Unavailable(error.into()))?
            .map_err(StoreError::Unavailable)
    }

    fn open_blocking(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let owner = own(folder)?;
        let path = folder.join("parlor.db");
        let mut writing = connect(&path)?;
        migrate::embedded(&mut writing)?;
        writing.execute(words::SET_INDEXED, [])?;
        writing.execute_batch(&format!("PRAGMA cache_size = -{WRITER_CACHE_KIB};"))?;
        let ending = Ending::default();
        let checkpoints = Checkpoints::start(&path, &mut writing, LOG_PAGES, ending.clone())?;
        let (writer, work) = mpsc::channel(COMMIT_QUEUE_MAX);
        let after = move |writer: &rusqlite::Connection| checkpoints.after_commit(writer);
        serve("store-writer", writing, Arc::new(Mutex::new(work)), after)?;
        let (readers, work) = mpsc::channel(COMMIT_QUEUE_MAX);
        let work = Arc::new(Mutex::new(work));
        for _ in 0..READERS {
            serve("store-reader", connect(&path)?, Arc::clone(&work), |_| ())?;
        }
        Ok(Self { writer, readers, ending, _owner: Arc::new(owner) })
    }

    pub(super) fn ending(&self) -> &Ending {
        &self.ending
    }

    pub(super) async fn read<T, F>(&self, within: Duration, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        submit(&self.readers, within, move |sql| run(work(sql))).await
    }

    pub(super) async fn write<T, F>(&self, within: Duration, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        let ending = self.ending.clone();
        submit(&self.writer, within, move |sql| transact(sql, &ending, work)).await
    }
}

/// Takes the folder for this process alone, for as long as the file lives.
fn own(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join("parlor.lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("cannot open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => anyhow::bail!(
            "another process uses the data folder {}: stop it, or choose another folder with \
             PARLOR_DATA",
            folder.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

fn connect(path: &Path) -> anyhow::Result<rusqlite::Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags)
        .with_context(|| format!("cannot open {}", path.display()))?;
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}; PRAGMA temp_store = MEMORY;"
    ))?;
    // A mistyped "column" is an error, not a string.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Else statements are planned anew for every value that is compared with an index: that took
    // several times as long as the statements themselves. No plan of ours depends on a value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(connection)
}

/// Serves work on a thread of its own until all senders are gone; does `after` when a work's answer
/// is given.
fn serve(
    name: &str,
    connection: rusqlite::Connection,
    work: Arc<Mutex<mpsc::Receiver<Work>>>,
    after: impl Fn(&rusqlite::Connection) + Send + 'static,
) -> anyhow::Result<()> {
    let mut sql = Sql(AnyConnection::Sqlite(Connection(connection)));
    spawn_thread(name, move || {
        loop {
            let next = work.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
            let Some(Work(work)) = next else { return };
            let guarded = std::panic::AssertUnwindSafe(|| work(&mut sql));
            if std::panic::catch_unwind(guarded).is_err() {
                metrics::counter!("parlor_panics_total").increment(1);
                tracing::error!("work on the store panicked");
                rollback(&sql);
            }
            if let AnyConnection::Sqlite(Connection(connection)) = &sql.0 {
                after(connection);
            }
        }
    })?;
    Ok(())
}

/// Hands work to a thread and waits for its answer. Work that has not begun in time is not done.
async fn submit<T, F>(
    thread: &mpsc::Sender<Work>,
    within: Duration,
    work: F,
) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce(&mut Sql) -> Result<T, StoreError> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let state = Arc::new(AtomicU8::new(WAITS));
    let seen = Arc::clone(&state);
    let work = Work(Box::new(move |sql| {
        if seen.compare_exchange(WAITS, BEGUN, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            // Nobody may wait any more; what was done is done.
            drop(answer.send(work(sql)));
        }
    }));
    thread.try_send(work).map_err(|error| match error {
        mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
        mpsc::error::TrySendError::Closed(_) => {
            StoreError::unavailable("the store's thread has ended")
        }
    })?;
    match tokio::time::timeout(within, answered).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(StoreError::unavailable("the store's thread gave no answer")),
        Err(_) => {
            let state = state.compare_exchange(WAITS, GIVEN_UP, Ordering::SeqCst, Ordering::SeqCst);
            Err(match state {
                Ok(_) => StoreError::unavailable("the store's thread was busy"),
                Err(_) => StoreError::Unknown(anyhow::anyhow!("the store was not done in time")),
            })
        }
    }
}

/// Runs a future that never waits: on SQLite every statement is done when it returns.
fn run<T>(future: BoxFuture<'_, Result<T, StoreError>>) -> Result<T, StoreError> {
    future.now_or_never().unwrap_or_else(|| {
        Err(StoreError::Internal(anyhow::anyhow!("work on the store waited for something else")))
    })
}

fn transact<T, F>(sql: &mut Sql, ending: &Ending, work: F) -> Result<T, StoreError>
where
    F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>>,
{
    if let Some(why) = ending.reason() {
        return Err(StoreError::Unavailable(why.into()));
    }
    statement(sql, "BEGIN IMMEDIATE")?;
    match run(work(sql)) {
        Ok(value) => match commit(sql, ending) {
            Ok(()) => Ok(value),
            Err(error) => {
                rollback(sql);
                Err(error)
            }
        },
        Err(error) => {
            rollback(sql);
            Err(error)
        }
    }
}

/// Commits. A disk that fails then may have kept it or not, and what the system's memory holds from
/// then on proves nothing: a second `fsync` can succeed without having written anything.
fn commit(sql: &Sql, ending: &Ending) -> Result<(), StoreError> {
    let AnyConnection::Sqlite(Connection(connection)) = &sql.0 else { return Ok(()) };
    let Err(error) = connection.execute_batch("COMMIT") else { return Ok(()) };
    let extended = error.sqlite_error().map(|error| error.extended_code);
    if extended.is_some_and(|code| DISK_FAILED.contains(&code)) {
        ending.end(Ended::Disk);
        return Err(StoreError::Unknown(error.into()));
    }
    Err(failed(error))
}

fn statement(sql: &Sql, text: &'static str) -> Result<(), StoreError> {
    match &sql.0 {
        AnyConnection::Sqlite(connection) => connection.execute(text, &[]).map(|_| ()),
        AnyConnection::Postgres(_) => Ok(()),
    }
}

/// Ends a transaction that may be open; a full disk has ended it already.
fn rollback(sql: &Sql) {
    let AnyConnection::Sqlite(Connection(connection)) = &sql.0 else {
        return;
    };
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::warn!(%error, "a rollback failed");
    }
}

/// A connection of the embedded store.
#[derive(Debug)]
pub(super) struct Connection(rusqlite::Connection);

impl Connection {
    pub(super) fn query(&self, text: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.0.prepare_cached(text).map_err(failed)?;
        bind(&mut statement, params)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let values: Result<Vec<Value>, rusqlite::Error> =
                (0..columns).map(|column| row.get_ref(column).map(read)).collect();
            all.push(Row(values.map_err(failed)?));
        }
        Ok(all)
    }

    pub(super) fn execute(&self, text: &str, params: &[Value]) -> Result<u64, StoreError> {
        let mut statement = self.0.prepare_cached(text).map_err(failed)?;
        bind(&mut statement, params)?;
        let changed = statement.raw_execute().map_err(failed)?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }
}

/// The names of parameters, so that binding by name allocates nothing.
const NAMES: [&str; 32] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15",
    "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24", "$25", "$26", "$27", "$28",
    "$29", "$30", "$31", "$32",
];

/// Binds by name: SQLite numbers `$n` by first appearance, so that by place they could swap. What
/// is written for SQLite alone may have `?n`, which is its number.
fn bind(statement: &mut rusqlite::Statement<'_>, params: &[Value]) -> Result<(), StoreError> {
    if statement.parameter_index("?1").map_err(failed)?.is_some() {
        for (index, value) in (1..).zip(params) {
            statement.raw_bind_parameter(index, value).map_err(failed)?;
        }
        return Ok(());
    }
    if params.len() > NAMES.len() {
        return Err(StoreError::Internal(anyhow::anyhow!("more than {} parameters", NAMES.len())));
    }
    for (name, value) in NAMES.iter().zip(params) {
        // A parameter that the text of this dialect does not use.
        let Some(index) = statement.parameter_index(name).map_err(failed)? else {
            continue;
        };
        statement.raw_bind_parameter(index, value).map_err(failed)?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        let value = match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
            Self::Uuid(value) => ValueRef::Blob(value.as_bytes()),
            Self::Bool(value) => ValueRef::Integer(i64::from(*value)),
            Self::List(_) => {
                let what = "an array where one value belongs";
                return Err(rusqlite::Error::ToSqlConversionFailure(what.into()));
            }
        };
        Ok(rusqlite::types::ToSqlOutput::Borrowed(value))
    }
}

fn read(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

fn failed(error: rusqlite::Error) -> StoreError {
    let Some(code) = error.sqlite_error_code() else {
        return StoreError::Internal(error.into());
    };
    let unique = matches!(
        error.sqlite_error().map(|error| error.extended_code),
        Some(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
    );
    let unavailable = matches!(
        code,
        ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::OutOfMemory
    );
    if unique {
        StoreError::Duplicate
    } else if unavailable {
        StoreError::Unavailable(error.into())
    } else {
        StoreError::Internal(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::connect;
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_is_not_planned_anew_for_each_value() {
        let folder = tempfile::tempdir().unwrap();
        let connection = connect(&folder.path().join("parlor.db")).unwrap();
        let tables = "CREATE TABLE people (name TEXT NOT NULL COLLATE NOCASE);
                      CREATE INDEX people_name ON people (name);";
        connection.execute_batch(tables).unwrap();
        let mut statement = connection.prepare("SELECT 1 FROM people WHERE name LIKE $1").unwrap();
        for name in ["ana%", "ben%"] {
            assert!(!statement.exists([name]).unwrap());
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
