//! The store on Postgres: a pool, and transactions that end in time.
//!
//! Refuses a database that would lose acknowledged messages, and one that is not the primary
//! (`primary`). A connection that did not answer in time, or whose transaction may be open, is
//! thrown away.

mod connection;
pub(super) mod offline;
mod primary;
mod turns;
mod values;

use super::ended::Ending;
use super::error::{Late, StoreError};
use super::migrate;
use super::sql::{Connection as AnyConnection, Sql};
use anyhow::Context;
pub(super) use connection::Connection;
use connection::{ReadOnly, error_of, failed};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use domain::limits::STORE_DEADLINE;
use futures_util::future::BoxFuture;
pub(super) use primary::Identity;
use primary::Primary;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use turns::Turns;
pub(super) use turns::Whose;

/// Names the lock under which migrations run, on every node the same: "parlor" in ASCII.
const MIGRATION_LOCK: i64 = 0x7061_726c_6f72;
/// The database itself ends a statement after this time, milliseconds: a little after nobody waits
/// for it any more.
const STATEMENT_TIMEOUT_MS: u32 = 2_000;

/// The store on Postgres. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Postgres(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pool: Pool,
    /// As many as the pool has connections; who has one finds a connection.
    turns: Turns,
    primary: Primary,
    ending: Ending,
    /// The last that was asked did not answer: then waiting is not for others' work.
    silent: AtomicBool,
}

impl Postgres {
    /// Connects, looks at the server's settings, and brings the tables up to date.
    ///
    /// # Errors
    /// It cannot be reached, its settings endanger acknowledged messages, or a migration failed.
    pub async fn open(url: &str, connections_max: usize) -> Result<Self, StoreError> {
        let pool = pool(url, connections_max).map_err(StoreError::Unavailable)?;
        let ending = Ending::default();
        let opened = Self(Arc::new(Inner {
            pool,
            turns: Turns::of(connections_max),
            primary: Primary::new(ending.clone()),
            ending,
            silent: AtomicBool::new(false),
        }));
        let mut lease = opened.lease(opened.turn(Whose::Anybodys).await?).await?;
        migrate_under_lock(lease.object()?).await.map_err(StoreError::Unavailable)?;
        lease.keep();
        drop(lease);
        Ok(opened)
    }

    pub(super) fn ending(&self) -> &Ending {
        &self.0.ending
    }

    pub(super) fn identity(&self) -> Option<Identity> {
        self.0.primary.identity()
    }

    pub(super) fn expect_epoch(&self, epoch: &Arc<str>) {
        self.0.primary.expect_epoch(epoch);
    }

    pub(super) async fn read<T, F>(&self, within: Duration, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        let mut deadline = pin!(tokio::time::sleep(within));
        let turn = tokio::select! {
            turn = self.turn(Whose::Anybodys) => turn?,
            () = &mut deadline => return Err(self.no_turn()),
        };
        let done = tokio::select! {
            done = self.read_in(turn, within, work) => done,
            () = &mut deadline => Err(no_answer()),
        };
        self.heard(&done);
        done
    }

    async fn read_in<T, F>(
        &self,
        turn: OwnedSemaphorePermit,
        within: Duration,
        work: F,
    ) -> Result<T, StoreError>
    where
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>>,
    {
        let mut lease = self.lease(turn).await?;
        let long = within > STORE_DEADLINE.duration();
        if long {
            let text = format!("SET statement_timeout = {}", within.as_millis());
            lease.command(&text).await?;
        }
        let done = work(lease.sql()?).await;
        if long {
            lease.command(&format!("SET statement_timeout = {STATEMENT_TIMEOUT_MS}")).await?;
        }
        self.judge(&mut lease, &done);
        done
    }

    pub(super) async fn write<T, F>(
        &self,
        whose: Whose,
        within: Duration,
        work: F,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        let store = self.clone();
        let done = crate::tasks::uncancelled(async move {
            let done = store.transact(whose, within, work).await;
            store.heard(&done);
            done
        });
        done.await.map_err(|error| StoreError::Unavailable(error.into()))?
    }

