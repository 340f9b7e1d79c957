//! Group commit: takes what waits, commits it in one transaction, answers, and passes on the
//! events in their order. No timer: while one transaction runs, the next batch gathers.
//!
//! Where the answer to a commit was lost, it looks whether the batch is there before it answers or
//! tries again. What cannot be settled in time is settled later, so that others see it at once.

mod publish;
mod turn;
mod unsettled;

use super::rules::Rules;
use super::{AppParts, error::AppError};
use crate::bus::{Bus, Envelope};
use crate::clock::SystemIds;
use crate::store::Store;
use crate::store::commit::{self, Outcome, Proposal};
use crate::store::error::{Late, StoreError};
use domain::decision::Decision;
use domain::event::{Event, Positions};
use domain::ids::{ConversationId, MessageId};
use domain::limits::{BATCH_BYTES_MAX, BATCH_DECISIONS_MAX, STORE_DEADLINE};
use domain::person::Person;
use domain::refusal::Refusal;
use domain::time::{Span, Timestamp};
use publish::publish;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};
use turn::Place;
use unsettled::Unsettled;

pub use turn::{Order, Turn};

/// A batch is not made smaller than this for taking too long.
const BATCH_SMALL: usize = 8;
/// How often a batch is tried when the database asks for it to be done again.
const TRIES_MAX: usize = 3;

/// Where decisions are handed in. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Committer {
    queue: mpsc::Sender<Waiting>,
    store: Store,
}

#[derive(Debug)]
struct Waiting {
    proposal: Proposal,
    since: Instant,
    /// Among the messages of its session, if it keeps an order.
    place: Option<Place>,
    answer: oneshot::Sender<Result<Committed, StoreError>>,
}

/// What became of a decision.
#[derive(Debug, Clone)]
pub enum Committed {
    /// It was committed, with these events. None: it was so already.
    Done(Vec<Arc<Event>>),
    /// The message was sent before: its first answer (M2).
    Repeated {
        /// Which message.
        message: MessageId,
        /// Its numbers.
        positions: Positions,
        /// When it was committed.
        at: Timestamp,
    },
    /// The rules changed meanwhile.
    Stale,
    /// What was seen under the lock says no.
    Refused(Refusal),
    /// The pair has this direct conversation already.
    Exists(ConversationId),
}

impl Waiting {
    /// Nothing that its session sent before has gone back since it was decided.
    fn is_in_turn(&self) -> bool {
        self.place.as_ref().is_none_or(Place::holds)
    }
}

impl Committer {
    /// Starts the task that commits. It ends when the node stops and nothing waits any more.
    #[must_use]
    pub fn start(parts: &AppParts, rules: Arc<Rules>) -> Self {
        let (queue, waiting) = mpsc::channel(parts.settings.commit_queue_max);
        let work = Work {
            store: parts.store.clone(),
            bus: Arc::clone(&parts.bus),
            rules,
            waiting,
            room: BATCH_DECISIONS_MAX,
            set_aside: VecDeque::new(),
            unsettled: VecDeque::new(),
        };
        let stopping = parts.tasks.stopping();
        drop(parts.tasks.spawn("committer", async move { work.run(stopping).await }));
        Self { queue, store: parts.store.clone() }
    }

    /// Hands a decision in and waits for what becomes of it, at most 1.8 s.
    ///
    /// # Errors
    /// `Overloaded` if too many wait. `Unavailable` if the store does not answer: then it may have
    /// been committed or not.
    pub async fn commit(
        &self,
        decision: Decision,
        actor: Option<Person>,
    ) -> Result<Committed, AppError> {
        self.commit_in_turn(decision, actor, &mut Turn::default()).await
    }

    /// The same, and passes the turn on as soon as the decision stands in the queue: what is handed
    /// in next goes into the same batch, or into a later one.
    ///
    /// # Errors
    /// As [`Committer::commit`].
    pub async fn commit_in_turn(
        &self,
        decision: Decision,
        actor: Option<Person>,
        turn: &mut Turn,
    ) -> Result<Committed, AppError> {
        if decision.is_empty() {
            return Ok(Committed::Done(Vec::new()));
        }
        let (answer, answered) = oneshot::channel();
        let place = turn.place();
        let in_order = place.as_ref().map(Place::of);
        let waiting = Waiting {
            proposal: Proposal { decision, actor, in_order },
            since: self.store.clock().instant(),
            place,
            answer,
        };
        self.queue.try_send(waiting).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => {
                AppError::Overloaded { retry_after: Span::seconds(1) }
            }
            mpsc::error::TrySendError::Closed(_) => AppError::Unavailable,
        })?;
        turn.pass_on();
        match tokio::time::timeout(STORE_DEADLINE.duration(), answered).await {
            Ok(Ok(committed)) => committed.map_err(AppError::from),
            Ok(Err(_)) | Err(_) => Err(AppError::Unavailable),
        }
    }
}

