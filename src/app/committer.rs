//! Group commit: takes what waits, commits it in one transaction, answers, and passes on the
//! events in their order. No timer: while one transaction runs, the next batch gathers.

use super::rules::Rules;
use super::{AppParts, error::AppError};
use crate::bus::{Bus, Envelope, Personal};
use crate::clock::SystemIds;
use crate::store::Store;
use crate::store::commit::{self, Outcome, Proposal};
use crate::store::error::StoreError;
use domain::conversation::Conversation;
use domain::decision::Decision;
use domain::event::{Event, Fact, Positions};
use domain::ids::{ConversationId, MessageId};
use domain::limits::{BATCH_BYTES_MAX, BATCH_DECISIONS_MAX, COMMIT_ATTEMPTS_MAX, STORE_DEADLINE};
use domain::message::{Body, NewMember, System};
use domain::person::{Person, Side};
use domain::refusal::Refusal;
use domain::time::{Span, Timestamp};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How often a batch is tried again when the database asks for it.
const RETRIES_MAX: usize = 3;

/// Where decisions are handed in. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Committer {
    queue: mpsc::Sender<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    proposal: Proposal,
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
            set_aside: VecDeque::new(),
        };
        let stopping = parts.tasks.stopping();
        drop(parts.tasks.spawn("committer", async move { work.run(stopping).await }));
        Self { queue }
    }

    /// Hands a decision in and waits for what becomes of it, at most 2 s.
    ///
    /// # Errors
    /// `Overloaded` if too many wait. `Unavailable` if the store does not answer: then it may have
    /// been committed or not.
    pub async fn commit(
        &self,
        decision: Decision,
        actor: Option<Person>,
    ) -> Result<Committed, AppError> {
        if decision.is_empty() {
            return Ok(Committed::Done(Vec::new()));
        }
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { proposal: Proposal { decision, actor }, answer };
        self.queue.try_send(waiting).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => {
                AppError::Overloaded { retry_after: Span::seconds(1) }
            }
            mpsc::error::TrySendError::Closed(_) => AppError::Unavailable,
        })?;
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
    /// What could not go into the last batch; goes first into the next.
    set_aside: VecDeque<Waiting>,
}

impl Work {
    async fn run(mut self, stopping: tokio_util::sync::CancellationToken) {
        loop {
            if self.set_aside.is_empty() {
                let next = tokio::select! {
                    biased;
                    next = self.waiting.recv() => next,
                    () = stopping.cancelled() => self.waiting.try_recv().ok(),
                };
                match next {
                    Some(waiting) => self.set_aside.push_back(waiting),
                    None => return,
                }
            }
            let batch = self.gather();
            metrics::histogram!("parlor_commit_batch_decisions").record(count(batch.len()));
            self.commit(batch).await;
        }
    }

    /// Takes what waits and can be committed together, up to the limits. The order of what touches
    /// the same thing is kept.
    fn gather(&mut self) -> Vec<Waiting> {
        let mut batch = Vec::new();
        let mut touched = BTreeSet::new();
        let mut bytes = 0;
        let mut kept_back = VecDeque::new();
        while batch.len() < BATCH_DECISIONS_MAX && bytes < BATCH_BYTES_MAX {
            let next = self.set_aside.pop_front().or_else(|| self.waiting.try_recv().ok());
            let Some(next) = next else { break };
            let touches = next.proposal.touches();
            let free = touches.iter().all(|thing| !touched.contains(thing));
            touched.extend(touches);
            if free {
                bytes += next.proposal.bytes();
                batch.push(next);
            } else {
                kept_back.push_back(next);
            }
        }
        kept_back.append(&mut self.set_aside);
        self.set_aside = kept_back;
        batch
    }

    async fn commit(&self, batch: Vec<Waiting>) {
        let proposals: Arc<[Proposal]> =
            batch.iter().map(|waiting| waiting.proposal.clone()).collect();
        match apply(&self.store, Arc::clone(&proposals)).await {
            Ok(outcomes) => {
                for (waiting, outcome) in batch.into_iter().zip(outcomes) {
                    self.done(waiting, outcome).await;
                }
            }
            // One of them is at fault: the others must not suffer for it.
            Err(StoreError::Duplicate | StoreError::Internal(_) | StoreError::Corrupt(_))
                if batch.len() > 1 =>
            {
                for waiting in batch {
                    self.commit_alone(waiting).await;
                }
            }
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "a batch was not committed");
                for waiting in batch {
                    failed(waiting, StoreError::unavailable("the batch was not committed"));
                }
            }
        }
    }

    async fn commit_alone(&self, waiting: Waiting) {
        match apply(&self.store, Arc::from([waiting.proposal.clone()])).await {
            Ok(mut outcomes) => match outcomes.pop() {
                Some(outcome) => self.done(waiting, outcome).await,
                None => failed(waiting, StoreError::Corrupt("an outcome for each proposal")),
            },
            Err(error) => failed(waiting, error),
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
            Outcome::Stale => Committed::Stale,
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
        // The sender may have given up; the message is there all the same.
        drop(waiting.answer.send(Ok(committed)));
        if !waiting.proposal.decision.jobs.is_empty() {
            self.store.jobs_added();
        }
        for event in events {
            publish(self.bus.as_ref(), event).await;
        }
    }
}