    async fn transact<T, F>(&self, whose: Whose, within: Duration, work: F) -> Result<T, StoreError>
    where
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>>,
    {
        let mut deadline = pin!(tokio::time::sleep(within));
        let turn = tokio::select! {
            turn = self.turn(whose) => turn?,
            () = &mut deadline => return Err(self.no_turn()),
        };
        let begin = async {
            let mut lease = self.lease(turn).await?;
            if within > STORE_DEADLINE.duration() {
                let limit = within.as_millis();
                lease.command(&format!("BEGIN; SET LOCAL statement_timeout = {limit}")).await?;
            } else {
                lease.connection()?.begin();
            }
            let done = work(lease.sql()?).await;
            Ok((lease, done))
        };
        let (mut lease, done) = tokio::select! {
            begun = begin => begun?,
            () = &mut deadline => return Err(no_answer()),
        };
        match done {
            Ok(value) => {
                self.commit(&mut lease, within).await?;
                Ok(value)
            }
            Err(error) => self.roll_back(&mut lease, within, error).await,
        }
    }

    /// Ends a transaction that may be open. Gives back why.
    async fn roll_back<T>(
        &self,
        lease: &mut Lease,
        within: Duration,
        error: StoreError,
    ) -> Result<T, StoreError> {
        let rolled_back = tokio::time::timeout(within, lease.command("ROLLBACK")).await;
        let done = Err(error);
        if matches!(rolled_back, Ok(Ok(()))) {
            self.judge(lease, &done);
        }
        done
    }

    /// Commits. When no answer comes, or the primary was found to be another one meanwhile, it is
    /// not known whether that happened.
    async fn commit(&self, lease: &mut Lease, within: Duration) -> Result<(), StoreError> {
        let committing = lease.connection()?.commit();
        let done = match tokio::time::timeout(within, committing).await {
            Ok(Ok(())) if self.trusts(lease) => Ok(()),
            Ok(Ok(())) => Err(StoreError::Unknown(ReadOnly.into())),
            Ok(Err(StoreError::Unknown(source))) => Err(StoreError::Unknown(source)),
            Ok(Err(error)) => return self.roll_back(lease, within, error).await,
            Err(_) => Err(StoreError::Unknown(Late.into())),
        };
        self.judge(lease, &done);
        done
    }

    /// Whether nothing was heard since that puts what was just committed in question.
    fn trusts(&self, lease: &mut Lease) -> bool {
        let primary = &self.0.primary;
        self.0.ending.reason().is_none()
            && lease.object().is_ok_and(|object| primary.trusts(Object::metrics(object).created))
    }

    /// Waits for its turn.
    async fn turn(&self, whose: Whose) -> Result<OwnedSemaphorePermit, StoreError> {
        match self.0.turns.take(whose).await {
            Err(StoreError::Overloaded) => Err(self.no_turn()),
            turn => turn,
        }
    }

    fn no_turn(&self) -> StoreError {
        if self.is_silent() { no_answer() } else { StoreError::Overloaded }
    }

    /// All connections are in use, by work that gets its answers.
    pub(super) fn is_only_busy(&self) -> bool {
        self.0.turns.are_taken() && !self.is_silent()
    }

    fn is_silent(&self) -> bool {
        self.0.silent.load(Ordering::Relaxed)
    }

    /// Remembers whether the database answers.
    fn heard<T>(&self, done: &Result<T, StoreError>) {
        let silent = match done {
            Err(StoreError::Unavailable(_) | StoreError::Unknown(_)) => true,
            Err(StoreError::Overloaded) => return,
            Ok(_)
            | Err(
                StoreError::Duplicate
                | StoreError::Retry
                | StoreError::Corrupt(_)
                | StoreError::Internal(_),
            ) => false,
        };
        self.0.silent.store(silent, Ordering::Relaxed);
    }

    /// A connection that was looked at.
    async fn lease(&self, turn: OwnedSemaphorePermit) -> Result<Lease, StoreError> {
        if let Some(why) = self.0.ending.reason() {
            return Err(StoreError::Unavailable(why.into()));
        }
        let mut lease = Lease { sql: None, _turn: turn };
        loop {
            let object = self.0.pool.get().await.map_err(|error| no_connection(&error))?;
            let made = *Object::metrics(&object);
            lease.sql = Some(Sql(AnyConnection::Postgres(Connection::new(object))));
            if made.recycle_count == 0 {
                let object = lease.object()?;
                self.0.primary.look_at(object, made.created).await?;
                return Ok(lease);
            }
            if self.0.primary.trusts(made.created) {
                return Ok(lease);
            }
            lease.throw_away();
        }
    }