struct Work {
    store: Store,
    bus: Arc<dyn Bus>,
    rules: Arc<Rules>,
    waiting: mpsc::Receiver<Waiting>,
    /// Decisions in a batch at the most: fewer after one that took too long. Else those who send
    /// again would fill batches that take too long again and again, and nobody would be answered.
    room: usize,
    /// What could not go into the last batch; goes first into the next.
    set_aside: VecDeque<Waiting>,
    /// Batches of which it is not known whether they were committed.
    unsettled: VecDeque<Unsettled>,
}

impl Work {
    async fn run(mut self, stopping: tokio_util::sync::CancellationToken) {
        loop {
            if self.set_aside.is_empty() {
                let next = tokio::select! {
                    biased;
                    next = self.waiting.recv() => next,
                    () = stopping.cancelled() => self.waiting.try_recv().ok(),
                    () = unsettled::pause(), if !self.unsettled.is_empty() => {
                        self.settle_later().await;
                        continue;
                    }
                };
                match next {
                    Some(waiting) => self.set_aside.push_back(waiting),
                    None => return,
                }
            }
            self.settle_later().await;
            let batch = self.gather();
            metrics::histogram!("parlor_commit_batch_decisions").record(count(batch.len()));
            self.commit(batch).await;
        }
    }

    /// Takes what waits and can be committed together, up to the limits. The order of what touches
    /// the same thing, or was sent by the same session, is kept.
    fn gather(&mut self) -> Vec<Waiting> {
        let mut batch = Vec::new();
        let (mut touched, mut behind) = (BTreeSet::new(), BTreeSet::new());
        let mut bytes = 0;
        let mut kept_back = VecDeque::new();
        while batch.len() < self.room && bytes < BATCH_BYTES_MAX {
            let next = self.set_aside.pop_front().or_else(|| self.waiting.try_recv().ok());
            let Some(next) = next else { break };
            if self.is_given_up(&next) {
                continue;
            }
            let touches = next.proposal.touches();
            let of = next.proposal.in_order;
            let in_turn = of.is_none_or(|session| !behind.contains(&session));
            let free = in_turn && touches.iter().all(|thing| !touched.contains(thing));
            touched.extend(touches);
            if free {
                bytes += next.proposal.bytes();
                batch.push(next);
            } else {
                behind.extend(of);
                kept_back.push_back(next);
            }
        }
        kept_back.append(&mut self.set_aside);
        self.set_aside = kept_back;
        batch
    }

    /// Nobody waits for it any more, and it was not begun: so it never happens.
    fn is_given_up(&self, waiting: &Waiting) -> bool {
        let waited = self.store.clock().instant().saturating_duration_since(waiting.since);
        waiting.answer.is_closed() && waited >= STORE_DEADLINE.duration()
    }

    async fn commit(&mut self, batch: Vec<Waiting>) {
        let (batch, back): (Vec<_>, Vec<_>) = batch.into_iter().partition(Waiting::is_in_turn);
        for waiting in back {
            drop(waiting.answer.send(Ok(Committed::Stale)));
        }
        if batch.is_empty() {
            return;
        }
        let proposals: Arc<[Proposal]> =
            batch.iter().map(|waiting| waiting.proposal.clone()).collect();
        match self.apply(&proposals).await {
            Ok(outcomes) => {
                self.room = (self.room + self.room.div_ceil(4)).min(BATCH_DECISIONS_MAX);
                for (waiting, outcome) in batch.into_iter().zip(outcomes) {
                    self.done(waiting, outcome).await;
                }
            }
            // One of them is at fault: the others must not suffer for it.
            Err(StoreError::Duplicate | StoreError::Internal(_) | StoreError::Corrupt(_))
                if batch.len() > 1 =>
            {
                for waiting in batch {
                    Box::pin(self.commit(vec![waiting])).await;
                }
            }
            Err(error) => {
                if matches!(error, StoreError::Unavailable(_) | StoreError::Unknown(_)) {
                    self.room = (batch.len() / 2).clamp(BATCH_SMALL, BATCH_DECISIONS_MAX);
                }
                tracing::warn!(
                    error = error.with_cause(),
                    decisions = batch.len(),
                    "a batch was not committed"
                );
                let answer = move || match &error {
                    StoreError::Overloaded => StoreError::Overloaded,
                    StoreError::Duplicate => StoreError::Duplicate,
                    StoreError::Corrupt(what) => StoreError::Corrupt(what),
                    StoreError::Internal(source) => {
                        StoreError::Internal(anyhow::anyhow!("{source:#}"))
                    }
                    // Logged above, once for all of them.
                    StoreError::Retry | StoreError::Unavailable(_) | StoreError::Unknown(_) => {
                        StoreError::Retry
                    }
                };
                for waiting in batch {
                    drop(waiting.answer.send(Err(answer())));
                }
            }
        }
    }

