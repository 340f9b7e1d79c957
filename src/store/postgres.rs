//! The store on Postgres: a pool, prepared statements, pipelined batches.
//!
//! Refuses a database that would lose acknowledged messages (`synchronous_commit`, `fsync`), and
//! one that is read-only because it was demoted.

use super::error::StoreError;
use super::migrate;
use super::sql::{Connection as AnyConnection, Row, Sql, Statement, Value};
use anyhow::Context;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use domain::limits::STORE_DEADLINE;
use futures_util::future::{BoxFuture, MaybeDone, maybe_done};
use std::pin::Pin;
use std::task::Poll;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// Names the lock under which migrations run, on every node the same: "parlor" in ASCII.
const MIGRATION_LOCK: i64 = 0x7061_726c_6f72;

/// The store on Postgres. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Connects, looks at the server's settings, and brings the tables up to date.
    ///
    /// # Errors
    /// It cannot be reached, its settings endanger acknowledged messages, or a migration failed.
    pub async fn open(url: &str, connections_max: usize) -> Result<Self, StoreError> {
        let pool = pool(url, connections_max).map_err(StoreError::Unavailable)?;
        let mut connection = pool.get().await.map_err(no_connection)?;
        check_settings(&connection).await.map_err(StoreError::Unavailable)?;
        migrate_under_lock(&mut connection).await.map_err(StoreError::Unavailable)?;
        Ok(Self { pool })
    }

    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        let connection = self.pool.get().await.map_err(no_connection)?;
        work(&mut Sql(AnyConnection::Postgres(Connection(connection)))).await
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>> + Send + 'static,
    {
        let connection = self.pool.get().await.map_err(no_connection)?;
        crate::tasks::uncancelled(transact(Connection(connection), work))
            .await
            .map_err(|error| StoreError::Unavailable(error.into()))?
    }
}

fn pool(url: &str, connections_max: usize) -> anyhow::Result<Pool> {
    let mut config: tokio_postgres::Config = url
        .parse()
        .context("DATABASE_URL is not of the form postgres://user@host:port/database")?;
    let options = format!(
        "{} -c statement_timeout=10000 -c idle_in_transaction_session_timeout=10000",
        config.get_options().unwrap_or_default()
    );
    config.options(options.trim());
    config.application_name("parlor");
    config.connect_timeout(STORE_DEADLINE.duration());
    config.tcp_user_timeout(STORE_DEADLINE.duration() * 5);
    let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let plain = config.get_ssl_mode() == tokio_postgres::config::SslMode::Disable;
    let manager = if plain {
        Manager::from_config(config, tokio_postgres::NoTls, manager_config)
    } else {
        Manager::from_config(config, tls()?, manager_config)
    };
    let timeouts = Timeouts {
        wait: Some(STORE_DEADLINE.duration()),
        create: Some(STORE_DEADLINE.duration()),
        recycle: Some(STORE_DEADLINE.duration()),
    };
    Ok(Pool::builder(manager)
        .max_size(connections_max)
        .timeouts(timeouts)
        .runtime(Runtime::Tokio1)
        .build()?)
}

/// TLS to the database with the certificates that Mozilla's programme trusts.
fn tls() -> anyhow::Result<tokio_postgres_rustls::MakeRustlsConnect> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let config =
        rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
}

async fn check_settings(client: &tokio_postgres::Client) -> anyhow::Result<()> {
    let row = client
        .query_one(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync'),
                    pg_is_in_recovery(), current_setting('server_version_num')::bigint,
                    current_setting('server_encoding')",
            &[],
        )
        .await?;
    let synchronous_commit: String = row.get(0);
    anyhow::ensure!(
        synchronous_commit != "off",
        "Postgres has synchronous_commit=off and would lose acknowledged messages in a crash: \
         switch it on"
    );
    let fsync: String = row.get(1);
    anyhow::ensure!(
        fsync == "on",
        "Postgres has fsync=off and would lose acknowledged messages in a power cut: switch it on"
    );
    let in_recovery: bool = row.get(2);
    anyhow::ensure!(!in_recovery, "this Postgres is a read-only standby: name the primary");
    let version: i64 = row.get(3);
    anyhow::ensure!(version >= 140_000, "Postgres 14 or newer is needed");
    let encoding: String = row.get(4);
    anyhow::ensure!(encoding == "UTF8", "the database's encoding is {encoding}: it has to be UTF8");
    Ok(())
}