    /// Keeps a connection, unless what happened puts it or all of them in question.
    fn judge<T>(&self, lease: &mut Lease, done: &Result<T, StoreError>) {
        match done {
            Ok(_)
            | Err(
                StoreError::Duplicate
                | StoreError::Retry
                | StoreError::Overloaded
                | StoreError::Corrupt(_)
                | StoreError::Internal(_),
            ) => lease.keep(),
            Err(StoreError::Unavailable(source) | StoreError::Unknown(source)) => {
                if source.is::<ReadOnly>() {
                    self.0.primary.distrust_all();
                }
            }
        }
    }
}

fn pool(url: &str, connections_max: usize) -> anyhow::Result<Pool> {
    let mut config: tokio_postgres::Config = url
        .parse()
        .context("DATABASE_URL is not of the form postgres://user@host:port/database")?;
    let options = format!(
        "{} -c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=5000",
        config.get_options().unwrap_or_default()
    );
    config.options(options.trim());
    config.application_name("parlor");
    if config.get_hosts().len() > 1 {
        // One of them may hang without refusing: then the next try begins with another.
        config.load_balance_hosts(tokio_postgres::config::LoadBalanceHosts::Random);
    }
    config.connect_timeout(STORE_DEADLINE.duration());
    config.tcp_user_timeout(STORE_DEADLINE.duration() * 5);
    let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let plain = config.get_ssl_mode() == tokio_postgres::config::SslMode::Disable;
    let manager = if plain {
        Manager::from_config(config, tokio_postgres::NoTls, manager_config)
    } else {
        Manager::from_config(config, tls()?, manager_config)
    };
    Ok(Pool::builder(manager).max_size(connections_max).runtime(Runtime::Tokio1).build()?)
}

/// TLS to the database with the certificates that Mozilla's programme trusts.
fn tls() -> anyhow::Result<tokio_postgres_rustls::MakeRustlsConnect> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let config =
        rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
}

/// Nodes that start together migrate one after the other: the lock is held by this connection and
/// falls with it.
async fn migrate_under_lock(connection: &mut Object) -> anyhow::Result<()> {
    connection.batch_execute("SET statement_timeout = 0").await?;
    connection.execute("SELECT pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
    let client: &mut tokio_postgres::Client = connection;
    let done = migrate::database(client).await;
    connection.execute("SELECT pg_advisory_unlock($1)", &[&MIGRATION_LOCK]).await?;
    connection.batch_execute(&format!("SET statement_timeout = {STATEMENT_TIMEOUT_MS}")).await?;
    done
}

/// A connection on loan. Unless it is kept it does not go back to the pool: it is closed, and the
/// database rolls back.
#[derive(Debug)]
struct Lease {
    sql: Option<Sql>,
    _turn: OwnedSemaphorePermit,
}

impl Lease {
    fn sql(&mut self) -> Result<&mut Sql, StoreError> {
        self.sql.as_mut().ok_or(StoreError::Corrupt("connection"))
    }

    fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        match &mut self.sql {
            Some(Sql(AnyConnection::Postgres(connection))) => Ok(connection),
            Some(Sql(AnyConnection::Sqlite(_))) | None => Err(StoreError::Corrupt("connection")),
        }
    }

    fn object(&mut self) -> Result<&mut Object, StoreError> {
        self.connection().map(|connection| &mut connection.object)
    }

    async fn command(&mut self, text: &str) -> Result<(), StoreError> {
        self.object()?.batch_execute(text).await.map_err(|error| failed(&error))
    }

    /// No transaction is open and no answer is due: the connection may be used again.
    fn keep(&mut self) {
        self.sql.take();
    }

    fn throw_away(&mut self) {
        if let Some(Sql(AnyConnection::Postgres(connection))) = self.sql.take() {
            drop(Object::take(connection.object));
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.throw_away();
    }
}

fn no_answer() -> StoreError {
    StoreError::unavailable("the database did not answer in time")
}

fn no_connection(error: &deadpool_postgres::PoolError) -> StoreError {
    StoreError::Unavailable(match error {
        deadpool_postgres::PoolError::Backend(error) => error_of(error),
        other @ (deadpool_postgres::PoolError::Timeout(_)
        | deadpool_postgres::PoolError::Closed
        | deadpool_postgres::PoolError::NoRuntimeSpecified
        | deadpool_postgres::PoolError::PostCreateHook(_)) => anyhow::anyhow!("{other}"),
    })
}
