//! Postgres opened by commands: a connection of their own, without the time limits of a server's.

use super::primary::settings;
use super::{Connection, MIGRATION_LOCK, no_connection, pool};
use crate::store::migrate;
use crate::store::sql::{Connection as AnyConnection, Sql};
use anyhow::Context;
use refinery::Runner;

/// Connects to a database that may have running servers. Works on a standby, too.
pub(in crate::store) async fn connect(url: &str) -> anyhow::Result<Sql> {
    let connection = pool(url, 1)?.get().await.map_err(|error| no_connection(&error))?;
    connection
        .batch_execute(
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
             SET application_name = 'parlor-command'",
        )
        .await?;
    Ok(Sql(AnyConnection::Postgres(Connection::new(connection))))
}

/// Connects to a database that no server uses, and brings its tables to a version. What was
/// migrated further stays so.
pub(in crate::store) async fn take(url: &str, schema: i64) -> anyhow::Result<Sql> {
    let mut sql = connect(url).await?;
    if let AnyConnection::Postgres(connection) = &sql.0 {
        settings(&connection.object).await?;
    }
    let runner = migrate::postgres::migrations::runner().set_target(migrate::target(schema)?);
    run(&mut sql, runner).await?;
    Ok(sql)
}

/// Brings the tables to the version of this server.
pub(in crate::store) async fn complete(sql: &mut Sql) -> anyhow::Result<()> {
    run(sql, migrate::postgres::migrations::runner()).await
}

async fn run(sql: &mut Sql, runner: Runner) -> anyhow::Result<()> {
    let AnyConnection::Postgres(Connection { object: connection, .. }) = &mut sql.0 else {
        return Ok(());
    };
    connection.execute("SELECT pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
    let client: &mut tokio_postgres::Client = connection;
    let done = runner.run_async(client).await;
    connection.execute("SELECT pg_advisory_unlock($1)", &[&MIGRATION_LOCK]).await?;
    done.context("a migration failed")?;
    Ok(())
}
