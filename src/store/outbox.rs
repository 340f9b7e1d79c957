//! Follow-ups that must survive a crash: added in the transaction that causes them, claimed under a
//! lease by one node at a time, gone once done. Runs nothing itself; see `jobs`.

use super::Store;
use super::dialect::Twice;
use super::error::StoreError;
use super::sql::{Sql, Statement, params};
use domain::decision::Job;
use domain::ids::{Ids, JobId};
use domain::time::{Span, Timestamp};

/// A job that this node holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which entry of the outbox.
    pub id: JobId,
    /// What to do.
    pub job: Job,
    /// How often it was begun, this time included.
    pub attempts: i64,
    /// When it was added.
    pub created_at: Timestamp,
}

const CLAIM: Twice = Twice {
    sqlite: "UPDATE outbox SET leased_until = $2, attempts = attempts + 1 WHERE id IN (
               SELECT id FROM outbox
               WHERE dead_at IS NULL AND run_at <= $1
                   AND (leased_until IS NULL OR leased_until <= $1)
               ORDER BY run_at LIMIT $3)
             RETURNING id, job, attempts, created_at",
    postgres: "UPDATE outbox SET leased_until = $2, attempts = attempts + 1 WHERE id IN (
                 SELECT id FROM outbox
                 WHERE dead_at IS NULL AND run_at <= $1
                   AND (leased_until IS NULL OR leased_until <= $1)
                 ORDER BY run_at LIMIT $3 FOR UPDATE SKIP LOCKED)
               RETURNING id, job, attempts, created_at",
};

/// The statement that adds a job, for a batch of the transaction that causes it. After the commit
/// [`Store::jobs_added`] wakes the runner; without it the runner finds the job a second later.
///
/// # Errors
/// `Internal`: the job cannot be written down, a bug.
pub fn statement(job: &Job, run_at: Timestamp, ids: &mut dyn Ids) -> Result<Statement, StoreError> {
    let job = serde_json::to_string(job).map_err(|error| StoreError::Internal(error.into()))?;
    Ok(Statement {
        text: "INSERT INTO outbox (id, job, run_at, attempts, created_at)
            VALUES ($1, $2, $3, 0, $3)",
        params: params![JobId::next(ids), job, run_at],
    })
}

/// Adds a job, to be done from `run_at` on.
///
/// # Errors
/// See [`StoreError`].
pub fn add<'s>(
    sql: &'s mut Sql,
    job: &Job,
    run_at: Timestamp,
    ids: &mut dyn Ids,
) -> impl Future<Output = Result<(), StoreError>> + Send + use<'s> {
    let statement = statement(job, run_at, ids);
    async move {
        let statement = statement?;
        sql.execute(statement.text, statement.params).await?;
        Ok(())
    }
}

impl Store {
    /// Takes up to `limit` due jobs, the longest due first: no other node gets them before the
    /// lease ends. A job that no version of this server wrote is set aside as dead.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn claim_jobs(&self, lease: Span, limit: i64) -> Result<Vec<Claimed>, StoreError> {
        let now = self.clock().now();
        self.write(move |sql| {
            Box::pin(async move {
                let text = sql.pick(CLAIM);
                let rows = sql.query(text, params![now, now + lease, limit]).await?;
                let mut claimed = Vec::with_capacity(rows.len());
                for row in rows {
                    let id: JobId = row.get(0)?;
                    match serde_json::from_str(&row.get::<String>(1)?) {
                        Ok(job) => claimed.push(Claimed {
                            id,
                            job,
                            attempts: row.get(2)?,
                            created_at: row.get(3)?,
                        }),
                        Err(_) => bury(sql, id, "the job is not readable", now).await?,
                    }
                }
                Ok(claimed)
            })
        })
        .await
    }

    /// Erases a job that is done.
    ///
    /// # Errors
    /// See [`StoreError`]; the job is then done again after its lease.
    pub async fn finish_job(&self, id: JobId) -> Result<(), StoreError> {
        self.write(move |sql| {
            Box::pin(async move {
                sql.execute("DELETE FROM outbox WHERE id = $1", params![id]).await?;
                Ok(())
            })
        })
        .await
    }

    /// Gives a job back, to be done again from `run_at` on. Says nothing where its lease ended and
    /// another node took it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn retry_job(
        &self,
        claimed: &Claimed,
        run_at: Timestamp,
        failure: String,
    ) -> Result<(), StoreError> {
        let (id, attempts) = (claimed.id, claimed.attempts);
        self.write(move |sql| {
            Box::pin(async move {
                sql.execute(
                    "UPDATE outbox SET run_at = $3, leased_until = NULL, failure = $4
                     WHERE id = $1 AND attempts = $2",
                    params![id, attempts, run_at, failure],
                )
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// Sets a job aside for good: it stays readable for operators and is not done again.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn bury_job(&self, id: JobId, failure: String) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.write(move |sql| Box::pin(async move { bury(sql, id, &failure, now).await })).await
    }
}

async fn bury(sql: &mut Sql, id: JobId, failure: &str, at: Timestamp) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE outbox SET dead_at = $2, leased_until = NULL, failure = $3 WHERE id = $1",
        params![id, at, failure],
    )
    .await?;
    Ok(())
}
