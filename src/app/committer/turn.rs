//! Whose turn it is among the messages of one session: they stand in the queue in the order in
//! which they were sent, without one waiting until the one before is committed.
//!
//! A message that is decided again, for the rules changed meanwhile, begins a new round: what was
//! sent after it and is not committed yet goes back with it, and all of them queue anew, in order.

use domain::ids::SessionId;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// The order of one session's messages.
#[derive(Debug)]
pub struct Order {
    of: SessionId,
    round: AtomicU64,
    /// Where the last message stands.
    last: Mutex<Option<watch::Receiver<Stand>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Waits,
    /// In the queue, of this round.
    Queued(u64),
}

impl Order {
    /// The order of a session that has sent nothing.
    #[must_use]
    pub fn new(of: SessionId) -> Self {
        Self { of, round: AtomicU64::new(0), last: Mutex::default() }
    }

    /// The turn of a message that is sent after all others.
    #[must_use]
    pub fn next(self: &Arc<Self>) -> Turn {
        let (stand, next) = watch::channel(Stand::Waits);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.replace(next);
        Turn(Some(InOrder { order: Arc::clone(self), round: 0, before, stand }))
    }
}

/// A message's turn, and nobody's by default. Dropped, it is over.
#[derive(Debug, Default)]
pub struct Turn(Option<InOrder>);

#[derive(Debug)]
struct InOrder {
    order: Arc<Order>,
    /// In which it was decided last.
    round: u64,
    before: Option<watch::Receiver<Stand>>,
    stand: watch::Sender<Stand>,
}

impl Turn {
    /// Waits until the message before stands in the queue of this round, or is over.
    pub(in crate::app) async fn comes(&mut self) {
        let Some(own) = &mut self.0 else { return };
        loop {
            own.round = own.order.round.load(Ordering::Acquire);
            let Some(before) = &mut own.before else { return };
            if *before.borrow_and_update() == Stand::Queued(own.round) {
                return;
            }
            if before.changed().await.is_err() {
                own.before = None;
            }
        }
    }

    /// It stands in the queue: the next one's turn has come.
    pub(super) fn pass_on(&self) {
        if let Some(own) = &self.0 {
            own.stand.send_replace(Stand::Queued(own.round));
        }
    }

    pub(super) fn place(&self) -> Option<Place> {
        self.0.as_ref().map(|own| Place { order: Arc::clone(&own.order), round: own.round })
    }
}

/// The place of a decision among those of its session.
#[derive(Debug)]
pub(super) struct Place {
    order: Arc<Order>,
    round: u64,
}

impl Place {
    pub(super) fn of(&self) -> SessionId {
        self.order.of
    }

    /// Whether nothing that was sent before has gone back since.
    pub(super) fn holds(&self) -> bool {
        self.order.round.load(Ordering::Acquire) == self.round
    }

    /// It goes back to be decided again, and all behind it.
    pub(super) fn goes_back(&self) {
        let next = self.round.wrapping_add(1);
        // Where it went back with another, that one has begun the next round.
        let _begun = self.order.round.compare_exchange(
            self.round,
            next,
            Ordering::AcqRel,
            Ordering::Acquire,
        );
    }
}