    /// Answers first, then passes the events on: in the order of the log, since batches are
    /// committed one after the other.
    async fn done(&self, waiting: Waiting, outcome: Outcome) {
        let committed = match outcome {
            Outcome::Done(events) => Committed::Done(events.into_iter().map(Arc::new).collect()),
            Outcome::Repeated { message, positions, at } => {
                Committed::Repeated { message, positions, at }
            }
            Outcome::Stale => {
                waiting.place.iter().for_each(Place::goes_back);
                Committed::Stale
            }
            Outcome::Refused(refusal) => Committed::Refused(refusal),
            Outcome::Exists(conversation) => Committed::Exists(conversation),
        };
        let events = match &committed {
            Committed::Done(events) => events.clone(),
            Committed::Repeated { .. }
            | Committed::Stale
            | Committed::Refused(_)
            | Committed::Exists(_) => Vec::new(),
        };
        self.rules.apply(waiting.proposal.decision.rules_version, &events);
        let repeated = match &committed {
            Committed::Repeated { positions, .. } => Some(positions.seq),
            Committed::Done(_)
            | Committed::Stale
            | Committed::Refused(_)
            | Committed::Exists(_) => None,
        };
        // The sender may have given up; the message is there all the same.
        drop(waiting.answer.send(Ok(committed)));
        if !waiting.proposal.decision.jobs.is_empty() {
            self.store.jobs_added();
        }
        for event in events {
            publish(self.bus.as_ref(), event).await;
        }
        if let Some(seq) = repeated {
            // Whoever committed it may have ended before it could say so.
            let conversation = waiting.proposal.decision.conversation;
            self.bus.publish(Envelope::Committed { conversation, seq, event: None }).await;
        }
    }
}

impl Work {
    /// Commits proposals; again where the database asks for it, or where it is certain that a lost
    /// commit did not happen.
    async fn apply(&mut self, proposals: &Arc<[Proposal]>) -> Result<Vec<Outcome>, StoreError> {
        let mut before = Vec::new();
        for _ in 0..TRIES_MAX {
            let (done, mut outcomes) = attempt(&self.store, Arc::clone(proposals)).await;
            match done {
                Ok(()) => return Ok(outcomes),
                Err(StoreError::Retry) => {}
                Err(StoreError::Unknown(source)) => {
                    if outcomes.is_empty() {
                        // It met what an earlier try had made.
                        outcomes = std::mem::take(&mut before);
                    }
                    let unsettled = Unsettled { proposals: Arc::clone(proposals), outcomes };
                    match unsettled.is_there(&self.store).await {
                        Ok(true) => return Ok(unsettled.outcomes),
                        // It would take as long again.
                        Ok(false) if source.is::<Late>() => {
                            return Err(StoreError::Unavailable(source));
                        }
                        Ok(false) => before = unsettled.outcomes,
                        Err(_) => {
                            self.set_apart(unsettled);
                            return Err(StoreError::Unknown(source));
                        }
                    }
                }
                Err(error) => return Err(error),
            }
            metrics::counter!("parlor_commit_retries_total").increment(1);
        }
        Err(StoreError::Retry)
    }
}

/// One transaction. What would become of the proposals is given also where it is not known whether
/// it did.
async fn attempt(
    store: &Store,
    proposals: Arc<[Proposal]>,
) -> (Result<(), StoreError>, Vec<Outcome>) {
    let made = Arc::new(Mutex::new(Vec::new()));
    let outcomes = Arc::clone(&made);
    let done = store.write_reserved(move |sql| {
        Box::pin(async move {
            let applied = commit::apply(sql, &proposals, &mut SystemIds).await?;
            *outcomes.lock().unwrap_or_else(PoisonError::into_inner) = applied;
            Ok(())
        })
    });
    let done = done.await;
    let outcomes = std::mem::take(&mut *made.lock().unwrap_or_else(PoisonError::into_inner));
    (done, outcomes)
}

fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
