//! What is kept: the one truth, on SQLite or Postgres.
//!
//! Both run the same code and the same SQL text, through [`sql::Sql`]; what differs is in
//! `dialect`, `sqlite` and `postgres`. The store decides nothing and publishes nothing.

pub mod attachment_copies;
pub mod attachments;
pub mod audit;
pub mod changes;
pub mod codes;
pub mod commit;
pub mod conversations;
pub mod dialect;
pub mod ended;
pub mod error;
pub mod invitations;
pub mod links;
pub mod list;
pub mod loading;
pub mod log;
pub mod mailing;
pub mod marks;
pub mod messages;
pub mod meta;
pub mod migrate;
pub mod outbox;
pub mod people;
pub mod pictures;
pub mod portable;
pub mod postgres;
pub mod removal;
pub mod scheduled;
pub mod search;
pub mod sign_ins;
pub mod snapshot;
pub mod sql;
pub mod sqlite;
pub mod users;
pub mod words;

use crate::clock::Clock;
use domain::limits::STORE_DEADLINE;
use domain::time::Span;
use ended::Ending;
use error::StoreError;
use futures_util::future::BoxFuture;
use postgres::Whose;
use sql::{Sql, asking, params};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// A handle to the store. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Store {
    engine: Engine,
    clock: Arc<dyn Clock>,
    epoch: Arc<str>,
    jobs: Arc<Notify>,
    asked: Arc<AtomicU64>,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Store {
    /// Opens the embedded store in `folder`, makes it if it is not there, and migrates it.
    ///
    /// # Errors
    /// Another process owns the folder, or it cannot be written.
    pub async fn open_sqlite(folder: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let sqlite = sqlite::Sqlite::open(folder).await?;
        Self::ready(Engine::Sqlite(sqlite), clock).await
    }

    /// Opens a Postgres database and migrates it under a lock.
    ///
    /// # Errors
    /// It cannot be reached, or it is set up so that acknowledged messages could be lost.
    pub async fn open_postgres(
        url: &str,
        connections_max: usize,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let postgres = postgres::Postgres::open(url, connections_max).await?;
        Self::ready(Engine::Postgres(postgres), clock).await
    }

    async fn ready(engine: Engine, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let mut store = Self {
            engine,
            clock,
            epoch: Arc::from(""),
            jobs: Arc::default(),
            asked: Arc::default(),
        };
        store.epoch = Arc::from(store.load_or_make_epoch().await?);
        if let Engine::Postgres(postgres) = &store.engine {
            postgres.expect_epoch(&store.epoch);
        }
        Ok(store)
    }

    /// Names this incarnation of the store; a restore changes it.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Tells when this process must not use the store any more: then the node ends.
    #[must_use]
    pub fn ending(&self) -> &Ending {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.ending(),
            Engine::Postgres(postgres) => postgres.ending(),
        }
    }

    /// Whether other processes can write to it while this one runs.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(_) => false,
            Engine::Postgres(_) => true,
        }
    }

    /// The clock that rows are stamped with.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Says that a committed transaction added jobs to the outbox.
    pub fn jobs_added(&self) {
        self.jobs.notify_one();
    }

    /// Is notified when this node added jobs. Jobs of other nodes are found by looking.
    #[must_use]
    pub fn jobs(&self) -> &Arc<Notify> {
        &self.jobs
    }

    /// Reads on a connection of the pool: one statement after the other, without a transaction.
    /// Ends within 1.8 s.
    ///
    /// # Errors
    /// What `work` says; `Unavailable`, or `Overloaded` where no connection became free in time.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        self.read_within(STORE_DEADLINE, work).await
    }

    /// The same for what takes longer.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_within<T, F>(&self, deadline: Span, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        let (asked, within) = (Arc::clone(&self.asked), deadline.duration());
        let done = match &self.engine {
            Engine::Sqlite(sqlite) => {
                sqlite.read(within, move |sql| Box::pin(asking(asked, work(sql)))).await
            }
            Engine::Postgres(postgres) => {
                postgres.read(within, move |sql| Box::pin(asking(asked, work(sql)))).await
            }
        };
        counted(done)
    }

    /// Does all of `work` in one transaction, or nothing. It runs to its end even if the caller
    /// stops waiting; that comes within 1.8 s, and as much again for the commit.
    ///
    /// # Errors
    /// What `work` says, after a rollback; or `Unavailable`, or `Overloaded`. An error at the
    /// commit itself is `Unknown`: it may have happened.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        self.write_within(STORE_DEADLINE, work).await
    }

    /// The same for what takes longer.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_within<T, F>(&self, deadline: Span, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        self.write_for(Whose::Anybodys, deadline, work).await
    }

    /// As [`Self::write`], for the committer: a connection is kept for it, however many read.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_reserved<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        self.write_for(Whose::Committers, STORE_DEADLINE, work).await
    }

    async fn write_for<T, F>(&self, whose: Whose, deadline: Span, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        let (asked, within) = (Arc::clone(&self.asked), deadline.duration());
        let done = match &self.engine {
            Engine::Sqlite(sqlite) => {
                sqlite.write(within, move |sql| Box::pin(asking(asked, work(sql)))).await
            }
            Engine::Postgres(postgres) => {
                postgres.write(whose, within, move |sql| Box::pin(asking(asked, work(sql)))).await
            }
        };
        counted(done)
    }

    /// How many statements the store was asked since it was opened, those that begin and end
    /// transactions left aside.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether the store answers within `deadline`, or would if it had less to do.
    pub async fn is_ready(&self, deadline: Duration) -> bool {
        let probe = self.read(|sql| {
            Box::pin(async move {
                sql.query_opt("SELECT value FROM meta WHERE key = $1", params!["epoch"]).await
            })
        });
        if self.ending().reason().is_some() {
            return false;
        }
        match tokio::time::timeout(deadline, probe).await {
            Ok(Ok(epoch)) => epoch.is_some(),
            // To take a node away because it has much to do would give the others more.
            Ok(Err(StoreError::Overloaded)) | Err(_) => match &self.engine {
                Engine::Sqlite(_) => false,
                Engine::Postgres(postgres) => postgres.is_only_busy(),
            },
            Ok(Err(_)) => false,
        }
    }

    /// A value of the table `meta`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn meta(&self, key: &'static str) -> Result<Option<String>, StoreError> {
        self.read(move |sql| {
            Box::pin(async move {
                let row =
                    sql.query_opt("SELECT value FROM meta WHERE key = $1", params![key]).await?;
                row.map(|row| row.get(0)).transpose()
            })
        })
        .await
    }

    /// The epoch of the store. A new one is made for a store that is new, that was copied to
    /// another database system, or that goes on from an earlier state (a restore to a moment, a
    /// standby that was promoted while no node ran).
    async fn load_or_make_epoch(&self) -> Result<String, StoreError> {
        let epoch = new_epoch();
        let identity = match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(postgres) => postgres.identity(),
        };
        self.write(move |sql| Box::pin(epoch_of(sql, epoch, identity))).await
    }
}

