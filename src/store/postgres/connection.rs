//! One connection: prepared statements, pipelined batches, and what an error means.

use super::values::read;
use crate::store::error::StoreError;
use crate::store::sql::{Row, Statement, Value};
use deadpool_postgres::Object;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, MaybeDone, maybe_done};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

const BEGIN: &str = "BEGIN";
/// Begins what commits a few decisions. Its statements are planned once each, by their indexes:
/// Postgres would plan those that take lists anew every time, which costs more than to run them,
/// and a plan that is kept may stem from when a table had few rows.
const BEGIN_PLANNED: &str = "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; \
    SET LOCAL enable_seqscan = off";
/// Values of a list up to which a plan of its own costs more than it saves.
const LIST_PLANNED_MAX: usize = 16;
/// Commits. A commit that waits for a standby must not be ended by a time limit: it would claim to
/// have succeeded.
const COMMIT: &str = "SET LOCAL statement_timeout = 0; COMMIT";

/// A statement that can be run, with its parameters.
type Prepared = (tokio_postgres::Statement, Vec<Value>);
type Answer<'a> = Pin<Box<MaybeDone<BoxFuture<'a, Result<Vec<Row>, StoreError>>>>>;
type Answers<'a> = Vec<Answer<'a>>;

/// A connection of the pool.
#[derive(Debug)]
pub(in crate::store) struct Connection {
    pub(super) object: Object,
    /// A transaction is to be begun before, or together with, the next statement.
    opening: AtomicBool,
    /// What runs together with the commit.
    last: Vec<Prepared>,
}

impl Connection {
    pub(super) fn new(object: Object) -> Self {
        Self { object, opening: AtomicBool::new(false), last: Vec::new() }
    }

    /// Has the next statement begin a transaction.
    pub(super) fn begin(&self) {
        self.opening.store(true, Ordering::Relaxed);
    }

    pub(in crate::store) async fn query(
        &self,
        text: &str,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepare(text).await?;
        self.open().await?;
        rows_of(&self.object, &statement, &params).await
    }

    pub(in crate::store) async fn execute(
        &self,
        text: &str,
        params: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let statement = self.prepare(text).await?;
        let params: Vec<&(dyn ToSql + Sync)> =
            params.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
        self.open().await?;
        self.object.execute(&statement, &params).await.map_err(|error| failed(&error))
    }

    pub(in crate::store) async fn batch(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let prepared = self.prepare_all(statements).await?;
        self.open().await?;
        in_order(self.answers(&prepared)).await.into_iter().collect()
    }

    /// The same for statements that only read, where decisions are committed after them: a
    /// transaction that is to be begun begins in the same round trip. Were it refused, they would
    /// run without it, and their answers be thrown away.
    pub(in crate::store) async fn batch_first(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let begin = if statements.iter().any(has_long_list) { BEGIN } else { BEGIN_PLANNED };
        let prepared = self.prepare_all(statements).await?;
        if !self.opening.swap(false, Ordering::Relaxed) {
            return in_order(self.answers(&prepared)).await.into_iter().collect();
        }
        let begin = self.object.batch_execute(begin);
        let (begun, answers) = both(begin, in_order(self.answers(&prepared))).await;
        begun.map_err(|error| failed(&error))?;
        answers.into_iter().collect()
    }

    /// Keeps statements for [`Connection::commit`].
    pub(in crate::store) async fn batch_last(
        &mut self,
        statements: Vec<Statement>,
    ) -> Result<(), StoreError> {
        let prepared = self.prepare_all(statements).await?;
        self.last.extend(prepared);
        Ok(())
    }

    /// Runs what was kept for the end and commits, in one round trip. After an error other than
    /// `Unknown` nothing was committed, and the transaction may still be open.
    pub(super) async fn commit(&mut self) -> Result<(), StoreError> {
        let last = std::mem::take(&mut self.last);
        if last.is_empty() && self.opening.swap(false, Ordering::Relaxed) {
            return Ok(()); // Nothing was asked.
        }
        self.open().await?;
        let mut answers = self.answers(&last);
        // What cannot be sent ends at once, and must not be missing from what is committed.
        let has_failed = std::future::poll_fn(|context| {
            let mut failed = false;
            for answer in &mut answers {
                let ended = answer.as_mut().poll(context).is_ready();
                failed |= ended && matches!(**answer, MaybeDone::Done(Err(_)));
            }
            Poll::Ready(failed)
        });
        if has_failed.await {
            // Of a transaction that is aborted, the first error tells why.
            let mut answers = in_order(answers).await.into_iter();
            return answers.find_map(Result::err).map_or(Ok(()), Err);
        }
        let commit = self.object.batch_execute(COMMIT);
        let (answers, committed) = both(in_order(answers), commit).await;
        let written = answers.into_iter().try_for_each(|answer| answer.map(|_| ()));
        let done = written.and_then(|()| committed.map_err(|error| failed(&error)));
        done.map_err(|error| match error {
            // The commit stood behind it, and may have happened.
            StoreError::Unavailable(source) => StoreError::Unknown(source),
            StoreError::Duplicate
            | StoreError::Retry
            | StoreError::Overloaded
            | StoreError::Unknown(_)
            | StoreError::Corrupt(_)
            | StoreError::Internal(_) => error,
        })
    }

    fn answers<'a>(&'a self, statements: &'a [Prepared]) -> Answers<'a> {
        let client: &tokio_postgres::Client = &self.object;
        let answer = |(statement, params): &'a Prepared| -> Answer<'a> {
            Box::pin(maybe_done(rows_of(client, statement, params).boxed()))
        };
        statements.iter().map(answer).collect()
    }

    /// Begins the transaction, if one is to be begun.
    async fn open(&self) -> Result<(), StoreError> {
        if self.opening.swap(false, Ordering::Relaxed) {
            self.object.batch_execute(BEGIN).await.map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    async fn prepare_all(&self, statements: Vec<Statement>) -> Result<Vec<Prepared>, StoreError> {
        let mut prepared = Vec::with_capacity(statements.len());
        for Statement { text, params } in statements {
            prepared.push((self.prepare(text).await?, params));
        }
        Ok(prepared)
    }

    async fn prepare(&self, text: &str) -> Result<tokio_postgres::Statement, StoreError> {
        self.object.prepare_cached(text).await.map_err(|error| failed(&error))
    }
}

fn has_long_list(statement: &Statement) -> bool {
    let is_long = |value: &Value| match value {
        Value::List(values) => values.len() > LIST_PLANNED_MAX,
        Value::Null
        | Value::Int(_)
        | Value::Text(_)
        | Value::Bytes(_)
        | Value::Uuid(_)
        | Value::Bool(_) => false,
    };
    statement.params.iter().any(is_long)
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

/// The same for two of different kinds.
async fn both<A: Future, B: Future>(first: A, second: B) -> (A::Output, B::Output) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut of_first, mut of_second) = (None, None);
    std::future::poll_fn(|context| {
        if of_first.is_none()
            && let Poll::Ready(output) = first.as_mut().poll(context)
        {
            of_first = Some(output);
        }
        if of_second.is_none()
            && let Poll::Ready(output) = second.as_mut().poll(context)
        {
            of_second = Some(output);
        }
        match (of_first.take(), of_second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            (first, second) => {
                (of_first, of_second) = (first, second);
                Poll::Pending
            }
        }
    })
    .await
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
