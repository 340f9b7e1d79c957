//! Does what the outbox holds, what was scheduled, and what must be swept. Any number of nodes may
//! run it: a job is leased to one of them, and everything is safe to be done twice.
//!
//! All times are the clock's; only the pause between two looks is real time.

pub mod files;
pub mod mail;
pub mod scheduled;

use crate::app::App;
use crate::clock::Clock;
use crate::mail::{MailError, Mailer};
use crate::media::files::FileError;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::outbox::Claimed;
use crate::tasks::{self, Tasks};
use domain::decision::Job;
use domain::time::{Span, Timestamp};
use futures_util::StreamExt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a node may take for a job before another one does it.
const LEASE: Span = Span::minutes(2);
/// Jobs claimed at once.
const CLAIM_MAX: i64 = 16;
/// Jobs done at once.
const UNDER_WAY_MAX: usize = 4;
/// Beginnings of one job; after the last it is set aside. With the pauses below: about 20 hours.
pub const ATTEMPTS_MAX: i64 = 28;
/// Pause after a first failure; it doubles each time.
pub const BACKOFF: Span = Span::seconds(10);
/// Longest pause.
const BACKOFF_MAX: Span = Span::hours(1);
/// Time between two sweeps of this node.
const SWEEP_EVERY: Span = Span::minutes(10);
/// Real time between two looks where nobody says that there is something new.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What jobs need.
#[derive(Debug, Clone)]
pub struct JobParts {
    /// What the server does.
    pub app: App,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// The organisation's name where the store has none.
    pub organisation_default: String,
}

/// Does jobs. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Jobs(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    parts: JobParts,
    swept_at: Mutex<Timestamp>,
}

/// Why a job is not done. Holds neither addresses nor texts, for it is stored and logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobError {
    /// Try again later.
    Later(String),
    /// It will never succeed.
    Never(String),
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::Later(error.to_string())
    }
}

impl From<FileError> for JobError {
    fn from(error: FileError) -> Self {
        Self::Later(error.to_string())
    }
}

impl From<MailError> for JobError {
    fn from(error: MailError) -> Self {
        match error {
            MailError::Later(reason) => Self::Later(reason),
            MailError::Never(reason) => Self::Never(reason),
        }
    }
}

impl Jobs {
    /// Not running yet.
    #[must_use]
    pub fn new(parts: JobParts) -> Self {
        let swept_at = Mutex::new(Timestamp::default());
        Self(Arc::new(Inner { parts, swept_at }))
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        self.0.parts.app.clock()
    }

    pub(crate) fn store(&self) -> &Store {
        self.0.parts.app.store()
    }

    /// Runs until the node stops.
    pub fn start(&self, tasks: &Tasks) {
        let jobs = self.clone();
        let added = Arc::clone(self.store().jobs());
        let stopping = tasks.stopping();
        tasks.spawn("jobs", async move {
            loop {
                let pause = if jobs.round().await { Duration::ZERO } else { LOOK_EVERY };
                tokio::select! {
                    () = stopping.cancelled() => break,
                    () = added.notified() => {}
                    () = tokio::time::sleep(pause) => {}
                }
            }
        });
    }

    /// Does what is due now, once; says whether there may be more.
    pub async fn round(&self) -> bool {
        let claimed = match self.store().claim_jobs(LEASE, CLAIM_MAX).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "jobs cannot be claimed");
                return false;
            }
        };
        let full = i64::try_from(claimed.len()).unwrap_or(i64::MAX) >= CLAIM_MAX;
        futures_util::stream::iter(claimed)
            .for_each_concurrent(UNDER_WAY_MAX, |job| self.settle(job))
            .await;
        let more = self.send_scheduled().await;
        self.sweep_sometimes().await;
        full || more
    }

    async fn sweep_sometimes(&self) {
        if !is_due(&self.0.swept_at, self.clock().now()) {
            return;
        }
        if let Err(JobError::Later(reason) | JobError::Never(reason)) = self.sweep().await {
            tracing::warn!(reason, "the sweep of unsent files broke off");
        }
    }

    /// Does one job and writes down how that went.
    async fn settle(&self, claimed: Claimed) {
        let jobs = self.clone();
        let job = claimed.clone();
        // In a task of its own: a job that panics harms no other.
        let done = match tasks::uncancelled(async move { jobs.run(&job).await }).await {
            Ok(done) => done,
            Err(_) => Err(JobError::Later("it panicked".to_owned())),
        };
        let store = self.store();
        let written = match done {
            Ok(()) => store.finish_job(claimed.id).await,
            Err(JobError::Later(reason)) if claimed.attempts < ATTEMPTS_MAX => {
                tracing::info!(job = %claimed.id, attempts = claimed.attempts, reason, "a job is put off");
                let run_at = self.clock().now() + backoff(claimed.attempts);
                store.retry_job(&claimed, run_at, reason).await
            }
            Err(JobError::Later(reason) | JobError::Never(reason)) => {
                metrics::counter!("parlor_jobs_dead_total").increment(1);
                tracing::warn!(job = %claimed.id, reason, "a job is given up");
                store.bury_job(claimed.id, reason).await
            }
        };
        if let Err(error) = written {
            tracing::warn!(error = format!("{error:#}"), "a job's end cannot be written down");
        }
    }

    async fn run(&self, claimed: &Claimed) -> Result<(), JobError> {
        match &claimed.job {
            Job::MailInvitation { conversation, user, by } => {
                let invitation =
                    mail::Invitation { conversation: *conversation, user: *user, by: *by };
                self.mail_invitation(claimed.id, invitation).await
            }
            Job::MailWelcome { user } => self.mail_welcome(claimed.id, *user).await,
            Job::MailCode { email, code } => self.mail_code(claimed, email, code).await,
            Job::DropFiles { attachments, pictures } => {
                self.drop_files(attachments, pictures).await
            }
        }
    }
}

/// Whether it is time to sweep again.
fn is_due(last: &Mutex<Timestamp>, now: Timestamp) -> bool {
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    let due = now.since(*last) >= SWEEP_EVERY;
    if due {
        *last = now;
    }
    due
}

/// The pause after so many attempts.
fn backoff(attempts: i64) -> Span {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or_default();
    let pause = BACKOFF.as_millis().saturating_mul(2_i64.saturating_pow(doublings));
    Span::millis(pause.min(BACKOFF_MAX.as_millis()))
}