/// Gives the epoch; `fresh` from now on, where the database is not what it was.
async fn epoch_of(
    sql: &mut Sql,
    fresh: String,
    identity: Option<postgres::Identity>,
) -> Result<String, StoreError> {
    meta::set_if_absent(sql, "epoch", &fresh).await?;
    if let Some(identity) = identity {
        let timeline = identity.timeline.to_string();
        meta::set_if_absent(sql, "system", &identity.system).await?;
        meta::set_if_absent(sql, "timeline", &timeline).await?;
        let same = meta::is(sql, "system", &identity.system).await?
            && meta::is(sql, "timeline", &timeline).await?;
        if !same {
            tracing::warn!("the database goes on from another state: a new epoch");
            meta::set(sql, "system", &identity.system).await?;
            meta::set(sql, "timeline", &timeline).await?;
            meta::set(sql, "epoch", &fresh).await?;
        }
    }
    let row = sql.query_one("SELECT value FROM meta WHERE key = 'epoch'", params![]).await?;
    row.get(0)
}

/// Counts what failed, by its kind.
fn counted<T>(done: Result<T, StoreError>) -> Result<T, StoreError> {
    if let Err(error) = &done {
        metrics::counter!("parlor_store_errors_total", "kind" => error.kind()).increment(1);
    }
    done
}

/// A name for an incarnation of a store: 32 random bits, so that none comes twice.
fn new_epoch() -> String {
    let fresh = uuid::Uuid::new_v4().simple().to_string();
    fresh.chars().take(8).collect()
}