/// Nodes that start together migrate one after the other: the lock is held by this connection and
/// falls with it.
async fn migrate_under_lock(connection: &mut Object) -> anyhow::Result<()> {
    connection.batch_execute("SET statement_timeout = 0").await?;
    connection.execute("SELECT pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
    let client: &mut tokio_postgres::Client = connection;
    let done = migrate::postgres::migrations::runner().run_async(client).await;
    connection.execute("SELECT pg_advisory_unlock($1)", &[&MIGRATION_LOCK]).await?;
    connection.batch_execute("SET statement_timeout = 10000").await?;
    done.context("a migration failed")?;
    Ok(())
}

async fn transact<T, F>(connection: Connection, work: F) -> Result<T, StoreError>
where
    F: for<'s> FnOnce(&'s mut Sql) -> BoxFuture<'s, Result<T, StoreError>>,
{
    let mut open = OpenTransaction(Some(Sql(AnyConnection::Postgres(connection))));
    let Some(sql) = &mut open.0 else {
        return Err(StoreError::Corrupt("connection"));
    };
    command(sql, "BEGIN").await?;
    let done = work(sql).await;
    let ended = match &done {
        Ok(_) => command(sql, "COMMIT").await.map_err(|error| match error {
            // The connection broke while the answer was due.
            StoreError::Unavailable(source) => StoreError::Unknown(source),
            StoreError::Duplicate
            | StoreError::Retry
            | StoreError::Unknown(_)
            | StoreError::Corrupt(_)
            | StoreError::Internal(_) => error,
        }),
        Err(_) => command(sql, "ROLLBACK").await,
    };
    match (done, ended) {
        (Ok(value), Ok(())) => {
            open.keep();
            Ok(value)
        }
        (Err(error), ended) => {
            if ended.is_ok() {
                open.keep();
            }
            Err(error)
        }
        (Ok(_), Err(error)) => Err(error),
    }
}

async fn command(sql: &mut Sql, text: &'static str) -> Result<(), StoreError> {
    match &mut sql.0 {
        AnyConnection::Postgres(connection) => {
            connection.0.batch_execute(text).await.map_err(|error| failed(&error))
        }
        AnyConnection::Sqlite(_) => Ok(()),
    }
}

/// A connection whose transaction may be open. Unless it is kept it does not go back to the pool:
/// it is closed, and the database rolls back.
struct OpenTransaction(Option<Sql>);

impl OpenTransaction {
    /// The transaction has ended: the connection may be used again.
    fn keep(&mut self) {
        self.0.take();
    }
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        if let Some(Sql(AnyConnection::Postgres(connection))) = self.0.take() {
            drop(Object::take(connection.0));
        }
    }
}

/// A connection of the pool.
#[derive(Debug)]
pub(super) struct Connection(Object);

impl Connection {
    pub(super) async fn query(
        &self,
        text: &'static str,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepare(text).await?;
        rows_of(&self.0, &statement, &params).await
    }

    pub(super) async fn execute(
        &self,
        text: &'static str,
        params: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let statement = self.prepare(text).await?;
        let params: Vec<&(dyn ToSql + Sync)> =
            params.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
        self.0.execute(&statement, &params).await.map_err(|error| failed(&error))
    }