fn failed(waiting: Waiting, error: StoreError) {
    drop(waiting.answer.send(Err(error)));
}

fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

async fn apply(store: &Store, proposals: Arc<[Proposal]>) -> Result<Vec<Outcome>, StoreError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let proposals = Arc::clone(&proposals);
        let done = store
            .write(move |sql| {
                Box::pin(async move { commit::apply(sql, &proposals, &mut SystemIds).await })
            })
            .await;
        match done {
            Err(StoreError::Retry) if tries < RETRIES_MAX => (),
            Ok(_) | Err(_) => return done,
        }
    }
}

/// Passes an event on: to everyone in the conversation, and to those alone whom it concerns.
async fn publish(bus: &dyn Bus, event: Arc<Event>) {
    bus.publish(Envelope::Committed {
        conversation: event.conversation,
        seq: event.positions.seq,
        event: Some(Arc::clone(&event)),
    })
    .await;
    let joined = |user| Envelope::Personal { user, what: Personal::Joined(event.conversation) };
    for member in new_members(&event) {
        bus.publish(joined(member.person.id)).await;
    }
    if let (Fact::Reacted { message, emoji, on, .. }, Some(actor)) = (&event.fact, &event.actor)
        && actor.side == Some(Side::External)
    {
        let what = Personal::OwnReaction {
            conversation: event.conversation,
            message: *message,
            emoji: emoji.clone(),
            on: *on,
        };
        bus.publish(Envelope::Personal { user: actor.id, what }).await;
    }
}

fn new_members(event: &Event) -> &[NewMember] {
    let Fact::Posted(message) = &event.fact else { return &[] };
    let Body::System(system) = &message.body else { return &[] };
    match system.as_ref() {
        System::Created { members, .. } | System::MembersAdded { members } => members,
        System::JoinedByLink { member, .. } => std::slice::from_ref(member),
        System::Left { .. }
        | System::Removed { .. }
        | System::RoleChanged { .. }
        | System::Renamed { .. }
        | System::Described { .. }
        | System::PictureChanged { .. }
        | System::ReadOnlySwitched { .. }
        | System::LinkSwitched { .. }
        | System::TagsChanged { .. } => &[],
    }
}

impl super::App {
    /// Loads the rules of a conversation, lets `decide` decide, and commits; again where the rules
    /// changed in between.
    ///
    /// # Errors
    /// `NotFound` if there is no such conversation, what `decide` says, `Overloaded`,
    /// `Unavailable`.
    pub async fn decide_and_commit<D>(
        &self,
        conversation: ConversationId,
        actor: &Person,
        mut decide: D,
    ) -> Result<Committed, AppError>
    where
        D: FnMut(&Conversation) -> Result<Decision, Refusal> + Send,
    {
        for _ in 0..COMMIT_ATTEMPTS_MAX {
            let rules = self.load_rules(conversation).await?;
            let decision = match decide(&rules) {
                Ok(decision) => decision,
                Err(refusal) => {
                    // What this node remembers may be old; what it refuses is looked at again.
                    let fresh = self.look_at_rules(conversation).await?;
                    if fresh.rules_version == rules.rules_version {
                        return Err(refusal.into());
                    }
                    continue;
                }
            };
            match self.committer().commit(decision, Some(actor.clone())).await? {
                Committed::Stale => self.rules().forget(conversation),
                Committed::Refused(refusal) => return Err(refusal.into()),
                committed @ (Committed::Done(_)
                | Committed::Repeated { .. }
                | Committed::Exists(_)) => return Ok(committed),
            }
        }
        Err(AppError::Overloaded { retry_after: Span::millis(200) })
    }

    /// The rules of a conversation, as this node knows them or as the store has them.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub(crate) async fn load_rules(
        &self,
        conversation: ConversationId,
    ) -> Result<Arc<Conversation>, AppError> {
        match self.rules().get(conversation) {
            Some(kept) => Ok(kept),
            None => self.look_at_rules(conversation).await,
        }
    }

    /// The rules of a conversation as the store has them now.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub(crate) async fn look_at_rules(
        &self,
        conversation: ConversationId,
    ) -> Result<Arc<Conversation>, AppError> {
        let rules = self
            .store()
            .read(move |sql| Box::pin(crate::store::conversations::rules(sql, conversation)))
            .await?;
        let Some(rules) = rules else {
            self.rules().forget(conversation);
            return Err(Refusal::NotFound { what: "conversation" }.into());
        };
        let rules = Arc::new(rules);
        self.rules().put(Arc::clone(&rules));
        Ok(rules)
    }
}
