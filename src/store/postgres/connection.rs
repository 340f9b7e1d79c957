//! One connection: prepared statements, pipelined batches, and what an error means.

use super::values::read;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Statement, Value};
use deadpool_postgres::Object;
use futures_util::future::{MaybeDone, maybe_done};
use std::pin::Pin;
use std::task::Poll;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

/// A connection of the pool.
#[derive(Debug)]
pub(in crate::store) struct Connection(pub(super) Object);

impl Connection {
    pub(in crate::store) async fn query(
        &self,
        text: &str,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepare(text).await?;
        rows_of(&self.0, &statement, &params).await
    }

    pub(in crate::store) async fn execute(
        &self,
        text: &str,
        params: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let statement = self.prepare(text).await?;
        let params: Vec<&(dyn ToSql + Sync)> =
            params.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
        self.0.execute(&statement, &params).await.map_err(|error| failed(&error))
    }

    pub(in crate::store) async fn batch(
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

    async fn prepare(&self, text: &str) -> Result<tokio_postgres::Statement, StoreError> {
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

/// The database takes no writes: it was demoted, or was never the primary.
#[derive(Debug, thiserror::Error)]
#[error("this Postgres is read-only; waiting for the primary")]
pub(super) struct ReadOnly;

/// The database's own message: without its detail, which can hold values of rows.
pub(super) fn error_of(error: &tokio_postgres::Error) -> anyhow::Error {
    match error.as_db_error() {
        Some(error) => anyhow::anyhow!("{} ({})", error.message(), error.code().code()),
        None => anyhow::anyhow!("{error}"),
    }
}

pub(super) fn failed(error: &tokio_postgres::Error) -> StoreError {
    let Some(code) = error.code() else {
        return StoreError::Unavailable(error_of(error));
    };
    if *code == SqlState::UNIQUE_VIOLATION {
        return StoreError::Duplicate;
    }
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        return StoreError::Retry;
    }
    if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        return StoreError::Unavailable(ReadOnly.into());
    }
    // By class: connection exception, insufficient resources, operator intervention (shutdown,
    // time-out), system error; and a transaction or a connection that waited too long.
    let unavailable =
        ["08", "25P03", "53", "57", "58"].iter().any(|class| code.code().starts_with(class));
    if unavailable {
        StoreError::Unavailable(error_of(error))
    } else {
        StoreError::Internal(error_of(error))
    }
}