    pub(super) async fn batch(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let mut prepared = Vec::with_capacity(statements.len());
        for statement in &statements {
            prepared.push(self.prepare(statement.text).await?);
        }
        let client = &self.0;
        let answers = prepared
            .iter()
            .zip(&statements)
            .map(|(prepared, statement)| {
                Box::pin(maybe_done(rows_of(client, prepared, &statement.params)))
            })
            .collect();
        in_order(answers).await.into_iter().collect()
    }

    async fn prepare(&self, text: &'static str) -> Result<tokio_postgres::Statement, StoreError> {
        self.0.prepare_cached(text).await.map_err(|error| failed(&error))
    }
}

async fn rows_of(
    client: &tokio_postgres::Client,
    statement: &tokio_postgres::Statement,
    params: &[Value],
) -> Result<Vec<Row>, StoreError> {
    let params: Vec<&(dyn ToSql + Sync)> =
        params.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
    let rows = client.query(statement, &params).await.map_err(|error| failed(&error))?;
    rows.iter().map(read).collect()
}

/// Awaits all, polling them in their order: statements are sent when they are first polled, so the
/// database gets them in this order and without waiting for answers in between.
async fn in_order<F: Future>(mut futures: Vec<Pin<Box<MaybeDone<F>>>>) -> Vec<F::Output> {
    std::future::poll_fn(|context| {
        let mut pending = false;
        for future in &mut futures {
            pending |= future.as_mut().poll(context).is_pending();
        }
        if pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    futures.iter_mut().filter_map(|future| future.as_mut().take_output()).collect()
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Bytes(value) => value.to_sql(ty, out),
            Self::Uuid(value) => value.to_sql(ty, out),
            Self::Bool(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT4
                | Type::INT8
                | Type::TEXT
                | Type::VARCHAR
                | Type::BYTEA
                | Type::UUID
                | Type::BOOL
        )
    }

    to_sql_checked!();
}

fn read(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    row.columns()
        .iter()
        .enumerate()
        .map(|(index, column)| read_column(row, index, column.type_()))
        .collect::<Result<Vec<Value>, tokio_postgres::Error>>()
        .map(Row)
        .map_err(|error| StoreError::Internal(error.into()))
}

fn read_column(
    row: &tokio_postgres::Row,
    index: usize,
    ty: &Type,
) -> Result<Value, tokio_postgres::Error> {
    Ok(match *ty {
        Type::INT8 => Value::from(row.try_get::<_, Option<i64>>(index)?),
        Type::INT4 => Value::from(row.try_get::<_, Option<i32>>(index)?.map(i64::from)),
        Type::BOOL => Value::from(row.try_get::<_, Option<bool>>(index)?),
        Type::UUID => Value::from(row.try_get::<_, Option<uuid::Uuid>>(index)?),
        Type::BYTEA => Value::from(row.try_get::<_, Option<Vec<u8>>>(index)?),
        _ => Value::from(row.try_get::<_, Option<String>>(index)?),
    })
}

fn no_connection(error: deadpool_postgres::PoolError) -> StoreError {
    StoreError::Unavailable(error.into())
}

/// The database's own message: without its detail, which can hold values of rows.
fn error_of(error: &tokio_postgres::Error) -> anyhow::Error {
    match error.as_db_error() {
        Some(error) => anyhow::anyhow!("{} ({})", error.message(), error.code().code()),
        None => anyhow::anyhow!("{error}"),
    }
}

fn failed(error: &tokio_postgres::Error) -> StoreError {
    let Some(code) = error.code() else {
        return StoreError::Unavailable(error_of(error));
    };
    if *code == SqlState::UNIQUE_VIOLATION {
        return StoreError::Duplicate;
    }
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        return StoreError::Retry;
    }
    // By class: connection exception, insufficient resources, operator intervention (shutdown,
    // time-out), system error; and a primary that became read-only.
    let unavailable = ["08", "53", "57", "58"].iter().any(|class| code.code().starts_with(class))
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION;
    if unavailable {
        StoreError::Unavailable(error_of(error))
    } else {
        StoreError::Internal(error_of(error))
    }
}
