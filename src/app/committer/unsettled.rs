//! Batches of which it is not known whether they were committed: the connection ended, or nothing
//! was heard, while the answer to COMMIT was due.
//!
//! They are settled by looking, never by doing them late: what a sender heard `unavailable` for may
//! be there or not, and a sender who wants it sends it again.

use super::{Work, publish};
use crate::store::Store;
use crate::store::commit::{self, Outcome, Proposal};
use crate::store::error::StoreError;
use domain::event::{Event, Fact};
use domain::ids::MessageId;
use std::sync::Arc;
use std::time::Duration;

/// Batches that wait to be settled; of one more the oldest is left to the polling of heads.
const UNSETTLED_MAX: usize = 16;
/// Time between two looks where nothing else is to be done.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A batch, and what became of it if it was committed.
#[derive(Debug)]
pub(super) struct Unsettled {
    pub(super) proposals: Arc<[Proposal]>,
    pub(super) outcomes: Vec<Outcome>,
}

impl Unsettled {
    /// Whether it was committed. A transaction that is still being committed is waited for.
    pub(super) async fn is_there(&self, store: &Store) -> Result<bool, StoreError> {
        // All of a transaction is there or nothing of it: one event tells.
        let about = |event| message_of(event).map(|message| (event, message));
        let Some((event, message)) = self.events().find_map(about) else { return Ok(false) };
        let (conversation, positions, at) = (event.conversation, event.positions, event.at);
        let there = store
            .write_reserved(move |sql| {
                Box::pin(commit::is_there(sql, conversation, positions.seq, message, at))
            })
            .await;
        if let Ok(there) = &there {
            let found = if *there { "committed" } else { "not_committed" };
            metrics::counter!("parlor_commit_settled_total", "found" => found).increment(1);
        }
        there
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.outcomes.iter().flat_map(events_of)
    }
}

impl Work {
    pub(super) fn set_apart(&mut self, unsettled: Unsettled) {
        if unsettled.events().next().is_none() {
            return;
        }
        if self.unsettled.len() >= UNSETTLED_MAX {
            self.unsettled.pop_front();
        }
        self.unsettled.push_back(unsettled);
    }

    /// Settles what can be settled now, and passes on what turns out to be committed.
    pub(super) async fn settle_later(&mut self) {
        while let Some(unsettled) = self.unsettled.front() {
            match unsettled.is_there(&self.store).await {
                Ok(true) => {}
                Ok(false) => {
                    self.unsettled.pop_front();
                    continue;
                }
                Err(_) => return,
            }
            let Some(settled) = self.unsettled.pop_front() else { return };
            self.store.jobs_added();
            for (proposal, outcome) in settled.proposals.iter().zip(settled.outcomes) {
                let events: Vec<Arc<Event>> = match outcome {
                    Outcome::Done(events) => events.into_iter().map(Arc::new).collect(),
                    Outcome::Repeated { .. }
                    | Outcome::Stale
                    | Outcome::Refused(_)
                    | Outcome::Exists(_) => Vec::new(),
                };
                self.rules.apply(proposal.decision.rules_version, &events);
                for event in events {
                    publish(self.bus.as_ref(), event).await;
                }
            }
        }
    }
}

fn events_of(outcome: &Outcome) -> &[Event] {
    match outcome {
        Outcome::Done(events) => events,
        Outcome::Repeated { .. } | Outcome::Stale | Outcome::Refused(_) | Outcome::Exists(_) => &[],
    }
}

/// Every event that this server writes is about one message.
fn message_of(event: &Event) -> Option<MessageId> {
    match &event.fact {
        Fact::Posted(message) | Fact::Edited(message) => Some(message.id),
        Fact::Deleted { message }
        | Fact::Reacted { message, .. }
        | Fact::Pinned { message, .. } => Some(*message),
        Fact::Unsupported => None,
    }
}

/// Until the next look.
pub(super) async fn pause() {
    tokio::time::sleep(LOOK_EVERY).await;
}
